"""The lines of a refund by units: their values, and how they are shared over payments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cancellations.models import PlanLine
from cancellations.statuses import EXECUTED_PLANS, PlanStatus
from common.errors import InvalidInput, Refusal, Sentence
from common.money import ZERO, format_amount
from orders.models import Adjustment, Order, OrderItem
from orders.money.refunded_units import RefundedUnits, commands_of, tally_refunded
from orders.shares import Shares, shares_of
from payments.models import Refund
from payments.statuses import RefundState


class UnitsAlreadyRefunded(Refusal):
    """Some of the units were already cancelled, returned or refunded."""

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
    alone, found = refunded_alone(order, shares), []
    gone = _taken_units(order, items.values(), alone)
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
    taken = _taken_units(order, items, refunded_alone(order, shares))
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


def refunded_alone(order: Order, shares: Shares) -> Mapping[UUID, RefundedUnits]:
    """What was refunded, or is being refunded, for units of each item without their being cancelled or returned. Call
    under the order's lock."""
    alone = refunds_of_units(order, Refund.objects.exclude(status=RefundState.FAILED), shares)
    lines = _lines_of(order, [*EXECUTED_PLANS, PlanStatus.COMPLETED], "already_refunded", "credit")
    for item_id, units, credit in lines:
        before = alone[item_id]
        alone[item_id] = RefundedUnits(max(0, before.units - units), max(ZERO, before.credit - credit))
    return alone


def refunds_of_units(order: Order, refunds: QuerySet[Refund], shares: Shares) -> defaultdict[UUID, RefundedUnits]:
    """What these refunds of an order have come to for each item."""
    rows = refunds.filter(payment__order=order).order_by("created_at", "id").values_list("command", "lines")
    tallies = {pk: tally_refunded(pk, commands, shares) for pk, commands in commands_of(rows).items()}
    return defaultdict(RefundedUnits, tallies)


def _missing(line: Mapping[str, Any]) -> Decimal:
    return Decimal(line["value"]) - Decimal(line["credit"])


def _taken_units(order: Order, items: Iterable[OrderItem], alone: Mapping[UUID, RefundedUnits]) -> Counter[UUID]:
    """Units of each item that are settled: cancelled, come back, in a plan that is decided, or refunded."""
    taken = Counter({item.id: item.quantity_cancelled + item.quantity_returned for item in items})
    for item_id, given in alone.items():
        taken[item_id] += given.units
    for item_id, units in _lines_of(order, EXECUTED_PLANS, "quantity", plan__rejects_items=False):
        taken[item_id] += units
    return taken


def _lines_of(order: Order, statuses: Iterable[str], *columns: str, **conditions: Any) -> Iterable[tuple[Any, ...]]:
    lines = PlanLine.objects.filter(plan__order=order, plan__status__in=statuses, **conditions)
    return lines.values_list("item_id", *columns)
