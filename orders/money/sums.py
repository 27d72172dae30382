"""An order's money columns, computed from its payments and refunds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_noop as _

from cancellations.models import CancellationPlan
from cancellations.statuses import CLOSED_PLANS
from common.fsm import sources_of
from common.money import ZERO, format_amount
from events.types import EventType
from orders.change import Change
from orders.derivation import payment_status
from orders.models import Order, OrderItem
from orders.paid import follow_paid
from orders.statuses import TERMINATED
from orders.totals import refresh_outstanding
from payments.models import Refund
from payments.reading import newest_completed, payments_of
from payments.statuses import PaymentState, RefundState


def refresh_money(change: Change) -> None:
    """Make the order's sums and payment status what its payments and refunds add up to."""
    order, sums = change.order, _sums(change.order)
    order.amount_paid = sums["paid"]
    order.amount_refunded = sums["refunded"]
    order.excess_refunded = _excess(order) if sums["refunded"] else ZERO
    refresh_outstanding(order)
    order.payment_status = payment_status(
        total=order.amount_due,
        paid=order.amount_paid,
        refunded=order.amount_refunded,
        authorized=sums["authorized"],
        terminated=order.status in TERMINATED,
    )


def follow_payment(change: Change) -> None:
    """Update the sums after money came in; when nothing is due any more, the order is paid and fulfilment may begin."""
    order = change.order
    was_paid = order.is_paid
    refresh_money(change)
    if order.is_paid and not was_paid:
        follow_paid(change)


def follow_refund(change: Change) -> None:
    """Update the sums after money went back; when all of it has, the order is refunded, unless a plan decides about it,
    it costs nothing any more, or its goods are shipped all the same."""
    order = change.order
    refresh_money(change)
    if order.amount_refunded != order.amount_paid:
        return
    refunded = format_amount(order.amount_refunded, order.currency)
    change.record(EventType.ORDER_REFUNDED, amount_refunded=refunded, currency=order.currency)
    goes_on = is_under_plan(order) or not order.amount_due or ships_all_the_same(order, change.items)
    if order.status in sources_of(Order, "mark_refunded") and not goes_on:
        change.move("mark_refunded", note=_("Everything that was paid has been refunded."))


def is_under_plan(order: Order) -> bool:
    """Whether an open cancellation plan decides about the order."""
    return CancellationPlan.objects.filter(order=order).exclude(status__in=CLOSED_PLANS).exists()


def ships_all_the_same(order: Order, items: Iterable[OrderItem]) -> bool:
    """Whether units are left that are to be shipped although they were refunded."""
    kept = Refund.objects.filter(payment__order=order, keep_shipping=True).exclude(status=RefundState.FAILED)
    return kept.exists() and any(item.quantity_open for item in items)


def _excess(order: Order) -> Decimal:
    """What went back because it was not owed."""
    done = Refund.objects.filter(payment__order=order, status=RefundState.SUCCEEDED)
    excess: Decimal | None = done.aggregate(excess=Sum("excess"))["excess"]
    return excess or ZERO


def _sums(order: Order) -> dict[str, Decimal]:
    """What is paid, refunded and authorized. What was refunded is the sum over payments."""
    payments = payments_of(order.pk)
    completed = newest_completed(payments)
    return {
        "paid": sum((payment.amount for payment in completed), ZERO),
        "refunded": sum((payment.refunded_amount for payment in completed), ZERO),
        "authorized": sum((row.amount for row in payments if row.status == PaymentState.AUTHORIZED), ZERO),
    }
