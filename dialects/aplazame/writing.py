"""Applying an update: what can still be changed is changed, everything else is recorded and moves no money.

The document answers every update of an order that is not cancelled with 204, also when money was taken. The book then
changes no amounts: what was sent stays on the order (`extra_field["aplazame"]`), and a note tells staff.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from common.actors import Actor
from common.errors import InvalidInput, Refusal
from common.money import format_amount
from dialects.aplazame.contents import contents_from, told_as_sent
from dialects.aplazame.reading import DIALECT
from dialects.common.finally_cancelled import is_finally_cancelled
from orders.change import refuse_other_version
from orders.models import Order
from orders.notes import NewNote, add_notes
from orders.statuses import OrderStatus
from orders.update import update_order, why_frozen

_COLUMNS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "phone": "phone_number",
    "alt_phone": "alt_phone",
    "street": "line",
    "address_addition": "line2",
    "city": "city_name",
    "state": "state",
    "country": "country_code",
    "zip": "postcode",
}
_PRICED = frozenset({"items", "adjustments", "shipping_tax_rate", "shipping_company", "total"})
_ADDRESSES = {"shipping": "shipping_address", "billing": "billing_address"}


class OrderCancelled(Refusal):
    """A cancelled order may not be modified."""

    code = "order_cancelled"
    sentence = "The order has been cancelled: it may not be modified."


def refuse_cancelled(order: Order) -> None:
    """Raises `OrderCancelled` for an order of which nothing will be sent."""
    if order.status in (OrderStatus.CANCELLED, OrderStatus.REJECTED) or is_finally_cancelled(order):
        raise OrderCancelled


def apply_update(
    order: Order, sent: Mapping[str, Any], *, as_sent: Mapping[str, Any], actor: Actor, at: datetime
) -> None:
    """Change what can be changed of an order, and keep what cannot. The same once more changes nothing.

    Call in a transaction. `sent` is the checked body, `as_sent` the same as it came.

    Raises:
        VersionDiffers: the caller expected another version.
        OrderCancelled: it was cancelled.
        InvalidInput: amounts that do not fit the currency, or a discount above its price.
    """
    locked = Order.objects.locked().get(pk=order.pk)
    refuse_other_version(locked, order.expected_version)
    refuse_cancelled(locked)
    wanted = _changes(locked, sent)
    frozen = _frozen(locked, wanted, sent)
    changes = {name: value for name, value in wanted.items() if name not in frozen}
    if changes:
        locked = _changed(locked, changes, actor=actor, at=at)
    if frozen:
        _keep(locked, sent, as_sent, reason=next(iter(frozen.values())), actor=actor, at=at)


def _changed(order: Order, changes: Mapping[str, Any], *, actor: Actor, at: datetime) -> Order:
    try:
        return update_order(order, changes=changes, actor=actor, at=at)
    except InvalidInput as error:
        raise told_as_sent(error, changes) from error


def _changes(order: Order, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent in the words of `update_order`, as far as it differs."""
    changes = contents_from(order, sent)
    if sent.get("currency", order.currency) != order.currency:
        changes["currency"] = sent["currency"]
    for name, role in _ADDRESSES.items():
        if sent.get(name):
            address = {column: sent[name].get(key) or "" for key, column in _COLUMNS.items()}
            if not _is_there_already(getattr(order, role), address):
                changes[role] = address
    return changes


def _is_there_already(address: Any, wanted: Mapping[str, str]) -> bool:
    return address is not None and all(getattr(address, column) == value for column, value in wanted.items())


def _frozen(order: Order, wanted: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, str]:
    """What cannot be changed any more, and why. Amounts are changed together or not at all."""
    frozen = {name: reason for name in wanted if name != "total" and (reason := why_frozen(order, name))}
    priced = _PRICED & wanted.keys()
    if priced and frozen.keys() & {"items", "adjustments", "currency"}:
        reason = next(frozen[name] for name in ("items", "adjustments", "currency") if name in frozen)
        frozen |= dict.fromkeys(sorted(priced), reason)
    return frozen


def _keep(
    order: Order, sent: Mapping[str, Any], as_sent: Mapping[str, Any], *, reason: str, actor: Actor, at: datetime
) -> None:
    """Record the update on the order and notify staff, unless it is the one that was recorded last."""
    kept = order.extra_field.get(DIALECT, {})
    if isinstance(kept, dict) and kept.get("update") == as_sent:
        return
    snapshot = {"update": as_sent, "received_at": at.isoformat()}
    order = update_order(order, changes={"extra_field": {**order.extra_field, DIALECT: snapshot}}, actor=actor, at=at)
    add_notes(order, [NewNote(_note_for_staff(order, sent, reason))], actor=actor, at=at)


def _note_for_staff(order: Order, sent: Mapping[str, Any], reason: str) -> str:
    note = f"An update by Aplazame's API was kept and not applied. {reason} What was sent is in the extra field."
    if "total_amount" not in sent:
        return note
    currency = sent.get("currency", order.currency)
    total = format_amount(sent["total_amount"], currency)
    return f"{note} It has a total of {total} {currency}; the order's is {format_amount(order.total, order.currency)}."
