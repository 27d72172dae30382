"""What pieces of items are worth that money is given back for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from cancellations.models import PlanLine
from cancellations.statuses import EXECUTED_PLANS, PlanStatus
from common.errors import InvalidInput, Refusal, Sentence
from common.money import ZERO, written
from orders.models import Adjustment, Order, OrderItem
from orders.shares import shares_of
from payments.models import Refund
from payments.statuses import RefundState


class PiecesAlreadyRefunded(Refusal):
    """Some of the pieces were cancelled, came back, or had their money given back before."""

    code = "pieces_already_refunded"
    sentence = "Of this item {left} pieces are left that money can be given back for, not {asked}."


def pieces_of(order: Order, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The pieces of a refund with what each line is worth. Call under the order's lock.

    Raises:
        InvalidInput: an item of another order, or one named twice.
        PiecesAlreadyRefunded: so many are not left.
    """
    items = {item.id: item for item in OrderItem.objects.filter(order=order).order_by("position")}
    shares = shares_of(order, list(items.values()), list(Adjustment.objects.filter(order=order)))
    gone, pieces = _gone_otherwise(order), []
    for index, line in enumerate(lines):
        item = items.pop(line["item"], None)
        if item is None:
            sentence = Sentence("Each must be a different item of this order.")
            raise InvalidInput.on("items", index, "item", code="unknown_item", sentence=sentence)
        taken = item.quantity_cancelled + item.quantity_returned + gone[item.id]
        quantity = line.get("quantity") or item.quantity - taken
        if quantity < 1 or taken + quantity > item.quantity:
            raise PiecesAlreadyRefunded(item=str(item.id), left=max(0, item.quantity - taken), asked=quantity)
        worth = shares.goods(item.id, quantity, taken=taken)
        pieces.append({"item": str(item.id), "quantity": quantity, "amount": written(worth, order.currency)})
    return pieces


def worth_of(pieces: Sequence[Mapping[str, Any]]) -> Decimal:
    """What pieces are worth together."""
    return sum((Decimal(line["amount"]) for line in pieces), ZERO)


def refunded_alone(order: Order) -> Counter[UUID]:
    """Of how many pieces of each item the money was given back, or is on its way, without their being cancelled or
    returned. Call under the order's lock."""
    counted: Counter[UUID] = Counter()
    rows = Refund.objects.filter(payment__order=order).exclude(status=RefundState.FAILED)
    for lines in rows.values_list("pieces", flat=True):
        for line in lines:
            counted[UUID(line["item"])] += line["quantity"]
    for item_id, pieces in _lines_of(order, [*EXECUTED_PLANS, PlanStatus.COMPLETED], "already_refunded"):
        counted[item_id] -= pieces
    return counted


def _gone_otherwise(order: Order) -> Counter[UUID]:
    """Pieces of each item whose money is dealt with, beside those that the item counts as cancelled or returned."""
    gone = refunded_alone(order)
    for item_id, pieces in _lines_of(order, EXECUTED_PLANS, "quantity", plan__rejects_items=False):
        gone[item_id] += pieces
    return gone


def _lines_of(order: Order, statuses: Iterable[str], column: str, **conditions: Any) -> Iterable[tuple[UUID, int]]:
    lines = PlanLine.objects.filter(plan__order=order, plan__status__in=statuses, **conditions)
    return lines.values_list("item_id", column)
