"""One command each for many orders: previewed, then run. A refusal stops only its own order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

import structlog
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from common.errors import InvalidInput, OutcomeUnknown, Refusal, VersionDiffers
from common.rehearsal import rehearse
from orders.models import Order
from workplace.admin.sentences import input_error_texts, refusal_text
from workplace.admin.tracking_file import Line
from workplace.labels import ORDER_STATUSES, PAYMENT_STATUSES, SHIPPING_STATUSES, format_money, label_of

Act = Callable[[Order, datetime], Any]
"""A command for one order, at a moment."""

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """Refused: nothing was written. Uncertain: somebody must check."""

    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class BulkResult:
    """A command on an order, its outcome, and why, in a sentence; `line` is what asked for it, if a file did."""

    order: Order | None
    outcome: Outcome
    sentence: str
    line: Line | None = None

    @property
    def total(self) -> str:
        """The order's total, with its currency."""
        return format_money(self.order.total, self.order.currency) if self.order else ""


def by_outcome(results: Sequence[BulkResult]) -> dict[str, list[BulkResult]]:
    """The attempts of each outcome, by its name."""
    return {outcome: [each for each in results if each.outcome == outcome] for outcome in Outcome}


def rehearsed(order: Order, act: Act) -> BulkResult:
    """Run it and roll it back."""
    return _attempt(order, partial(_rehearse, order, act))


def carried_out(order: Order, act: Act, *, version: int, at: datetime) -> BulkResult:
    """Do it, if the order still has the version that was rehearsed.

    An unexpected error is logged and reported, and stops none of the others.
    """
    order.expected_version = version
    try:
        return _attempt(order, partial(_carry_out, order, act, at))
    except Exception:
        log.exception("bulk_command_failed", order=order.ref)
        sentence = gettext("An internal error, which was logged. Check the order before you repeat.")
        return BulkResult(order, Outcome.UNCERTAIN, sentence)


def _attempt(order: Order, run: Callable[[], str]) -> BulkResult:
    try:
        return BulkResult(order, Outcome.DONE, run())
    except VersionDiffers:
        return BulkResult(order, Outcome.REFUSED, gettext("It has changed since the preview. Check it and repeat."))
    except OutcomeUnknown as silence:
        return BulkResult(order, Outcome.UNCERTAIN, refusal_text(silence))
    except Refusal as refusal:
        return BulkResult(order, Outcome.REFUSED, refusal_text(refusal))
    except InvalidInput as error:
        wrong = " ".join(sentence for _path, sentence in input_error_texts(error))
        return BulkResult(order, Outcome.REFUSED, wrong)


def _rehearse(order: Order, act: Act) -> str:
    with rehearse() as rehearsal:
        act(order, timezone.now())
        mails = len(rehearsal.emails)
        sentences = [_changes(order, Order.objects.get(pk=order.pk))]
    if mails:
        sentences.append(ngettext("%d e-mail to the customer.", "%d e-mails to the customer.", mails) % mails)
    return " ".join(sentences)


def _carry_out(order: Order, act: Act, at: datetime) -> str:
    act(order, at)
    return _changes(order, Order.objects.get(pk=order.pk))


def _changes(before: Order, after: Order) -> str:
    moves = [f"{axis}: {old} → {new}." for axis, old, new in _axes(before, after) if old != new]
    return " ".join(moves) or gettext("Noted.")


def _axes(before: Order, after: Order) -> Iterator[tuple[str, str, str]]:
    for axis, labels, field in (
        (gettext("Status"), ORDER_STATUSES, "status"),
        (gettext("Payment"), PAYMENT_STATUSES, "payment_status"),
        (gettext("Shipping"), SHIPPING_STATUSES, "shipping_status"),
    ):
        yield axis, label_of(labels, getattr(before, field)), label_of(labels, getattr(after, field))
