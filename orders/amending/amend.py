"""Changing the items of a paid order, as long as units are left to send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.actors import Actor
from common.errors import Refusal, Sentence
from common.money import format_amount
from events.types import EventType
from orders.amending.amended import Amended, amended_contents
from orders.amending.rows import write_contents
from orders.amending.settled import refuse_settled, shares_now
from orders.change import Change, changing
from orders.contents import check_claimed_total
from orders.models import Order
from orders.money.pay import PaymentUnderWay
from orders.money.pay_options import open_payments, total_of
from orders.money.sums import refresh_money
from orders.money.unowed import refresh_unowed, unowed_by
from orders.paid import follow_paid
from orders.progress import follow_items
from orders.search import refresh_search_text
from orders.statuses import PAYABLE, OrderStatus
from orders.totals import apply_totals

AMENDABLE = PAYABLE | {OrderStatus.PROCESSING, OrderStatus.PACKAGE_WAITING, OrderStatus.PACKAGED}
"""Orders of which something is still to be sent."""


class OrderNotAmendable(Refusal):
    """A draft is updated; of an order that is sent, over, or waits for a decision nothing is added or changed."""

    code = "order_not_amendable"
    sentence = "The items of an order with status '{status}' cannot be changed."


@dataclass(frozen=True, slots=True)
class Amendment:
    """The changes, with amounts in the order's currency. Items that are not named stay.

    `change` are `{"item"}` with `quantity`, `unit_price`, `discount_amount` or `adjustments`; `add` are items as when
    placing; `remove` are ids. `adjustments` replace the order's own, if given; a `total` must be what comes out.
    """

    change: Sequence[Mapping[str, Any]] = ()
    add: Sequence[Mapping[str, Any]] = ()
    remove: Sequence[UUID] = ()
    adjustments: Sequence[Mapping[str, Any]] | None = None
    total: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AmendedOrder:
    """The order afterwards, what it cost before, and what is now paid beyond what is due."""

    order: Order
    total_before: Decimal
    overpaid: Decimal

    @property
    def difference(self) -> Decimal:
        """By how much the total has risen, or, below zero, fallen."""
        return self.order.total - self.total_before


def amend_order(order: Order, amendment: Amendment, *, actor: Actor, at: datetime) -> AmendedOrder:
    """Add, change and remove items of an order. The difference to a higher total is outstanding; what was paid beyond a
    lower one waits for a person, and is refunded by command only.

    Raises:
        OrderNotAmendable: nothing of the order is to be sent, or it is a draft.
        PaymentUnderWay: a payment that was begun may still bring the old amount.
        ItemNotAmendable, TooFewUnitsRemain, WorthIsSettled: units were sent, cancelled, returned or refunded.
        InvalidInput: an unknown item, nothing left, amounts that do not fit.
    """
    with changing(order, actor=actor, at=at) as change:
        refuse_unamendable(change.order)
        _refuse_payment_under_way(change.order)
        total_before, was_paid = change.order.total, change.order.is_paid
        shares_before = shares_now(change)
        amended = amended_contents(
            change, changes=amendment.change, add=amendment.add, remove=amendment.remove, own=amendment.adjustments
        )
        check_claimed_total(amendment.total, amended.contents.totals.total, change.order.currency)
        refuse_settled(change, shares_before, amended)
        differs = amended.described(change.order.currency)
        write_contents(change, amended)
        _follow(change, amended, was_paid=was_paid)
        _record(change, differs, total_before, amendment.reason)
        overpaid = unowed_by(change.order).beyond_due
    return AmendedOrder(change.order, total_before, overpaid)


def refuse_unamendable(order: Order) -> None:
    """Raises:
    OrderNotAmendable: nothing of an order in its status is added or changed.
    """
    if order.status not in AMENDABLE:
        raise OrderNotAmendable(status=OrderStatus(order.status).label)


def _refuse_payment_under_way(order: Order) -> None:
    under_way = open_payments(order)
    if under_way:
        amount = format_amount(total_of(under_way), order.currency)
        raise PaymentUnderWay(
            Sentence(
                "A payment of {amount} {currency} is under way; cancel it first.",
                amount=amount,
                currency=order.currency,
            ),
            amount=amount,
            currency=order.currency,
        )


def _follow(change: Change, amended: Amended, *, was_paid: bool) -> None:
    """The sums, what is paid and what is kept without being owed; items, order and search follow."""
    order = change.order
    order.item_count = len(amended.contents.items)
    apply_totals(order, amended.contents.totals)
    follow_items(change)
    refresh_money(change)
    if order.is_paid and not was_paid:
        follow_paid(change)
    refresh_unowed(change)
    refresh_search_text(change)


def _record(change: Change, differs: Mapping[str, Any], total_before: Decimal, reason: str) -> None:
    currency = change.order.currency
    change.record(
        EventType.ORDER_AMENDED,
        reason=reason,
        currency=currency,
        total_before=format_amount(total_before, currency),
        total=format_amount(change.order.total, currency),
        **differs,
    )
