"""Placing an order, or beginning a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from addresses.models import CustomerAddress
from addresses.services import address_for, customer_for
from common.actors import Actor, ActorKind
from common.errors import InvalidInput, Refusal, Sentence
from common.fields import next_number
from common.money import ZERO, format_amount
from common.rows import new as new_row
from common.transactions import joined
from common.violations import is_violation_of
from common.writes import RowExists
from events.types import EventType
from orders.buyer import write_down_buyer
from orders.change import Change
from orders.contents import Contents, check_claimed_total, contents_of
from orders.derivation import payment_status
from orders.models import Channel, Order, OrderItem, RefNumber, Shipment, ShipmentLine
from orders.paid import follow_nothing_due
from orders.querysets import token_digest
from orders.recipient import recipient_with_contents
from orders.search import search_text
from orders.totals import apply_totals

MOST_TRIES = 5
"""How often a new ref is tried when another order took its number at the same moment."""


class NumberTaken(Refusal):
    """Another order of the channel has this number."""

    code = "number_taken"
    sentence = "The channel has another order with the number {number}."


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as a storefront asks for it: `customer` and addresses by id or in full, amounts in `currency`.

    `columns` are further columns of the order, such as `customer_note`.
    """

    channel: Channel
    customer: UUID | Mapping[str, Any]
    currency: str
    items: Sequence[Mapping[str, Any]] = ()
    adjustments: Sequence[Mapping[str, Any]] = ()
    billing_address: UUID | Mapping[str, Any] | None = None
    shipping_address: UUID | Mapping[str, Any] | None = None
    total: Decimal | None = None
    number: str = ""
    columns: Mapping[str, Any] = field(default_factory=dict)


def place_order(new: NewOrder, *, actor: Actor, at: datetime) -> Order:
    """Place an order, with everything in one shipment that is ready to be sent.

    Raises:
        InvalidInput: no items, amounts that do not fit the currency, a total that does not add up, somebody else's
            customer or address.
        NumberTaken: another order of the channel has this number.
    """
    if not new.items:
        sentence = Sentence("An order needs at least one item.")
        raise InvalidInput.on("items", code="order_is_empty", sentence=sentence)
    return _create(new, _begin_placed, actor=actor, at=at)


def draft_order(new: NewOrder, *, actor: Actor, at: datetime) -> Order:
    """Create a draft: it has a ref, may be empty, and can be changed freely until it is placed.

    Raises:
        InvalidInput, NumberTaken: as for `place_order`.
    """
    return _create(new, _begin_drafted, actor=actor, at=at)


def add_full_shipment(change: Change, items: Sequence[OrderItem]) -> None:
    """The one shipment of an order that was just placed. Call under the order's lock."""
    add_shipment(
        change,
        {item.id: item.quantity for item in items},
        carrier=change.order.shipping_company,
        method=change.order.shipping_option_slug,
    )


def await_payment(order: Order) -> None:
    """Set what is outstanding on a new order, which may be nothing."""
    order.payment_status = payment_status(
        total=order.amount_due, paid=ZERO, refunded=ZERO, authorized=ZERO, terminated=False
    )


@contextmanager
def number_given_once(number: str | None) -> Iterator[None]:
    """A transaction that gives an order this number, or refuses a number that is taken.

    Raises:
        NumberTaken: another order of the channel has it.
    """
    try:
        with joined():
            yield
    except IntegrityError as error:
        if is_violation_of(error, "order_number_once_a_channel", "orders_order.number"):
            raise NumberTaken(number=number) from error
        raise


def _create(new: NewOrder, begin: Callable[[Change, Contents], None], *, actor: Actor, at: datetime) -> Order:
    with joined():
        for _ in range(0 if new.number else MOST_TRIES - 1):
            with suppress(NumberTaken):  # Another order has this order's ref as its number.
                return _created(new, begin, actor=actor, at=at)
        return _created(new, begin, actor=actor, at=at)


def _created(new: NewOrder, begin: Callable[[Change, Contents], None], *, actor: Actor, at: datetime) -> Order:
    change, contents = _compose(new, actor=actor, at=at)
    begin(change, contents)
    try:
        _save(change, contents)
    except RowExists as error:
        raise NumberTaken(number=change.order.number) from error
    return change.order


def _compose(new: NewOrder, *, actor: Actor, at: datetime) -> tuple[Change, Contents]:
    """The order in memory, with its customer and addresses."""
    is_guest = bool(new.columns.get("is_guest_checkout"))
    customer = customer_for(new.channel, new.customer, is_guest=is_guest, at=at)
    order = new_row(Order, channel=new.channel, customer=customer, currency=new.currency, created_at=at, **new.columns)
    contents = contents_of(order, items=new.items, adjustments=new.adjustments, at=at)
    check_claimed_total(new.total, contents.totals.total, new.currency)
    apply_totals(order, contents.totals)
    order.item_count = len(contents.items)
    write_down_buyer(order, customer, new.customer)
    for role in ("billing_address", "shipping_address"):
        setattr(order, role, address_for(new.channel, customer, getattr(new, role), field=role, at=at))
    order.created_by = actor.key
    order.admin_created = new.columns.get("admin_created", actor.kind == ActorKind.STAFF)
    _number(order, new.number, at=at)
    order.token = token_urlsafe(32)
    order.token_digest = token_digest(order.token)
    addresses = [address for address in (order.billing_address, order.shipping_address) if address]
    order.search_text = search_text(order, addresses=addresses, items=contents.items, tracking_numbers=[])
    return Change(order, actor=actor, at=at), contents


def _number(order: Order, number: str, *, at: datetime) -> None:
    """Give an order its ref, which is its number too unless the channel has one of its own."""
    order.serial = next_number(RefNumber)
    order.ref = f"{at.year}-{order.serial:05d}"
    order.number = number or order.ref


def _begin_placed(change: Change, contents: Contents) -> None:
    order = change.order
    order.place(at=change.at)
    await_payment(order)
    change.log_status(None)
    recipient = partial(recipient_with_contents, order, contents.items, contents.adjustments)
    change.recipients[EventType.ORDER_PLACED] = recipient
    change.record(EventType.ORDER_PLACED, **_summary(order))
    follow_nothing_due(change, contents.items)


def _begin_drafted(change: Change, contents: Contents) -> None:
    change.log_status(None)
    change.record(EventType.ORDER_DRAFTED, **_summary(change.order))


def _save(change: Change, contents: Contents) -> None:
    order = change.order
    change.writes.insert(_new_addresses(order))
    change.writes.insert(contents.items)
    change.writes.insert(contents.adjustments)
    if order.date_placed:
        add_full_shipment(change, contents.items)
    change.save()


def _new_addresses(order: Order) -> list[CustomerAddress]:
    addresses = (order.billing_address, order.shipping_address)
    return [address for address in addresses if address and address._state.adding]


def _summary(order: Order) -> dict[str, Any]:
    total = format_amount(order.total, order.currency)
    return {"ref": order.ref, "number": order.number, "total": total, "currency": order.currency}


def add_shipment(change: Change, units: Mapping[UUID, int], *, carrier: str = "", method: str = "") -> Shipment:
    """Create a shipment ready to be sent, with these units. Call under the order's lock."""
    shipment = new_row(
        Shipment, order=change.order, carrier=carrier, method=method, created_at=change.at, updated_at=change.at
    )
    change.writes.insert([shipment])
    change.writes.insert(
        new_row(ShipmentLine, shipment=shipment, item_id=item_id, quantity=quantity)
        for item_id, quantity in units.items()
    )
    return shipment
