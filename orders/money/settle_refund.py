"""Recording what a gateway, or a person, reported about a refund, and what follows from it for the order."""

from __future__ import annotations

from typing import Any

from common.fsm import move
from events.types import EventType
from orders.change import Change
from orders.fulfilment.withheld import withhold_refunded
from orders.money.about import about_method, about_refund
from orders.money.contradict import contradict_refund
from orders.money.plan_claims import leave_out_refunded, take_over_failed
from orders.money.sums import follow_refund, refresh_money
from orders.money.unowed import refresh_unowed
from payments.balance_updates import (
    absorb_excess_payouts,
    book_payout,
    book_return,
    pay_out_refund,
    release_refund,
)
from payments.gateways.answers import Answer, Declined, Succeeded, Unknown
from payments.models import Payment, Refund
from payments.statuses import PENDING_REFUNDS, Attention, RefundOrigin, RefundState


def settle_refund(change: Change, refund: Refund, answer: Answer) -> None:
    """Record an answer on a refund, and update its payment's sums and the order. An answer that contradicts an earlier
    one is recorded, counts, and waits for a person.

    Call under the order's lock, with a row that was read under it.
    """
    if _names_other_money(refund, answer):
        contradict_refund(change, refund, Attention.OTHER_AMOUNT, answer, before=refund.status)
        return
    before = refund.status
    if before not in PENDING_REFUNDS:
        _contradict(change, refund, answer)
    else:
        _settle(change, refund, answer)
        _close_dispute(change, refund)
    if refund.lines:
        _follow_units(change, refund, before)
    refresh_unowed(change)


def _follow_units(change: Change, refund: Refund, before: str) -> None:
    """The units that a refund is for, in shipments and plans, follow its outcome."""
    withhold_refunded(change)
    if refund.status == RefundState.FAILED != before:
        take_over_failed(change, refund)
    elif refund.status == RefundState.SUCCEEDED and before == RefundState.FAILED:
        leave_out_refunded(change, refund)


def _settle(change: Change, refund: Refund, answer: Answer) -> None:
    refund.transaction_id = refund.transaction_id or answer.transaction_id
    if isinstance(answer, Succeeded):
        refund.succeed(at=change.at)
        pay_out_refund(refund)
        save_refund(change, refund, EventType.REFUND_SUCCEEDED, **about_method(refund))
        follow_refund(change)
    elif isinstance(answer, Declined):
        refund.fail(at=change.at, code=answer.code, detail=answer.detail)
        save_refund(change, refund, EventType.REFUND_FAILED, code=answer.code)
        release_refund(refund)
        absorb_excess_payouts(refund)
        refresh_money(change)
    elif isinstance(answer, Unknown) and refund.status == RefundState.SENT:
        refund.mark_unknown(at=change.at, detail=answer.detail)
        save_refund(change, refund, EventType.REFUND_UNKNOWN)


def _close_dispute(change: Change, refund: Refund) -> None:
    """A payment whose disputes are all decided no longer waits for a person."""
    if refund.origin != RefundOrigin.DISPUTE or refund.status in PENDING_REFUNDS or attention_left(refund.payment):
        return
    disputed = Payment.objects.filter(pk=refund.payment_id, attention=Attention.DISPUTED)
    disputed.update(attention=Attention.NOTHING, needs_human=False, updated_at=change.at)


def attention_left(payment: Payment) -> Attention:
    """What a payment waits for once people have decided: a dispute that its bank has not."""
    disputes = payment.refunds.filter(origin=RefundOrigin.DISPUTE, status__in=PENDING_REFUNDS)
    return Attention.DISPUTED if disputes.exists() else Attention.NOTHING


def _contradict(change: Change, refund: Refund, answer: Answer) -> None:
    """A finished refund gets another outcome: money that left counts as refunded, money that came back can be refunded
    again."""
    before = refund.status
    if isinstance(answer, Succeeded) and before == RefundState.FAILED:
        move(refund, "succeed", at=change.at)
        book_payout(refund)
        refund.failure_code = refund.failure_detail = ""
        refund.transaction_id = refund.transaction_id or answer.transaction_id
        _write(change, refund)
    elif isinstance(answer, Declined) and before == RefundState.SUCCEEDED:
        move(refund, "fail", at=change.at, code=answer.code, detail=answer.detail)
        _write(change, refund)
        book_return(refund)
    else:
        return
    contradict_refund(change, refund, Attention.CONTRADICTED, answer, before=before)
    if refund.status == RefundState.SUCCEEDED:
        follow_refund(change)
    else:
        refresh_money(change)


def _names_other_money(refund: Refund, answer: Answer) -> bool:
    if answer.amount is None or not isinstance(answer, Succeeded):
        return False
    return answer.amount != refund.amount or answer.currency not in ("", refund.payment.currency)


def save_refund(change: Change, refund: Refund, event: EventType, **more: Any) -> None:
    """Write a settled row, and record it."""
    if refund.status != RefundState.UNKNOWN:
        refund.needs_human, refund.attention = False, Attention.NOTHING
    _write(change, refund)
    change.record(event, **about_refund(refund), **more)


def _write(change: Change, refund: Refund) -> None:
    refund.updated_at = change.at
    refund.save(
        update_fields=[
            "status", "transaction_id", "failure_code", "failure_detail", "needs_human", "attention", "settled_at",
            "updated_at",
        ]
    )  # fmt: skip
