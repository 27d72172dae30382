"""The lines of a refund by units: their values, and how they are shared over payments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any
from uuid import UUID

from cancellations.models import CancellationPlan
from cancellations.reading import plans_of
from cancellations.statuses import EXECUTED_PLANS
from common.errors import InvalidInput, Refusal, Sentence
from common.money import ZERO, format_amount
from orders.models import Adjustment, Order, OrderItem
from orders.refunded import refunded_alone
from orders.refunded_units import RefundedUnits
from orders.shares import shares_of


class UnitsAlreadyRefunded(Refusal):
    """Some of the units were cancelled, returned or refunded before, or an open cancellation plan is about them."""

    code = "units_already_refunded"
    sentence = "Only {left} units of this item can still be refunded, not {asked}."


def units_of(order: Order, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The units of a refund: the value of each line, and what of that went back before. Call under the order's lock.

    Raises:
        InvalidInput: an item of another order, or one named twice.
        UnitsAlreadyRefunded: so many are not left.
    """
    items = {item.id: item for item in OrderItem.objects.filter(order=order).order_by("position")}
    shares = shares_of(order, list(items.values()), list(Adjustment.objects.filter(order=order)))
    plans, found = plans_of(order.pk), []
    alone = refunded_alone(order, shares, plans)
    gone = _taken_units(items.values(), plans, alone)
    for index, line in enumerate(lines):
        item = items.pop(line["item"], None)
        if item is None:
            sentence = Sentence("Each must be a different item of this order.")
            raise InvalidInput.on("items", index, "item", code="unknown_item", sentence=sentence)
        taken = gone[item.id]
        quantity = line.get("quantity") or item.quantity - taken
        if quantity < 1 or taken + quantity > item.quantity:
            raise UnitsAlreadyRefunded(item=str(item.id), left=max(0, item.quantity - taken), asked=quantity)
        value = shares.goods(item.id, quantity, taken=taken)
        sums = {"value": value, "credit": min(alone[item.id].credit, value)}
        amounts = {name: format_amount(amount, order.currency) for name, amount in sums.items()}
        found.append({"item": str(item.id), "quantity": quantity, "taken": taken, **amounts})
    return found


def refundable_units(order: Order) -> Mapping[UUID, int]:
    """How many units of each item can still be refunded."""
    items = list(OrderItem.objects.filter(order=order).order_by("position"))
    shares = shares_of(order, items, list(Adjustment.objects.filter(order=order)))
    plans = plans_of(order.pk)
    taken = _taken_units(items, plans, refunded_alone(order, shares, plans))
    return {item.id: max(0, item.quantity - taken[item.id]) for item in items}


def amount_of(lines: Sequence[Mapping[str, Any]]) -> Decimal:
    """What is to go back for units together."""
    return sum((_missing(line) for line in lines), ZERO)


def shared_out(
    lines: Sequence[Mapping[str, Any]], amounts: Sequence[Decimal], currency: str
) -> list[list[dict[str, Any]]]:
    """For which units each of several amounts goes back, and how much of it: the first amount for the first lines."""
    ends = list(accumulate(amounts, initial=ZERO))
    return [list(_lines_within(lines, *span, currency)) for span in pairwise(ends)]


def _lines_within(
    lines: Sequence[Mapping[str, Any]], begin: Decimal, end: Decimal, currency: str
) -> Iterator[dict[str, Any]]:
    """The lines that lie, wholly or in part, in a stretch of all that goes back."""
    ends = accumulate(map(_missing, lines), initial=ZERO)
    for line, (first, last) in zip(lines, pairwise(ends), strict=True):
        part = min(last, end) - max(first, begin)
        if part > 0:
            yield {**line, "amount": format_amount(part, currency)}


def _missing(line: Mapping[str, Any]) -> Decimal:
    return Decimal(line["value"]) - Decimal(line["credit"])


def _taken_units(
    items: Iterable[OrderItem], plans: Iterable[CancellationPlan], alone: Mapping[UUID, RefundedUnits]
) -> Counter[UUID]:
    """Units of each item that are settled: cancelled, come back, refunded, or in an open plan."""
    taken = Counter({item.id: item.quantity_cancelled + item.quantity_returned for item in items})
    for item_id, given in alone.items():
        taken[item_id] += given.units
    for line in [line for plan in plans if not plan.rejects_items for line in plan.lines.all() if line.open]:
        executed = line.plan.status in EXECUTED_PLANS
        taken[line.item_id] += line.quantity if executed else line.quantity - line.already_refunded
    return taken
