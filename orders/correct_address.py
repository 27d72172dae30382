"""Customers correct the shipping address of their own order, until something is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from addresses.models import CustomerAddress
from addresses.services import columns_of
from common.actors import Actor
from common.errors import Refusal
from common.transactions import joined
from orders.locking import locked_order
from orders.models import Order
from orders.statuses import ShippingStatus
from orders.update import FieldsFrozen, update_order, why_frozen

ROLE = "shipping_address"


class AddressCorrectionNotOffered(Refusal):
    """The channel does not let customers correct addresses by themselves, or the order has none."""

    code = "address_correction_not_offered"
    sentence = "The shop corrects addresses itself. Please ask it."


class AddressInUse(Refusal):
    """Something has been sent to the address."""

    code = "address_in_use"
    sentence = "Goods have been sent to this address, so it can no longer be corrected here. Please ask the shop."


def correct_address(order: Order, address: Mapping[str, Any], *, actor: Actor, at: datetime) -> Order:
    """Correct the shipping address: the order gets a new one in the same country, which shipping and taxes were
    computed for. What `address` does not say stays.

    Raises:
        AddressCorrectionNotOffered, AddressInUse, FieldsFrozen: as `address_to_correct`.
        InvalidInput: as for `update_order`.
    """
    with joined():
        locked = locked_order(order.pk)
        wanted = _merged(address_to_correct(locked), address)
        locked.is_fresh = True
        return update_order(locked, actor=actor, at=at, changes={ROLE: wanted} if wanted else {})


def address_to_correct(order: Order) -> CustomerAddress:
    """The shipping address, while customers may correct it.

    Raises:
        AddressCorrectionNotOffered, AddressInUse, FieldsFrozen: they may not, or not any more.
    """
    address: CustomerAddress | None = order.shipping_address
    if address is None or not order.channel.customer_address_correction:
        raise AddressCorrectionNotOffered
    reason = why_frozen(order, ROLE)
    if reason:
        raise FieldsFrozen(names=ROLE, frozen=[ROLE], reasons={ROLE: reason})
    if order.shipping_status != ShippingStatus.READY:
        raise AddressInUse
    return address


_WITHIN_CITIES = ("city", "township", "district")
"""Places that another city's name would contradict."""


def _merged(old: CustomerAddress, said: Mapping[str, Any]) -> dict[str, Any] | None:
    """The address in full; None if it is as it was."""
    if all(getattr(old, name) == value for name, value in said.items()):
        return None
    moved = said.get("city_name", old.city_name) != old.city_name
    return {**columns_of(old), **said, **dict.fromkeys(_WITHIN_CITIES if moved else ())}
