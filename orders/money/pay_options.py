"""The payment methods of an order, and why it cannot be paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from common.errors import Refusal
from common.money import ZERO, format_amount
from orders.channel import channel_of
from orders.models import Order
from orders.statuses import TERMINATED, OrderStatus
from payments.gateways.base import Gateway
from payments.gateways.registry import gateways
from payments.models import Payment
from payments.reading import payments_of
from payments.statuses import OPEN_PAYMENTS, PaymentState


class OrderNotPayable(Refusal):
    """A draft, or an order that is over, is not paid online."""

    code = "order_not_payable"
    sentence = "An order that is '{status}' cannot be paid."


class NothingToPay(Refusal):
    """Everything is paid, or authorized."""

    code = "nothing_to_pay"
    sentence = "Nothing is left to pay: {outstanding} is outstanding, of which {authorized} is authorized."


class MethodUnusable(Refusal):
    """This payment method does not suit this amount."""

    code = "payment_method_unusable"


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A payment method, and why it cannot be used for this order; None where it can."""

    identifier: str
    label: str
    error: str | None
    code: str | None = None


def payment_methods(order: Order) -> list[PaymentMethod]:
    """The payment methods that the order's channel offers, each with the reason why it cannot be used now."""
    refusal = why_not_payable(order, open_payments(order))
    methods = []
    for gateway in offered(order).values():
        unsuitable = gateway.why_not(order.amount_outstanding, order.currency)
        if refusal is None and unsuitable:
            methods.append(PaymentMethod(gateway.identifier, gateway.label, unsuitable, MethodUnusable.code))
        else:
            why = (refusal.detail, refusal.code) if refusal else (None, None)
            methods.append(PaymentMethod(gateway.identifier, gateway.label, *why))
    return methods


def offered(order: Order) -> dict[str, Gateway]:
    """The gateways that the order's channel has chosen."""
    chosen = channel_of(order).payment_methods
    return {name: gateway for name, gateway in gateways().items() if chosen is None or name in chosen}


def why_not_payable(order: Order, under_way: Iterable[Payment]) -> Refusal | None:
    """Why nothing can be paid for an order now; None if something can."""
    if order.status == OrderStatus.NEW or order.status in TERMINATED:
        return OrderNotPayable(status=OrderStatus(order.status).label)
    authorized = total_of(row for row in under_way if row.status == PaymentState.AUTHORIZED)
    if order.amount_outstanding - authorized <= 0:
        return NothingToPay(
            outstanding=format_amount(max(ZERO, order.amount_outstanding), order.currency),
            authorized=format_amount(authorized, order.currency),
        )
    return None


def open_payments(order: Order) -> list[Payment]:
    """An order's payments that may still bring money, or hold it."""
    return [payment for payment in payments_of(order.pk) if payment.status in OPEN_PAYMENTS]


def total_of(payments: Iterable[Payment]) -> Decimal:
    """The sum of the payments' amounts."""
    return sum((payment.amount for payment in payments), ZERO)
