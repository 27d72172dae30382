"""Finding out what became of unfinished payments and refunds: the process died, or the gateway did not answer.

Run repeatedly by the worker. Each row is asked about under its original key, ever more rarely; after many questions
without an answer a person is called, and the questions go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db.models import F, Q

from common.actors import SYSTEM
from common.errors import OutcomeUnknown, Refusal
from events.types import EventType
from orders.models import Order
from orders.money.about import about_payment, about_refund
from orders.money.ask_gateway import put_question
from orders.money.gateway_calls import ask_about, recheck_refund, settle, step
from orders.money.gateway_checks import check_gateways
from payments.gateways.answers import Answer, Declined, Missing, Unknown, Waiting
from payments.gateways.base import Operation
from payments.gateways.registry import gateways
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, PENDING_REFUNDS, Attention, Question, RefundState

log = structlog.get_logger(__name__)
Row = TypeVar("Row", Payment, Refund)

PATIENCE = timedelta(minutes=1)
"""How long a command is left to finish by itself; longer than a gateway may take to answer."""

LONGEST_PAUSE = timedelta(hours=1)
CALL_FOR_HELP_AFTER = 8
"""Questions without an answer, spread over more than two hours."""

GIVEN_UP_AFTER = timedelta(minutes=15)
"""A payment that its gateway does not know by then never reached it."""

CLOCK_WAS_AHEAD = timedelta(days=1)
"""What was touched so much later than now was touched by a clock that was set back since, and would wait as long."""

MOST_AT_ONCE = 500


def reconcile_money(at: datetime) -> dict[str, int]:
    """Ask about everything that is due, and return how many rows of each kind were asked about and settled."""
    done: Counter[str] = Counter()
    for refund in _due(Refund.objects.filter(_pending_refunds()).select_related("payment"), at):
        done.update(f"refunds_{what}" for what in _settle_row(refund, refund.payment.order_id, _ask_about_refund, at))
    for payment in _due(Payment.objects.filter(_open_payments()), at):
        done.update(f"payments_{what}" for what in _settle_row(payment, payment.order_id, _ask_about_payment, at))
    done.update(check_gateways(at))
    return dict(done)


def _pending_refunds() -> Q:
    waits_for_a_person = Q(status=RefundState.RESERVED, needs_human=True)
    return Q(status__in=PENDING_REFUNDS) & ~waits_for_a_person


def _open_payments() -> Q:
    watched = [name for name, gateway in gateways().items() if not gateway.asks_a_provider]
    return Q(status__in=OPEN_PAYMENTS) & ~Q(method__in=watched)


def untouched(at: datetime, patience: timedelta) -> Q:
    """Rows that nobody has touched for so long, and those that a clock touched that was ahead."""
    return Q(updated_at__lte=at - patience) | Q(updated_at__gt=at + CLOCK_WAS_AHEAD)


def _due(rows: Any, at: datetime) -> Iterator[Any]:
    """Rows that are due, longest untouched first, each locked against other workers."""
    waiting = rows.filter(untouched(at, PATIENCE)).order_by("updated_at", "id")

    def is_due(row: Any) -> bool:
        return not at - _pause(row.attempts) < row.updated_at <= at + CLOCK_WAS_AHEAD

    for row in islice(filter(is_due, waiting.iterator(chunk_size=200)), MOST_AT_ONCE):
        mine = type(row).objects.filter(pk=row.pk, status=row.status, updated_at=row.updated_at)
        if mine.update(updated_at=at, attempts=F("attempts") + 1):
            row.attempts += 1
            yield row


def _pause(attempts: int) -> timedelta:
    """Twice as long each time."""
    pause: timedelta = PATIENCE * 2 ** min(attempts, 10)
    return min(pause, LONGEST_PAUSE)


def _settle_row(row: Row, order_id: UUID, ask: Callable[[Order, Any, datetime], None], at: datetime) -> Iterator[str]:
    """Ask about one row and return the outcome; an error does not stop the others."""
    order = Order.objects.select_related("channel").get(pk=order_id)
    yield "asked"
    try:
        ask(order, row, at)
    except OutcomeUnknown:
        pass
    except Exception:
        log.exception("reconcile_failed", row=str(row.pk), order=order.ref)
    fresh = type(row).objects.get(pk=row.pk)
    if fresh.status != row.status:
        yield "settled"
    elif _is_stuck(fresh):
        _mark_stuck(order, fresh, at)
        yield "need_human"


def _ask_about_refund(order: Order, refund: Refund, at: datetime) -> None:
    recheck_refund(order, refund, actor=SYSTEM, at=at)


def _ask_about_payment(order: Order, payment: Payment, at: datetime) -> None:
    if payment.asking in (Question.CAPTURE, Question.CANCEL):
        try:
            put_question(order, payment, actor=SYSTEM, at=at)
        except OutcomeUnknown:
            raise
        except Refusal as refusal:
            log.info("gateway_refused", payment=str(payment.pk), reason=refusal.detail)
        return
    answer = ask_about(order, payment, Operation.LOOK_UP_PAYMENT)
    if not isinstance(answer, Unknown):
        _clear_no_answer(payment)
    settled = _conclusion(payment, answer, at)
    if settled:
        settle(order, payment, settled, actor=SYSTEM, at=at)


def _clear_no_answer(payment: Payment) -> None:
    """Its gateway answers again: no person has to look any more, unless it still owes an answer to a question."""
    silent = Payment.objects.filter(pk=payment.pk, asking=Question.NOTHING, attention=Attention.NO_ANSWER)
    silent.update(needs_human=False, attention=Attention.NOTHING)


def _conclusion(payment: Payment, answer: Answer, at: datetime) -> Answer | None:
    """What an answer means for the row; None if nothing has changed."""
    if isinstance(answer, Missing):
        never_came = payment.asking == Question.START and payment.created_at <= at - GIVEN_UP_AFTER
        return Declined(code="never_reached_the_gateway") if never_came else None
    if isinstance(answer, Waiting) and payment.asking != Question.START:
        return None
    return answer


def _is_stuck(row: Payment | Refund) -> bool:
    """Whether enough questions had no answer. A customer who is still at the gateway's page is an answer."""
    in_between = row.status in PENDING_REFUNDS or (
        isinstance(row, Payment) and bool(row.asking or row.method not in gateways())
    )
    return in_between and not row.needs_human and row.attempts >= CALL_FOR_HELP_AFTER


def _mark_stuck(order: Order, row: Payment | Refund, at: datetime) -> None:
    """Make it visible that a person must look, on the row and on the timeline, unless it was settled meanwhile."""
    with step(order, actor=SYSTEM, at=at) as change:
        if not _is_stuck(type(row).objects.get(pk=row.pk)):
            return
        type(row).objects.filter(pk=row.pk).update(needs_human=True, attention=Attention.NO_ANSWER)
        if isinstance(row, Refund):
            change.record(EventType.REFUND_UNKNOWN, **about_refund(row), needs_human=True)
        else:
            change.record(EventType.PAYMENT_UNKNOWN, **about_payment(row), needs_human=True, asked_to=row.asking)
    log.error("money_needs_human", row=str(row.pk), order=order.ref)


def stuck_rows() -> Iterable[Payment | Refund]:
    """What waits for a person, oldest first."""
    yield from Refund.objects.filter(needs_human=True).order_by("id")
    yield from Payment.objects.filter(needs_human=True).order_by("id")
