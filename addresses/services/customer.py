"""Customers: found, created and changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from addresses.emails import is_same_email
from addresses.models import Customer
from addresses.querysets import CustomerQuerySet
from common.errors import InvalidInput, Refusal, Sentence
from common.rows import fetch


class CustomerExists(Refusal):
    """The channel knows another customer by this e-mail or this external id."""

    code = "customer_exists"
    sentence = "The channel already has a customer with this e-mail or external id."


class CustomerErased(Refusal):
    """The person was erased. Nothing is recorded about them any more; a returning person is a new customer."""

    code = "customer_erased"
    sentence = "The customer was erased."


def create_customer(channel: Any, *, at: datetime, **columns: Any) -> Customer:
    """Add a customer to a channel.

    Raises:
        CustomerExists: the channel knows the e-mail or the external id.
    """
    _refuse_known_email(Customer.objects.filter(channel=channel), columns)
    return _created(channel, columns, at=at)


def update_customer(customer: Customer, *, at: datetime, changes: Mapping[str, Any]) -> Customer:
    """Change fields of a customer.

    Raises:
        CustomerExists: another customer of the channel has the e-mail or the external id.
        CustomerErased: there is nobody left.
    """
    with transaction.atomic():
        locked = Customer.objects.select_for_update().get(pk=customer.pk)
        refuse_erased(locked)
        if not is_same_email(changes.get("email", ""), locked.email):
            _refuse_known_email(Customer.objects.filter(channel=locked.channel_id).exclude(pk=locked.pk), changes)
        return _written(locked, changes, at=at)


def customer_for(channel: Any, wanted: UUID | Mapping[str, Any], *, is_guest: bool, at: datetime) -> Customer:
    """The customer of a new order: one of the channel's by id, or else found by external id or e-mail, and created if
    there is none. A guest is matched with guests only; without either, a new one is created.

    Data that a storefront sends of a known customer replaces the stored data.

    Raises:
        InvalidInput: no customer of the channel has the id.
    """
    if isinstance(wanted, UUID):
        return customer_in(channel, wanted)
    is_guest = is_guest and not wanted.get("external_id")
    try:
        known = _known(channel, wanted, is_guest=is_guest)
        return _written(known, wanted, at=at) if known else _created(channel, {**wanted, "is_guest": is_guest}, at=at)
    except CustomerExists:  # Somebody else has just made them.
        known = _known(channel, wanted, is_guest=is_guest)
        if known:
            return known
        raise


def customer_in(channel: Any, customer_id: UUID) -> Customer:
    """The channel's customer with this id.

    Raises:
        InvalidInput: there is none.
    """
    found = fetch(Customer, lock=_NOT_ERASED_MEANWHILE, channel_id=channel.pk, id=customer_id)
    if not found or found[0].erased_at:
        sentence = Sentence("The channel has no such customer.")
        raise InvalidInput.on("customer", code="unknown_customer", sentence=sentence)
    return found[0]


def refuse_erased(customer: Customer) -> None:
    """Raises:
    CustomerErased: nothing is written about them any more.
    """
    if customer.erased_at:
        raise CustomerErased


_NOT_ERASED_MEANWHILE = "FOR KEY SHARE"
"""Placing an order locks its customer, so that an erasure waits for the order, or the order for the erasure. Foreign
keys take the same lock, only later."""


def _known(channel: Any, wanted: Mapping[str, Any], *, is_guest: bool) -> Customer | None:
    """The customer that a storefront means. With an external id, no other account is found by its e-mail."""
    external_id, email = wanted.get("external_id", ""), wanted.get("email", "")
    if external_id and (
        named := fetch(Customer, lock=_NOT_ERASED_MEANWHILE, channel_id=channel.pk, external_id=external_id)
    ):
        return named[0]
    if not email:
        return None
    asked = {"channel_id": channel.pk, "email__iexact": email, "is_guest": is_guest}
    alike = fetch(Customer, lock=_NOT_ERASED_MEANWHILE, **asked)
    possible = [
        customer
        for customer in alike
        if is_same_email(customer.email, email) and not (external_id and customer.external_id)
    ]
    return min(possible, key=lambda customer: (customer.external_id, customer.id), default=None)


def _refuse_known_email(others: CustomerQuerySet, columns: Mapping[str, Any]) -> None:
    """Raises `CustomerExists` if an account among these has the e-mail already."""
    email = columns.get("email")
    if not email:
        return
    alike = others.filter(email__iexact=email, is_guest=False).values_list("email", flat=True)
    if any(is_same_email(known, email) for known in alike):
        raise CustomerExists


def _created(channel: Any, columns: Mapping[str, Any], *, at: datetime) -> Customer:
    try:
        with transaction.atomic():
            return Customer.objects.create(channel=channel, created_at=at, updated_at=at, **columns)
    except IntegrityError as error:
        raise CustomerExists from error


def _written(customer: Customer, changes: Mapping[str, Any], *, at: datetime) -> Customer:
    changed = [name for name, value in changes.items() if getattr(customer, name) != value]
    if changed:
        for name in changed:
            setattr(customer, name, changes[name])
        customer.updated_at = at
        try:
            with transaction.atomic():
                customer.save(update_fields=[*changed, "updated_at"])
        except IntegrityError as error:
            raise CustomerExists from error
    return customer
