"""The preview of a command: what it would change, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.callers import Caller
from common.rehearsal import Rehearsal
from events.types import EventType
from orders.models import Order
from orders.statuses import OrderStatus
from workplace.admin.actions.running import Rehearsed
from workplace.admin.page import OrderPage
from workplace.admin.sentences import EventFormatter
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
class StatusPreview:
    """A status as it is, and as it would be."""

    label: Text
    before: Badge
    after: Badge

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class AmountPreview:
    """An amount that would change."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """A refund, and the payment it goes to."""

    amount: str
    payment: str
    sender: str


@dataclass(frozen=True, slots=True)
class AddressPreview:
    """An address of the order, as it is and as it would be."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a command would change."""

    statuses: list[StatusPreview]
    sums: list[AmountPreview]
    addresses: list[AddressPreview]
    refunds: list[RefundPreview]
    events: list[str]
    gateway_calls: list[str]
    emails: list[dict[str, Any]]
    remarks: list[str]

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to confirm."""
        return bool(self.events or self.gateway_calls or self.emails)


def preview(rehearsed: Rehearsed, page: OrderPage, caller: Caller) -> Preview:
    """The preview of a rehearsed command."""
    before, after, rehearsal = rehearsed.before, rehearsed.after, rehearsed.rehearsal
    formatter = EventFormatter(page, caller)
    return Preview(
        statuses=[
            StatusPreview(label, badge(labels, getattr(before, name)), badge(labels, getattr(after, name)))
            for label, name, labels in STATUSES
        ],
        sums=list(_sums(before, after)),
        addresses=list(_addresses(before, after)),
        refunds=[
            RefundPreview(
                format_money(Decimal(event["data"]["amount"]), event["data"]["currency"]),
                formatter.payment(event["data"]["payment"]),
                _sender(event["data"]["refund"], rehearsal),
            )
            for event in rehearsal.events
            if event["type"] == EventType.REFUND_RESERVED
        ],
        events=[formatter.event(event["type"], event["data"]) for event in rehearsal.events],
        gateway_calls=[formatter.gateway_call(call) for call in rehearsal.gateway_calls],
        emails=rehearsal.emails,
        remarks=list(_remarks(before, after)),
    )


def _sender(refund: str, rehearsal: Rehearsal) -> str:
    """Who sends a refund: the gateway, if it was asked and has answered; else nobody but a person."""
    by_gateway = {event["data"]["refund"] for event in rehearsal.events if event["type"] == EventType.REFUND_SUCCEEDED}
    return gettext("The gateway sends it.") if refund in by_gateway else gettext("A person must send it.")


def _remarks(before: Order, after: Order) -> Iterator[str]:
    """Warnings about what does not happen, though staff may expect it."""
    if after.status == OrderStatus.REFUNDED != before.status and after.has_unshipped_items():
        yield gettext(
            "The goods are not cancelled by this. What was not sent stays here, and is neither packed nor shipped any "
            "more. To cancel units and refund them, use Cancel instead."
        )


def _addresses(before: Order, after: Order) -> Iterator[AddressPreview]:
    for label, role in ADDRESSES:
        old, new = getattr(before, role), getattr(after, role)
        if old != new:
            yield AddressPreview(label, old.label if old else "–", new.label if new else "–")


def _sums(before: Order, after: Order) -> Iterator[AmountPreview]:
    for label, name in SUMS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield AmountPreview(label, format_money(old, before.currency), format_money(new, after.currency))
