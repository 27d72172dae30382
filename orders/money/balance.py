"""Every movement of an order's money with the row behind it, and the sums that must agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from common.money import ZERO
from orders.models import Order
from orders.money.unowed import unowed_money
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, PENDING_REFUNDS, PaymentState, RefundState


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came (above zero) or went back (below). `counts` once it has really moved."""

    kind: str
    row: UUID
    payment: UUID
    method: str
    status: str
    amount: Decimal
    currency: str
    counts: bool
    transaction_id: str
    needs_human: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """A stored sum, and what the rows behind it add up to."""

    name: str
    stated: Decimal
    computed: Decimal
    currency: str

    @property
    def agrees(self) -> bool:
        return self.stated == self.computed


@dataclass(frozen=True, slots=True)
class Balance:
    """All of an order's money. Amounts are in its currency."""

    order: Order
    movements: list[Movement]
    expected: Decimal
    on_its_way_back: Decimal
    checks: list[Check]

    @property
    def currency(self) -> str:
        return self.order.currency

    @property
    def amount_due(self) -> Decimal:
        return self.order.amount_due

    @property
    def amount_paid(self) -> Decimal:
        return self.order.amount_paid

    @property
    def amount_refunded(self) -> Decimal:
        return self.order.amount_refunded

    @property
    def amount_outstanding(self) -> Decimal:
        return self.order.amount_outstanding

    @property
    def kept(self) -> Decimal:
        """What the business holds now."""
        return sum((movement.amount for movement in self.movements if movement.counts), ZERO)

    @property
    def agrees(self) -> bool:
        return all(check.agrees for check in self.checks)


def balance_of(order: Order) -> Balance:
    """The balance of an order, read in two queries."""
    payments = list(Payment.objects.filter(order=order).order_by("id"))
    refunds = list(Refund.objects.filter(payment__order=order).select_related("payment").order_by("id"))
    movements = [_came(payment) for payment in payments] + [_went(refund) for refund in refunds]
    return Balance(
        order=order,
        movements=sorted(movements, key=lambda movement: (movement.at, movement.row)),
        expected=sum((payment.amount for payment in payments if payment.status in OPEN_PAYMENTS), ZERO),
        on_its_way_back=sum((refund.amount for refund in refunds if refund.status in PENDING_REFUNDS), ZERO),
        checks=[
            *_order_checks(order, payments, refunds),
            *_payment_checks(payments, refunds),
            *_unowed_checks(order, payments, refunds),
        ],
    )


def _came(payment: Payment) -> Movement:
    return Movement(
        kind="payment",
        row=payment.pk,
        payment=payment.pk,
        method=payment.method,
        status=payment.status,
        amount=payment.amount,
        currency=payment.currency,
        counts=payment.status == PaymentState.COMPLETED,
        transaction_id=payment.transaction_id,
        needs_human=payment.needs_human,
        at=payment.completed_at or payment.created_at,
    )


def _went(refund: Refund) -> Movement:
    return Movement(
        kind="refund",
        row=refund.pk,
        payment=refund.payment_id,
        method=refund.payment.method,
        status=refund.status,
        amount=-refund.amount,
        currency=refund.payment.currency,
        counts=refund.status == RefundState.SUCCEEDED,
        transaction_id=refund.transaction_id,
        needs_human=refund.needs_human,
        at=refund.settled_at or refund.created_at,
    )


def _order_checks(order: Order, payments: list[Payment], refunds: list[Refund]) -> list[Check]:
    paid = sum((payment.amount for payment in payments if payment.status == PaymentState.COMPLETED), ZERO)
    back = sum((refund.amount for refund in refunds if refund.status == RefundState.SUCCEEDED), ZERO)
    excess = sum((refund.excess for refund in refunds if refund.status == RefundState.SUCCEEDED), ZERO)
    back -= sum((payment.refunded_beyond for payment in payments), ZERO)
    return [
        Check("amount_paid", order.amount_paid, paid, order.currency),
        Check("amount_refunded", order.amount_refunded, back, order.currency),
        Check("excess_refunded", order.excess_refunded, excess, order.currency),
        Check("amount_outstanding", order.amount_outstanding, order.amount_due - paid + excess, order.currency),
    ]


def _payment_checks(payments: list[Payment], refunds: list[Refund]) -> list[Check]:
    checks = []
    for payment in payments:
        own = [refund for refund in refunds if refund.payment_id == payment.pk]
        back = sum((refund.amount for refund in own if refund.status == RefundState.SUCCEEDED), ZERO)
        pending = sum((refund.amount for refund in own if refund.status in PENDING_REFUNDS), ZERO)
        stated = {
            "refunded_amount": (payment.refunded_amount + payment.refunded_beyond, back),
            "refund_reserved": (payment.refund_reserved, pending),
        }
        checks += [Check(f"payment {payment.pk}: {name}", *sums, payment.currency) for name, sums in stated.items()]
    return checks


def _unowed_checks(order: Order, payments: list[Payment], refunds: list[Refund]) -> list[Check]:
    """Money that is kept without being owed, and money refunded beyond what came in: both should be zero."""
    unowed = unowed_money(order, payments, refunds)
    beyond = [row for row in payments if row.refunded_beyond]
    checks = [Check(f"payment {row.pk}: refunded_beyond", row.refunded_beyond, ZERO, row.currency) for row in beyond]
    if unowed.amount:
        checks.append(Check(str(unowed.kind), unowed.amount, ZERO, order.currency))
    return checks
