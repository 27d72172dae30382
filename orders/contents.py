"""The contents of an order: items and adjustments made from a request, checked against the currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from common.errors import InvalidInput, Sentence
from common.money import LARGEST_AMOUNT, ZERO, fits, format_amount, too_many_digits
from common.rows import new
from orders.models import Adjustment, Order, OrderItem
from orders.totals import REDUCTIONS, Totals, added, item_total, order_totals

Path = tuple[str | int, ...]
_ITEM_COLUMNS = (
    "id",
    "sku",
    "product",
    "quantity",
    "unit_price",
    "retail_price",
    "tax_rate",
    "discount_amount",
    "extra_field",
    "estimated_delivery_date",
    "invoice_number",
    "invoice_date",
    "e_archive_url",
    "tracking_number",
    "shipping_company",
)
_ADJUSTMENT_COLUMNS = (
    "id", "type", "label", "code", "info", "origin", "reference", "internal_info", "extra", "amount", "included"
)  # fmt: skip
_ITEM_AMOUNTS = ("unit_price", "retail_price", "discount_amount")


@dataclass(frozen=True, slots=True)
class Contents:
    """Rows that are not saved yet, and what they add up to."""

    items: list[OrderItem]
    adjustments: list[Adjustment]
    totals: Totals


def contents_of(
    order: Order, *, items: Sequence[Mapping[str, Any]], adjustments: Sequence[Mapping[str, Any]], at: datetime
) -> Contents:
    """Make the rows of an order.

    Raises:
        InvalidInput: an amount has more digits than the currency, a reduction adds, or a sum is negative or too large.
    """
    check = _Check(order.currency)
    item_rows: list[OrderItem] = []
    adjustment_rows: list[Adjustment] = []
    for index, line in enumerate(items):
        path = ("items", index)
        row, own = _item(order, line, index, at)
        check.item(row, path)
        check.adjustments(own, (*path, "adjustments"))
        item_rows.append(row)
        adjustment_rows += own
    on_order = [_adjustment(order, None, line) for line in adjustments]
    check.adjustments(on_order, ("adjustments",))
    adjustment_rows += on_order
    for position, adjustment in enumerate(adjustment_rows):
        adjustment.position = position
    totals = order_totals(item_rows, adjustment_rows)
    check.total(totals)
    check.finish()
    return Contents(item_rows, adjustment_rows, totals)


def as_written(order: Order) -> dict[str, list[dict[str, Any]]]:
    """The order's contents in the form of a request that would give the same again, with the ids of the rows."""
    adjustments = list(Adjustment.objects.filter(order=order).order_by("position"))
    return {
        "items": [
            {
                **{name: getattr(item, name) for name in _ITEM_COLUMNS},
                "adjustments": [_as_sent(row) for row in adjustments if row.item_id == item.id],
            }
            for item in OrderItem.objects.filter(order=order).order_by("position")
        ],
        "adjustments": [_as_sent(row) for row in adjustments if row.item_id is None],
    }


def check_claimed_total(claimed: Decimal | None, total: Decimal, currency: str) -> None:
    """A total that a storefront sends must be the one that its items and adjustments add up to.

    Raises:
        InvalidInput: with both numbers.
    """
    if claimed is not None and claimed != total:
        sent, computed = f"{claimed:f}", format_amount(total, currency)
        raise InvalidInput.on(
            "total",
            code="total_differs",
            sentence=Sentence("The items and adjustments add up to {sum}, not to {sent}.", sum=computed, sent=sent),
            computed=computed,
            sent=sent,
        )


def _item(order: Order, line: Mapping[str, Any], position: int, at: datetime) -> tuple[OrderItem, list[Adjustment]]:
    columns = {name: value for name, value in line.items() if name != "adjustments"}
    item = new(OrderItem, **columns, order=order, position=position, total=ZERO, created_at=at, updated_at=at)
    own = [_adjustment(order, item, adjustment) for adjustment in line.get("adjustments", ())]
    item.adjustments_total = added(own)
    item.total = item_total(item)
    return item, own


def _as_sent(row: Adjustment) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _ADJUSTMENT_COLUMNS}


def _adjustment(order: Order, item: OrderItem | None, line: Mapping[str, Any]) -> Adjustment:
    return new(Adjustment, **line, order=order, item=item)


class _Check:
    """Collects everything that is wrong with the amounts, each with its place in the request."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.errors: dict[Path, tuple[str, Sentence]] = {}

    def item(self, item: OrderItem, path: Path) -> None:
        for name in _ITEM_AMOUNTS:
            self._digits(getattr(item, name), (*path, name))
        if item.total < 0:
            total = format_amount(item.total, self.currency)
            sentence = Sentence("The item's total would be {total}; it must not be negative.", total=total)
            self.errors[*path, "discount_amount"] = ("discount_exceeds_price", sentence)

    def adjustments(self, adjustments: Sequence[Adjustment], path: Path) -> None:
        for index, adjustment in enumerate(adjustments):
            where = (*path, index, "amount")
            self._digits(adjustment.amount, where)
            if adjustment.type in REDUCTIONS and adjustment.amount > 0:
                sentence = Sentence("A {adjustment} must be negative.", adjustment=adjustment.type)
                self.errors[where] = ("reduction_must_not_add", sentence)

    def total(self, totals: Totals) -> None:
        largest = max(totals.subtotal, totals.total, totals.discount_amount, abs(totals.adjustments_total))
        if largest >= LARGEST_AMOUNT:
            sentence = Sentence("The sums of an order must stay below {most}.", most=LARGEST_AMOUNT)
            self.errors[("items",)] = ("amount_too_large", sentence)
        if totals.shipping_interest_amount < 0:
            self.errors[("adjustments",)] = ("interest_negative", Sentence("Interest must not be negative."))

    def finish(self) -> None:
        if self.errors:
            raise InvalidInput(self.errors)

    def _digits(self, amount: Decimal | None, path: Path) -> None:
        if amount is not None and not fits(amount, self.currency):
            self.errors[path] = ("too_many_digits", too_many_digits(amount, self.currency))
