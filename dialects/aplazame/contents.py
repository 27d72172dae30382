"""How an update's amounts change an order: items, adjustments, and the difference of a total from the sum of its parts.

A `total_amount` is taken as it is: what its parts lack becomes an adjustment of its own. Without one, prices are what
the document calls them, before tax, and the taxes become an adjustment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from common.errors import InvalidInput
from common.money import ZERO, rounded
from orders.models import Adjustment, AdjustmentType, Order, OrderItem

DIFFERENCE = "difference"
"""The code of the adjustment that leads from the sum of the parts to the total that was sent."""

_ADJUSTMENT = (
    "type", "label", "code", "info", "origin", "reference", "internal_info", "extra", "amount", "included",
)  # fmt: skip
_DISCOUNTS = ("discount", "discount_rate", "cart_discount", "cart_discount_rate")
_AMOUNTS = frozenset({"articles", "shipping", "total_amount", *_DISCOUNTS})

_FIELDS = {
    AdjustmentType.SHIPPING: ("shipping", "price"),
    AdjustmentType.SHIPPING_DISCOUNT: ("shipping", "discount"),
    AdjustmentType.DISCOUNT: ("discount",),
    AdjustmentType.FEE: ("total_amount",),
}
"""The amounts of the document from which adjustments are made."""

Rows = list[dict[str, Any]]
Path = tuple[str | int, ...]


def contents_from(order: Order, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of items, adjustments and total, in the words of `update_order`; empty if no amount was sent."""
    if not _AMOUNTS & sent.keys():
        return {}
    changes: dict[str, Any] = {}
    currency = sent.get("currency") or order.currency
    lines = [_item(article, sent, currency) for article in sent["articles"]] if "articles" in sent else _lines_of(order)
    if "articles" in sent:
        changes["items"] = lines
    kept = _kept(order, sent)
    rows = [*kept, *_shipping(sent, currency)]
    rows += _discounts(sent, _sum(lines, kept), currency)
    if sent.get("shipping"):
        changes["shipping_tax_rate"] = sent["shipping"].get("tax_rate", sent.get("tax_rate"))
        changes["shipping_company"] = sent["shipping"]["name"]
    if "total_amount" in sent:
        rows += _difference(sent["total_amount"] - _sum(lines, rows))
        changes["total"] = sent["total_amount"]
    elif "articles" in sent:
        rate = changes.get("shipping_tax_rate", order.shipping_tax_rate)
        rows += _taxes(lines, rows, rate, currency)
    return changes | {"adjustments": rows}


def told_as_sent(error: InvalidInput, changes: Mapping[str, Any]) -> InvalidInput:
    """What is wrong with the changes, by the fields from which they were made."""
    rows: Rows = changes.get("adjustments", [])
    return InvalidInput({_as_sent(path, rows): said for path, said in error.errors.items()}, **error.facts)


def _as_sent(path: Path, rows: Rows) -> Path:
    match path:
        case ("adjustments", int(place), "amount"):
            return _FIELDS.get(rows[place]["type"], path)
    return path


def _item(article: Mapping[str, Any], sent: Mapping[str, Any], currency: str) -> dict[str, Any]:
    rate = article.get("tax_rate")
    line = {
        "sku": article["id"],
        "product": {name: article[name] for name in _SNAPSHOT if article.get(name) is not None},
        "quantity": article["quantity"],
        "unit_price": article["price"],
        "tax_rate": sent.get("tax_rate") if rate is None else rate,
    }
    line["discount_amount"] = _reduction(article, line["quantity"] * line["unit_price"], currency)
    return line


_SNAPSHOT = ("id", "name", "description", "url", "image_url")


def _reduction(sent: Mapping[str, Any], price: Decimal, currency: str, prefix: str = "") -> Decimal:
    """A discount given as an amount, as a rate of the price, or as both."""
    rate = sent.get(f"{prefix}discount_rate") or ZERO
    amount: Decimal = sent.get(f"{prefix}discount") or ZERO
    return amount + rounded(price * rate / 100, currency)


def _lines_of(order: Order) -> Rows:
    rows = OrderItem.objects.filter(order=order).order_by("position")
    return [
        {"quantity": row.quantity, "unit_price": row.unit_price, "tax_rate": row.tax_rate, "total": row.total}
        for row in rows
    ]


def _kept(order: Order, sent: Mapping[str, Any]) -> Rows:
    """The order's own adjustments that what was sent does not replace."""
    replaced: set[str] = set()
    if any(name in sent for name in _DISCOUNTS):
        replaced.add(AdjustmentType.DISCOUNT)
    if "shipping" in sent:
        replaced |= {AdjustmentType.SHIPPING, AdjustmentType.SHIPPING_DISCOUNT}
    is_summed_anew = {"articles", "total_amount"} & sent.keys()
    rows = Adjustment.objects.filter(order=order, item=None).order_by("position")
    return [
        {name: getattr(row, name) for name in _ADJUSTMENT}
        for row in rows
        if row.type not in replaced and not (is_summed_anew and _follows_from_the_rest(row))
    ]


def _follows_from_the_rest(row: Adjustment) -> bool:
    return row.code == DIFFERENCE or (row.type == AdjustmentType.TAX and not row.included)


def _shipping(sent: Mapping[str, Any], currency: str) -> Rows:
    shipping = sent.get("shipping")
    if not shipping:
        return []
    rows = [{"type": AdjustmentType.SHIPPING, "label": shipping["name"], "amount": shipping["price"]}]
    taken_off = _reduction(shipping, shipping["price"], currency)
    if taken_off:
        rows.append({"type": AdjustmentType.SHIPPING_DISCOUNT, "label": shipping["name"], "amount": -taken_off})
    return rows


def _discounts(sent: Mapping[str, Any], price: Decimal, currency: str) -> Rows:
    labels = {"": "Discount", "cart_": "Cart discount"}
    amounts = {prefix: _reduction(sent, price, currency, prefix) for prefix in labels}
    return [
        {"type": AdjustmentType.DISCOUNT, "label": labels[prefix], "amount": -amount}
        for prefix, amount in amounts.items()
        if amount
    ]


def _difference(amount: Decimal) -> Rows:
    label = "Difference to the total that was sent"
    return [{"type": AdjustmentType.FEE, "code": DIFFERENCE, "label": label, "amount": amount}] if amount else []


def _taxes(lines: Rows, adjustments: Rows, shipping_rate: Decimal | None, currency: str) -> Rows:
    taxes = sum((line["quantity"] * line["unit_price"] * (line["tax_rate"] or ZERO) for line in lines), ZERO)
    sent = sum((row["amount"] for row in adjustments if row["type"] == AdjustmentType.SHIPPING), ZERO)
    amount = rounded((taxes + sent * (shipping_rate or ZERO)) / 100, currency)
    return [{"type": AdjustmentType.TAX, "label": "Taxes", "amount": amount}] if amount else []


def _sum(lines: Iterable[Mapping[str, Any]], adjustments: Iterable[Mapping[str, Any]]) -> Decimal:
    added = sum((row["amount"] for row in adjustments if not row.get("included")), ZERO)
    return sum((_line_total(line) for line in lines), ZERO) + added


def _line_total(line: Mapping[str, Any]) -> Decimal:
    if "total" in line:
        return Decimal(line["total"])
    return Decimal(line["quantity"] * line["unit_price"] - line["discount_amount"])
