"""Payments, among them the one that nobody has begun yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.money import ZERO
from dialects.common.aliases import place_key
from dialects.common.amounts import in_minor_units
from dialects.common.ids import part_number
from dialects.sylius.reading.items import number_of
from dialects.sylius.reading.page import Page, present, written
from dialects.sylius.reading.state import CANCELLED, NEW, state_of
from orders.models import Channel, ExternalKind, Order
from orders.money.complete import watched_by_people
from orders.money.record import manual_gateway
from orders.statuses import TERMINATED
from payments.models import Payment
from payments.statuses import OPEN_PAYMENTS, PaymentState

REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class SyliusPayment:
    """A payment as Sylius has it. `row` is ours; None while nobody has begun it."""

    row: Payment | None
    place: int
    method: str
    amount: Decimal
    state: str
    created_at: datetime
    updated_at: datetime

    def key(self, order: Order) -> UUID:
        """What an alias of it is about."""
        return place_key(order.pk, ExternalKind.PAYMENT, self.place)


def payments_of(order: Order) -> list[SyliusPayment]:
    """The payments, oldest first; as the last one what is due and not begun."""
    begun = list(order.payments.all())
    shown = [_begun(row, place) for place, row in enumerate(begun)]
    return [*shown, *_not_begun(order, begun)]


def show_payment(order: Order, payment: SyliusPayment, page: Page) -> dict[str, Any]:
    """A payment as JSON."""
    number = payment_number(order, payment, page)
    code = payment.method.replace("-", "_")
    links = {
        "self": page.link(f"payments/{number}"),
        "payment-method": page.link(f"payment-methods/{code}") if code else None,
        "order": page.link(f"orders/{number_of(order, page)}"),
    }
    return present(
        id=number,
        method=_method(order.channel, payment.method, code, page) if code else None,
        amount=in_minor_units(payment.amount, order.currency),
        state=payment.state,
        created_at=written(payment.created_at, order.channel),
        updated_at=written(payment.updated_at, order.channel),
        _links=present(**links),
    )


def payment_number(order: Order, payment: SyliusPayment, page: Page) -> int:
    """The number of a payment: it stays when the payment is really begun."""
    by_place = page.number(ExternalKind.PAYMENT, payment.key(order), part_number(order.serial, payment.place))
    return page.number(ExternalKind.PAYMENT, payment.row.pk, by_place) if payment.row else by_place


def _begun(row: Payment, place: int) -> SyliusPayment:
    return SyliusPayment(row, place, row.method, row.amount, _state(row), row.created_at, row.updated_at)


def _state(row: Payment) -> str:
    """Money that only people see arrive is `new` until it has."""
    if row.status == PaymentState.COMPLETED and row.refunded_amount == row.amount:
        return REFUNDED
    if row.status == PaymentState.PROCESSING and row.method in watched_by_people():
        return NEW
    return str(PaymentState(row.status).value)


def _not_begun(order: Order, begun: Sequence[Payment]) -> list[SyliusPayment]:
    paid = sum((row.amount for row in begun if row.status == PaymentState.COMPLETED), ZERO)
    has_ended = order.status in TERMINATED or state_of(order) == CANCELLED
    due = order.total - paid if has_ended else order.amount_outstanding
    given_up = has_ended and begun and begun[-1].status == PaymentState.CANCELLED
    if due <= 0 or given_up or any(row.status in OPEN_PAYMENTS for row in begun):
        return []
    method = manual_gateway(order)
    state = CANCELLED if has_ended else NEW
    identifier = method.identifier if method else ""
    return [SyliusPayment(None, len(begun), identifier, due, state, order.created_at, order.updated_at)]


def _method(channel: Channel, identifier: str, code: str, page: Page) -> dict[str, Any]:
    row = page.payment_methods.get((channel.pk, identifier)) or page.payment_methods.get((channel.pk, code))
    return present(
        id=page.number(ExternalKind.PAYMENT_METHOD, row.pk, row.serial) if row else None,
        code=code,
        created_at=written(row.created_at, channel) if row else None,
        updated_at=written(row.updated_at, channel) if row else None,
        channels=[page.channel(channel)],
        _links={"self": page.link(f"payment-methods/{code}")},
    )
