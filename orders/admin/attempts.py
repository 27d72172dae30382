"""One command each for many orders: rehearsed, then done; what is refused for one stops none of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from django.utils.translation import gettext, ngettext

from common.errors import InvalidInput, Refusal, VersionDiffers
from common.rehearsal import rehearse
from orders.admin.sentences import input_error_in_words, refusal_in_words
from orders.models import Order
from orders.words import ORDER_STATUSES, PAYMENT_STATUSES, SHIPPING_STATUSES, sum_of_money, word

Act = Callable[[Order], Any]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What has become of a command on an order, or would: done or refused, and why, in a sentence."""

    order: Order
    done: bool
    sentence: str

    @property
    def total(self) -> str:
        """The order's total, with its currency."""
        return sum_of_money(self.order.total, self.order.currency)


def rehearsed(order: Order, act: Act) -> Attempt:
    """Really do it, and take it back."""
    return _attempt(order, partial(_rehearse, order, act))


def carried_out(order: Order, act: Act, *, version: int) -> Attempt:
    """Do it, if the order still has the version that was rehearsed.

    An error that nobody foresaw undoes this one order's command, is logged, and is told like a refusal: whoever started
    many must learn what has become of each.
    """
    order.expected_version = version
    try:
        return _attempt(order, partial(_carry_out, order, act))
    except Exception:
        log.exception("bulk_command_failed", order=order.ref)
        return Attempt(order, False, gettext("An error of ours. It was logged; look at the order before you repeat."))


def _attempt(order: Order, run: Callable[[], str]) -> Attempt:
    try:
        return Attempt(order, True, run())
    except VersionDiffers:
        return Attempt(order, False, gettext("It has changed since. Look at it again, and repeat."))
    except Refusal as refusal:
        return Attempt(order, False, refusal_in_words(refusal))
    except InvalidInput as error:
        return Attempt(order, False, " ".join(sentence for _path, sentence in input_error_in_words(error)))


def _rehearse(order: Order, act: Act) -> str:
    with rehearse() as rehearsal:
        act(order)
        mails = len(rehearsal.emails)
        told = [_told(order, Order.objects.get(pk=order.pk))]
    if mails:
        told.append(ngettext("%d e-mail to the customer.", "%d e-mails to the customer.", mails) % mails)
    return " ".join(told)


def _carry_out(order: Order, act: Act) -> str:
    act(order)
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
