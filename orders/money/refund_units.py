"""What pieces of items are worth that money is given back for."""

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
from orders.money.refunded_units import GivenBack, commands_of, given_back
from orders.shares import Shares, shares_of
from payments.models import Refund
from payments.statuses import RefundState


class PiecesAlreadyRefunded(Refusal):
    """Some of the pieces were cancelled, came back, or had their money given back before."""

    code = "pieces_already_refunded"
    sentence = "Of this item {left} pieces are left that money can be given back for, not {asked}."


def pieces_of(order: Order, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The pieces of a refund: what each line is worth, and what of that went back before. Call under the order's lock.

    Raises:
        InvalidInput: an item of another order, or one named twice.
        PiecesAlreadyRefunded: so many are not left.
    """
    items = {item.id: item for item in OrderItem.objects.filter(order=order).order_by("position")}
    shares = shares_of(order, list(items.values()), list(Adjustment.objects.filter(order=order)))
    alone, pieces = refunded_alone(order, shares), []
    gone = _taken_pieces(order, items.values(), alone)
    for index, line in enumerate(lines):
        item = items.pop(line["item"], None)
        if item is None:
            sentence = Sentence("Each must be a different item of this order.")
            raise InvalidInput.on("items", index, "item", code="unknown_item", sentence=sentence)
        taken = gone[item.id]
        quantity = line.get("quantity") or item.quantity - taken
        if quantity < 1 or taken + quantity > item.quantity:
            raise PiecesAlreadyRefunded(item=str(item.id), left=max(0, item.quantity - taken), asked=quantity)
        worth = shares.goods(item.id, quantity, taken=taken)
        sums = {"worth": worth, "credit": min(alone[item.id].credit, worth)}
        amounts = {name: format_amount(amount, order.currency) for name, amount in sums.items()}
        pieces.append({"item": str(item.id), "quantity": quantity, "taken": taken, **amounts})
    return pieces


def refundable_pieces(order: Order) -> Mapping[UUID, int]:
    """How many pieces of each item are left that money can be given back for."""
    items = list(OrderItem.objects.filter(order=order).order_by("position"))
    shares = shares_of(order, items, list(Adjustment.objects.filter(order=order)))
    taken = _taken_pieces(order, items, refunded_alone(order, shares))
    return {item.id: max(0, item.quantity - taken[item.id]) for item in items}


def worth_of(pieces: Sequence[Mapping[str, Any]]) -> Decimal:
    """What is to go back for pieces together."""
    return sum((_missing(line) for line in pieces), ZERO)


def shared_out(
    pieces: Sequence[Mapping[str, Any]], amounts: Sequence[Decimal], currency: str
) -> list[list[dict[str, Any]]]:
    """For which pieces each of several amounts goes back, and how much of it: the first amount for the first lines."""
    ends = list(accumulate(amounts, initial=ZERO))
    return [list(_lines_within(pieces, *span, currency)) for span in pairwise(ends)]


def _lines_within(
    pieces: Sequence[Mapping[str, Any]], begin: Decimal, end: Decimal, currency: str
) -> Iterator[dict[str, Any]]:
    """The lines that lie, wholly or in part, in a stretch of all that goes back."""
    ends = accumulate(map(_missing, pieces), initial=ZERO)
    for line, (first, last) in zip(pieces, pairwise(ends), strict=True):
        part = min(last, end) - max(first, begin)
        if part > 0:
            yield {**line, "amount": format_amount(part, currency)}


def refunded_alone(order: Order, shares: Shares) -> Mapping[UUID, GivenBack]:
    """What was given back, or is on its way, for pieces of each item without their being cancelled or returned. Call
    under the order's lock."""
    alone = refunds_of_pieces(order, Refund.objects.exclude(status=RefundState.FAILED), shares)
    lines = _lines_of(order, [*EXECUTED_PLANS, PlanStatus.COMPLETED], "already_refunded", "credit")
    for item_id, pieces, credit in lines:
        before = alone[item_id]
        alone[item_id] = GivenBack(max(0, before.pieces - pieces), max(ZERO, before.credit - credit))
    return alone


def refunds_of_pieces(order: Order, refunds: QuerySet[Refund], shares: Shares) -> defaultdict[UUID, GivenBack]:
    """What these refunds of an order have come to for each item."""
    rows = refunds.filter(payment__order=order).order_by("created_at", "id").values_list("command", "pieces")
    told = {pk: given_back(pk, commands, shares) for pk, commands in commands_of(rows).items()}
    return defaultdict(GivenBack, told)


def _missing(line: Mapping[str, Any]) -> Decimal:
    return Decimal(line["worth"]) - Decimal(line["credit"])


def _taken_pieces(order: Order, items: Iterable[OrderItem], alone: Mapping[UUID, GivenBack]) -> Counter[UUID]:
    """Pieces of each item whose money is dealt with: cancelled, come back, in a plan that is decided, or refunded."""
    taken = Counter({item.id: item.quantity_cancelled + item.quantity_returned for item in items})
    for item_id, given in alone.items():
        taken[item_id] += given.pieces
    for item_id, pieces in _lines_of(order, EXECUTED_PLANS, "quantity", plan__rejects_items=False):
        taken[item_id] += pieces
    return taken


def _lines_of(order: Order, statuses: Iterable[str], *columns: str, **conditions: Any) -> Iterable[tuple[Any, ...]]:
    lines = PlanLine.objects.filter(plan__order=order, plan__status__in=statuses, **conditions)
    return lines.values_list("item_id", *columns)
