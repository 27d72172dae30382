"""Money that is kept without being owed: a person decides what becomes of it.

What is on its way back, or kept by a person's decision, is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from common.money import ZERO, format_amount
from events.types import EventType
from orders.change import Change
from orders.models import Order, OrderItem
from orders.money.about import about_payment
from orders.statuses import TERMINATED, OrderStatus
from payments.balance_updates import stop_retaining
from payments.models import Payment, Refund
from payments.reading import newest_completed, payments_of, refunds_of
from payments.statuses import NOT_OWED, PENDING_REFUNDS, Attention, PaymentState, RefundState

MOVED = PENDING_REFUNDS | {RefundState.SUCCEEDED}
"""Refunds whose money is gone, or on its way."""


@dataclass(frozen=True, slots=True)
class Unowed:
    """How much is kept without being owed, why, how much of that was paid beyond what is due, how much of such money a
    person decided to keep, and how much of what they decided to keep is gone. Refunding what is beyond due leaves what
    is outstanding as it is (ADR 59)."""

    amount: Decimal
    kind: Attention
    beyond_due: Decimal
    credit: Decimal
    no_longer_kept: Decimal


def unowed_money(order: Order, payments: Iterable[Payment], refunds: Iterable[Refund]) -> Unowed:
    """What is kept of an order's money without being owed, from all its payments and refunds.

    That is what was paid beyond what is due and not refunded as such, and what cancellations were to refund and did
    not, such as money that a bank held meanwhile. It is never more than what is still here.
    """
    completed = [payment for payment in payments if payment.status == PaymentState.COMPLETED]
    paid = sum((payment.amount for payment in completed), ZERO)
    moved = [refund for refund in refunds if refund.status in MOVED]
    excess = sum((refund.excess for refund in moved), ZERO)
    gone = sum((refund.amount for refund in moved), ZERO)
    beyond = max(ZERO, paid - order.amount_due) - excess
    kept = beyond + (max(ZERO, min(paid, _to_refund(order, moved)) - gone + excess) if paid else ZERO)
    retained = sum((payment.retained_amount for payment in completed), ZERO)
    here = min(kept, paid - gone)
    amount = max(ZERO, here - retained)
    beyond_due = max(ZERO, min(amount, beyond))
    credit = max(ZERO, min(here, beyond) - beyond_due)
    is_overpaid = beyond > ZERO and order.status not in TERMINATED
    kind = Attention.OVERPAID if is_overpaid else Attention.KEPT_AFTER_CANCELLATION
    no_longer_kept = max(ZERO, retained - max(ZERO, kept))
    return Unowed(amount, kind, beyond_due=beyond_due, credit=credit, no_longer_kept=no_longer_kept)


def unowed_by(order: Order) -> Unowed:
    """The same, read from the database."""
    payments = payments_of(order.pk)
    return unowed_money(order, payments, refunds_of(payments))


def refresh_unowed(change: Change) -> None:
    """Mark the payments that hold money which is not owed, newest first, or remove the mark. What a person let stay and
    is gone is no longer counted as kept.

    Call under the order's lock, after whatever moved money.
    """
    payments = payments_of(change.order.pk)
    unowed = unowed_money(change.order, payments, refunds_of(payments))
    left, gone = unowed.amount, unowed.no_longer_kept
    for payment in newest_completed(payments):
        part = min(left, payment.undecided_amount)
        left -= part
        _mark(change, payment, part, unowed.kind)
        if taken := min(gone, payment.retained_amount):
            stop_retaining(payment, taken)
            gone -= taken


def _mark(change: Change, payment: Payment, part: Decimal, kind: Attention) -> None:
    """Mark a payment once. One that waits for a person for another reason keeps that reason."""
    if part > ZERO and not payment.attention:
        _attend(change, payment, kind)
        facts = {**about_payment(payment), "kept": format_amount(part, payment.currency)}
        change.record(EventType.PAYMENT_NOT_OWED, **facts, reason=str(kind), needs_human=True)
    elif part > ZERO and payment.attention in NOT_OWED and payment.attention != kind:
        _attend(change, payment, kind)
    elif part == ZERO and payment.attention in NOT_OWED:
        _attend(change, payment, Attention.NOTHING)


def _attend(change: Change, payment: Payment, attention: Attention) -> None:
    payment.attention, payment.needs_human, payment.updated_at = attention, bool(attention), change.at
    payment.save(update_fields=["attention", "needs_human", "updated_at"])


def _to_refund(order: Order, moved: Iterable[Refund]) -> Decimal:
    """What an order was to refund: what its plans decided and was not waived, what went back for units alone, which
    plans leave out, and what is missing for units that are not shipped; everything for a refunded order, and for a
    closed one whose units were all refunded unsent."""
    if order.status == OrderStatus.REFUNDED or (order.status in TERMINATED and _was_refunded_unsent(order)):
        return order.amount_due
    alone = sum((refund.amount for refund in moved if refund.lines), ZERO)
    return max(ZERO, _planned(order)) + alone + order.refund_missing


def _planned(order: Order) -> Decimal:
    return order.refund_amount + order.shipping_refund_amount - order.amount_waived


def left_of_plans(order: Order) -> Decimal:
    """How much of what completed plans were to refund is still here, whether or not a person let it stay."""
    moved = [refund for refund in refunds_of(payments_of(order.pk)) if refund.status in MOVED and not refund.lines]
    return max(ZERO, _planned(order) - sum((refund.amount - refund.excess for refund in moved), ZERO))


def _was_refunded_unsent(order: Order) -> bool:
    units = OrderItem.objects.filter(order=order).aggregate(
        unsent=Sum("quantity_refunded_unsent"), shipped=Sum("quantity_shipped")
    )
    return bool(units["unsent"]) and not units["shipped"]


def excess_of(order: Order, amounts: Sequence[Decimal]) -> list[Decimal]:
    """How much of each amount that is to be refunded returns money that is not owed: the first amounts first. What a
    person had decided to keep comes last."""
    unowed = unowed_by(order)
    left = unowed.beyond_due + unowed.credit
    parts = []
    for amount in amounts:
        part = min(amount, left)
        left -= part
        parts.append(part)
    return parts
