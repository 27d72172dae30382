"""Addresses: never edited, only replaced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from addresses.models import City, Country, Customer, CustomerAddress, District, Township
from addresses.models.place import country_id
from common.errors import InvalidInput, Refusal, Sentence
from common.rows import new


class AddressRetired(Refusal):
    """The address was replaced or retired before."""

    code = "address_retired"
    sentence = "This address is no longer active, so it cannot be changed."


def create_address(
    channel: Any, *, at: datetime, customer: Customer | None = None, field: str | None = None, **columns: Any
) -> CustomerAddress:
    """Add an address to a channel. `field` is its place in the request, which errors name.

    Raises:
        InvalidInput: places that are unknown or do not belong together, or two that name different countries.
    """
    address = new_address(channel, at=at, customer=customer, field=field, **columns)
    address.save(force_insert=True)
    return address


def new_address(
    channel: Any, *, at: datetime, customer: Customer | None = None, field: str | None = None, **columns: Any
) -> CustomerAddress:
    """An address that is not saved yet.

    Raises:
        InvalidInput: as `create_address`.
    """
    placed = _placed(columns, (field,) if field else ())
    return new(CustomerAddress, channel=channel, customer=customer, created_at=at, updated_at=at, **placed)


def replace_address(address: CustomerAddress, *, at: datetime, changes: Mapping[str, Any]) -> CustomerAddress:
    """Change an address: a new row takes its place, the old one is retired and stays as it is.

    Raises:
        AddressRetired: it was replaced before.
        InvalidInput: as for `create_address`.
    """
    with transaction.atomic():
        old = _retired(address, at=at)
        placed = _placed(columns_of(old) | _without_stale_country(changes), ())
        return CustomerAddress.objects.create(
            channel=old.channel, customer=old.customer, replaces=old, created_at=at, updated_at=at, **placed
        )


def columns_of(address: CustomerAddress) -> dict[str, Any]:
    """What an address says, for a new one that says the same."""
    return {name: getattr(address, name) for name in _COLUMNS}


def retire_address(address: CustomerAddress, *, at: datetime) -> CustomerAddress:
    """Retire an address. Orders that have it keep it.

    Raises:
        AddressRetired: it was retired before.
    """
    with transaction.atomic():
        return _retired(address, at=at)


def address_for(
    channel: Any,
    customer: Customer,
    wanted: UUID | Mapping[str, Any] | None,
    *,
    field: str,
    at: datetime,
) -> CustomerAddress | None:
    """The address of a new order: one of the channel's by id, or a new one of the customer's, not saved yet.

    Raises:
        InvalidInput: no active address of the channel that this customer may use has the id; or as `create_address`.
    """
    if wanted is None:
        return None
    if not isinstance(wanted, UUID):
        return new_address(channel, customer=customer, field=field, at=at, **wanted)
    address = CustomerAddress.objects.filter(channel=channel, pk=wanted, is_active=True).first()
    if address is None or address.customer_id not in (None, customer.pk):
        sentence = Sentence("The channel has no such active address of this customer.")
        raise InvalidInput.on(field, code="unknown_address", sentence=sentence)
    return address


_PLACES = ("country", "city", "township", "district")
_COLUMNS = (
    "email", "phone_number", "alt_phone", "first_name", "last_name", "company_name", "line", "line2", "postcode",
    "city_name", "state", "country_code", *_PLACES, "notes", "tax_office", "tax_no", "e_bill_taxpayer",
    "identity_number",
)  # fmt: skip


def _retired(address: CustomerAddress, *, at: datetime) -> CustomerAddress:
    locked = CustomerAddress.objects.select_for_update().get(pk=address.pk)
    if not locked.is_active:
        raise AddressRetired
    locked.is_active = False
    locked.updated_at = at
    locked.save(update_fields=["is_active", "updated_at"])
    return locked


def _without_stale_country(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the other way of naming the country when one is changed."""
    if "country_code" in changes and "country" not in changes:
        return {**changes, "country": None}
    if "country" in changes and "country_code" not in changes:
        return {**changes, "country_code": ""}
    return dict(changes)


def _placed(columns: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """The columns with places as rows, and country and country code completed from each other."""
    placed = {name: value for name, value in columns.items() if name not in _PLACES}
    rows = {name: _row(kind, name, columns.get(name), path) for name, kind in _KINDS.items()}
    _complete(rows, path)
    code = columns.get("country_code", "")
    if rows["country"] and code and rows["country"].code != code:
        sentence = Sentence(
            "The country is {country}, but its code says {code}.", country=rows["country"].code, code=code
        )
        raise InvalidInput.on(*path, "country_code", code="countries_differ", sentence=sentence)
    if rows["country"]:
        placed["country_code"] = rows["country"].code
    placed["country_id"] = rows["country"].pk if rows["country"] else (code and country_id(code)) or None
    if rows["city"] and not placed.get("city_name"):
        placed["city_name"] = rows["city"].name
    return placed | {name: rows[name] for name in ("city", "township", "district")}


_KINDS: dict[str, type[Model]] = {"country": Country, "city": City, "township": Township, "district": District}


def _row(kind: type[Model], name: str, wanted: Any, path: tuple[str, ...]) -> Any:
    if wanted is None or isinstance(wanted, kind):
        return wanted
    row = kind._default_manager.filter(pk=wanted).first()
    if row is None:
        sentence = Sentence("There is no {place} with this id.", place=name)
        raise InvalidInput.on(*path, name, code=f"unknown_{name}", sentence=sentence)
    return row


def _complete(rows: dict[str, Any], path: tuple[str, ...]) -> None:
    """A district lies in its township, a township in its city, a city in its country: fill in what was left out."""
    for inner, outer in (("district", "township"), ("township", "city"), ("city", "country")):
        if rows[inner] and rows[outer] is None:
            rows[outer] = getattr(rows[inner], outer)
        elif rows[inner] and getattr(rows[inner], f"{outer}_id") != rows[outer].pk:
            sentence = Sentence("This {inner} is not in that {outer}.", inner=inner, outer=outer)
            raise InvalidInput.on(*path, inner, code="place_not_inside", sentence=sentence)
