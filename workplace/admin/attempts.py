"""One command each for many orders: rehearsed, then done; what is refused for one stops none of the others."""

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
from workplace.admin.sentences import input_error_in_words, refusal_in_words
from workplace.admin.tracking_file import Line
from workplace.labels import ORDER_STATUSES, PAYMENT_STATUSES, SHIPPING_STATUSES, format_money, word

Act = Callable[[Order, datetime], Any]
"""A command for one order, at a moment."""

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What has become of a command, or would: nothing is written of one that was refused; of one that is uncertain,
    somebody must look."""

    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A command on an order, its outcome, and why, in a sentence; `line` is what asked for it, if a file did."""

    order: Order | None
    outcome: Outcome
    sentence: str
    line: Line | None = None

    @property
    def total(self) -> str:
        """The order's total, with its currency."""
        return format_money(self.order.total, self.order.currency) if self.order else ""


def by_outcome(attempts: Sequence[Attempt]) -> dict[str, list[Attempt]]:
    """The attempts of each outcome, by its name."""
    return {outcome: [each for each in attempts if each.outcome == outcome] for outcome in Outcome}


def rehearsed(order: Order, act: Act) -> Attempt:
    """Really do it, and take it back."""
    return _attempt(order, partial(_rehearse, order, act))


def carried_out(order: Order, act: Act, *, version: int, at: datetime) -> Attempt:
    """Do it, if the order still has the version that was rehearsed.

    An error that nobody foresaw is logged and told, and stops none of the others: whoever started many must learn what
    has become of each.
    """
    order.expected_version = version
    try:
        return _attempt(order, partial(_carry_out, order, act, at))
    except Exception:
        log.exception("bulk_command_failed", order=order.ref)
        sentence = gettext("An error of ours. It was logged; look at the order before you repeat.")
        return Attempt(order, Outcome.UNCERTAIN, sentence)


def _attempt(order: Order, run: Callable[[], str]) -> Attempt:
    try:
        return Attempt(order, Outcome.DONE, run())
    except VersionDiffers:
        return Attempt(order, Outcome.REFUSED, gettext("It has changed since. Look at it again, and repeat."))
    except OutcomeUnknown as silence:
        return Attempt(order, Outcome.UNCERTAIN, refusal_in_words(silence))
    except Refusal as refusal:
        return Attempt(order, Outcome.REFUSED, refusal_in_words(refusal))
    except InvalidInput as error:
        wrong = " ".join(sentence for _path, sentence in input_error_in_words(error))
        return Attempt(order, Outcome.REFUSED, wrong)


def _rehearse(order: Order, act: Act) -> str:
    with rehearse() as rehearsal:
        act(order, timezone.now())
        mails = len(rehearsal.emails)
        told = [_told(order, Order.objects.get(pk=order.pk))]
    if mails:
        told.append(ngettext("%d e-mail to the customer.", "%d e-mails to the customer.", mails) % mails)
    return " ".join(told)


def _carry_out(order: Order, act: Act, at: datetime) -> str:
    act(order, at)
    return _told(order, Order.objects.get(pk=order.pk))


def _told(before: Order, after: Order) -> str:
    moves = [f"{axis}: {old} → {new}." for axis, old, new in _axes(before, after) if old != new]
    return " ".join(moves) or gettext("Noted.")


def _axes(before: Order, after: Order) -> Iterator[tuple[str, str, str]]:
    for axis, words, field in (
        (gettext("Status"), ORDER_STATUSES, "status"),
        (gettext("Payment"), PAYMENT_STATUSES, "payment_status"),
        (gettext("Shipping"), SHIPPING_STATUSES, "shipping_status"),
    ):
        yield axis, word(words, getattr(before, field)), word(words, getattr(after, field))
