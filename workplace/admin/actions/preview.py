"""A rehearsed command in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.callers import Caller
from events.types import EventType
from orders.models import Order
from orders.statuses import OrderStatus
from workplace.admin.actions.running import Rehearsed
from workplace.admin.page import OrderPage
from workplace.admin.sentences import Teller
from workplace.labels import (
    ORDER_STATUSES,
    PAYMENT_STATUSES,
    SHIPPING_STATUSES,
    Badge,
    Text,
    badge,
    format_money,
)

STATUSES = (
    (_("Order"), "status", ORDER_STATUSES),
    (_("Payment"), "payment_status", PAYMENT_STATUSES),
    (_("Shipping"), "shipping_status", SHIPPING_STATUSES),
)
ADDRESSES = ((_("Shipping address"), "shipping_address"), (_("Billing address"), "billing_address"))
SUMS = (
    (_("Total"), "total"),
    (_("Paid"), "amount_paid"),
    (_("Refunded"), "amount_refunded"),
    (_("Outstanding"), "amount_outstanding"),
)


@dataclass(frozen=True, slots=True)
class StatusAfterwards:
    """A status as it is, and as it would be."""

    label: Text
    before: Badge
    after: Badge

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class SumAfterwards:
    """A sum of money that would change."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class GoesBack:
    """Money that would go back, and on what."""

    amount: str
    payment: str


@dataclass(frozen=True, slots=True)
class AddressAfterwards:
    """An address of the order, as it is and as it would be."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a command would bring about."""

    statuses: list[StatusAfterwards]
    sums: list[SumAfterwards]
    addresses: list[AddressAfterwards]
    goes_back: list[GoesBack]
    events: list[str]
    gateway_calls: list[str]
    emails: list[dict[str, Any]]
    remarks: list[str]

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to confirm."""
        return bool(self.events or self.gateway_calls or self.emails)


def preview(rehearsed: Rehearsed, page: OrderPage, caller: Caller) -> Preview:
    """Tell a person of a rehearsal."""
    before, after, rehearsal = rehearsed.before, rehearsed.after, rehearsed.rehearsal
    teller = Teller(page, caller)
    return Preview(
        statuses=[
            StatusAfterwards(label, badge(words, getattr(before, name)), badge(words, getattr(after, name)))
            for label, name, words in STATUSES
        ],
        sums=list(_sums(before, after)),
        addresses=list(_addresses(before, after)),
        goes_back=[
            GoesBack(
                format_money(Decimal(event["data"]["amount"]), event["data"]["currency"]),
                teller.payment(event["data"]["payment"]),
            )
            for event in rehearsal.events
            if event["type"] == EventType.REFUND_RESERVED
        ],
        events=[teller.event(event["type"], event["data"]) for event in rehearsal.events],
        gateway_calls=[teller.gateway_call(call) for call in rehearsal.gateway_calls],
        emails=rehearsal.emails,
        remarks=list(_remarks(before, after)),
    )


def _remarks(before: Order, after: Order) -> Iterator[str]:
    """What people may take for granted, and which does not happen."""
    if after.status == OrderStatus.REFUNDED != before.status and after.has_unshipped_items():
        yield gettext(
            "The goods are not cancelled by this. What was not sent stays here, and is neither packed nor shipped any "
            "more. To cancel goods and give back their money, use Cancel instead."
        )


def _addresses(before: Order, after: Order) -> Iterator[AddressAfterwards]:
    for label, role in ADDRESSES:
        was, will_be = getattr(before, role), getattr(after, role)
        if was != will_be:
            yield AddressAfterwards(label, was.label if was else "–", will_be.label if will_be else "–")


def _sums(before: Order, after: Order) -> Iterator[SumAfterwards]:
    for label, name in SUMS:
        was, will_be = getattr(before, name), getattr(after, name)
        if was != will_be:
            yield SumAfterwards(label, format_money(was, before.currency), format_money(will_be, after.currency))
