"""Changing fields of an order, as far as they are not frozen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from addresses.services import address_for
from cancellations.models import PlanLine
from common.actors import Actor
from common.errors import InvalidInput, Refusal, Sentence
from common.money import format_amount
from events.types import EventType
from orders.change import Change, changing
from orders.contents import Contents, as_written, check_claimed_total, contents_of
from orders.models import Adjustment, Order, OrderItem, ShipmentLine
from orders.paid import follow_nothing_due
from orders.place import add_full_shipment, await_payment, number_given_once
from orders.search import refresh_search_text
from orders.statuses import CLOSED, PAYABLE, OrderStatus, ShippingStatus
from orders.totals import apply_totals
from payments.models import Payment
from payments.statuses import OPEN_PAYMENTS

IDENTITY = frozenset({"currency", "number", "is_guest_checkout"})
MONEY = frozenset({"items", "adjustments", "shipping_tax_rate"})
ADDRESSES = frozenset({"billing_address", "shipping_address"})
ABOUT_THE_PERSON = frozenset(
    {"email", "first_name", "last_name", "phone", "description", "customer_note", "gift_box_note", "tracking_number"}
    | {"e_archive_url", "marketing_source_id", "marketing_source_other", "extra_field"}
)
"""Fields that an erasure has cleared."""
SENT = frozenset({ShippingStatus.SHIPPED, ShippingStatus.DELIVERED})


class FieldsFrozen(Refusal):
    """Some of the fields cannot be changed any more; nothing was changed."""

    code = "fields_frozen"
    sentence = "These fields can no longer be changed: {names}."


def update_order(order: Order, *, actor: Actor, at: datetime, changes: Mapping[str, Any]) -> Order:
    """Change fields of an order: freely while it is a draft; what it costs while it is unpaid; afterwards only what
    moves no money, and the shipping address as long as units are left to ship. Totals are recomputed; a `total` in
    the changes must be the same.

    Raises:
        FieldsFrozen: which fields, and why each.
        InvalidInput: no items, amounts that do not fit, a total that does not add up, somebody else's address.
        NumberTaken: another order of the channel has this number.
    """
    with number_given_once(changes.get("number")), changing(order, actor=actor, at=at) as change:
        wanted = {name: value for name, value in changes.items() if name != "total"}
        _refuse_frozen(change.order, wanted)
        before = {role: getattr(change.order, f"{role}_id") for role in sorted(ADDRESSES)}
        changed = _change_columns(change, wanted) + _change_addresses(change, wanted)
        if {"items", "adjustments"} & wanted.keys() or "currency" in changed:
            changed += _change_contents(change, wanted)
        check_claimed_total(changes.get("total"), change.order.total, change.order.currency)
        if changed:
            refresh_search_text(change)
            replaced = {role: str(old) for role, old in before.items() if old and role in changed}
            details = {"replaced": replaced} if replaced else {}
            change.record(EventType.ORDER_UPDATED, fields=sorted(changed), **details)
    return change.order


def _refuse_frozen(order: Order, wanted: Mapping[str, Any]) -> None:
    differing = [name for name, value in wanted.items() if not _says_already(order, name, value)]
    reasons = {name: reason for name in differing if (reason := why_frozen(order, name))}
    if reasons:
        raise FieldsFrozen(names=", ".join(sorted(reasons)), frozen=sorted(reasons), reasons=reasons)


def _says_already(order: Order, name: str, value: Any) -> bool:
    """Whether a change would leave the field as it is. Items and adjustments are always replaced."""
    if name in ("items", "adjustments"):
        return False
    return bool(value == getattr(order, f"{name}_id" if name in ADDRESSES else name))


def why_frozen(order: Order, name: str) -> str | None:
    """Why a field of the order can no longer be changed, in a sentence; None if it can."""
    if order.status == OrderStatus.NEW:
        return None
    if order.erased_at and (name in ABOUT_THE_PERSON or name in ADDRESSES):
        return Sentence("The person was erased.")
    if name in IDENTITY:
        return "It is fixed when the order is placed."
    if name in MONEY:
        return _why_money_is_frozen(order)
    if name == "shipping_address":
        return _why_destination_is_frozen(order)
    return None


def _why_money_is_frozen(order: Order) -> Sentence | None:
    reached = order.status_before_hold or order.status
    if reached not in PAYABLE:
        return Sentence("What an order costs is fixed once it is '{status}'.", status=OrderStatus(reached).label)
    if not order.has_taken_no_money():
        return Sentence("What an order costs is fixed once money was taken or authorized.")
    under_way = Payment.objects.filter(order=order, status__in=OPEN_PAYMENTS).first()
    if under_way:
        amount = format_amount(under_way.amount, under_way.currency)
        return Sentence(
            "A payment of {amount} {currency} is under way; cancel it first.",
            amount=amount,
            currency=under_way.currency,
        )
    if PlanLine.objects.filter(item__order=order).exists():
        return Sentence("A cancellation of a part of it was asked for.")
    return None


def _why_destination_is_frozen(order: Order) -> Sentence | None:
    if order.shipping_status in SENT:
        return Sentence("Everything has been sent.")
    if order.status in CLOSED:
        return Sentence("The order is '{status}'.", status=OrderStatus(order.status).label)
    return None


def _change_columns(change: Change, wanted: Mapping[str, Any]) -> list[str]:
    order = change.order
    not_columns = {"items", "adjustments", *ADDRESSES}
    changed = [name for name in wanted if name not in not_columns and getattr(order, name) != wanted[name]]
    if "email" in changed and order.customer_email == order.email:
        order.customer_email = wanted["email"]
    for name in changed:
        setattr(order, name, wanted[name])
    return changed


def _change_addresses(change: Change, wanted: Mapping[str, Any]) -> list[str]:
    order, changed = change.order, []
    for role in ADDRESSES & wanted.keys():
        address = address_for(order.channel, order.customer, wanted[role], field=role, at=change.at)
        if address != getattr(order, role):
            if address and address._state.adding:
                change.writes.insert([address])
            setattr(order, role, address)
            changed.append(role)
    return changed


def _change_contents(change: Change, wanted: Mapping[str, Any]) -> list[str]:
    order = change.order
    if order.status != OrderStatus.NEW and not wanted.get("items", True):
        sentence = Sentence("An order needs at least one item.")
        raise InvalidInput.on("items", code="order_is_empty", sentence=sentence)
    now = as_written(order)
    contents = contents_of(
        order,
        items=wanted.get("items", now["items"]),
        adjustments=wanted.get("adjustments", now["adjustments"]),
        at=change.at,
    )
    apply_totals(order, contents.totals)
    _replace_rows(change, contents)
    return [name for name in ("items", "adjustments") if name in wanted]


def _replace_rows(change: Change, contents: Contents) -> None:
    """Replace the rows: nothing was paid or sent, so only the ready shipment refers to them."""
    order = change.order
    ShipmentLine.objects.filter(shipment__order=order).delete()
    order.shipments.all().delete()
    Adjustment.objects.filter(order=order).delete()
    OrderItem.objects.filter(order=order).delete()
    change.writes.insert(contents.items)
    change.writes.insert(contents.adjustments)
    order.item_count = len(contents.items)
    if order.status != OrderStatus.NEW:
        await_payment(order)
        add_full_shipment(change, contents.items)
        follow_nothing_due(change, contents.items)
