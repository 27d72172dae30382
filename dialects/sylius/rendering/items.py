"""Items with their units and adjustments; the Python version is `dialects.sylius.reading.items`."""

from __future__ import annotations

from collections.abc import Mapping

from dialects.common.json_text import array, case, plain, quoted, some_text, sparse
from dialects.sylius.reading.items import DISCOUNTS, MOST_UNITS, TYPES_ON_ITEMS, TYPES_ON_ORDERS
from dialects.sylius.rendering.variants import variant, variant_links
from dialects.sylius.rendering.words import Words, minor, part_number
from orders.models import AdjustmentType, ExternalKind


def items(words: Words) -> str:
    """The items, in the order in which they were placed."""
    shown = sparse(
        id=words.part(ExternalKind.ITEM, "i.id", "i.position"),
        quantity=plain("i.quantity"),
        unit_price=minor("i.unit_price"),
        total=minor("i.total"),
        units=_units(words),
        units_total=minor("i.unit_price * i.quantity - i.discount_amount"),
        adjustments=_adjustments("a.item_id = i.id", TYPES_ON_ITEMS, words),
        adjustments_total=minor("i.adjustments_total"),
        variant=variant(),
        _links=variant_links(),
    )
    before = "sum(quantity) OVER (ORDER BY position) - quantity AS units_before"
    columns = f"*, product -> 'variant' AS variant, {before}"
    rows = f'(SELECT {columns} FROM "orders_orderitem" WHERE order_id = o.id ORDER BY position) i'
    return array(shown, rows)


def order_adjustments(words: Words) -> str:
    """The adjustments of the order itself."""
    return _adjustments("a.order_id = o.id AND a.item_id IS NULL", TYPES_ON_ORDERS, words)


def _units(words: Words) -> str:
    """The single units of an item. The first bear what is left over when its discount is shared out."""
    place = "(i.units_before + u.n)"
    total = "(i.discount_amount / own.unit::bigint)"
    share = f"{total} / i.quantity + (u.n < mod({total}, i.quantity))::int"
    discount = sparse(
        id=plain(part_number(f"{DISCOUNTS} + {place}")),
        type=quoted("'order_unit_promotion'"),
        label=quoted("'Discount'"),
        amount=plain("-u.share"),
    )
    shown = sparse(
        id=words.part(ExternalKind.UNIT, _key(), place),
        adjustments=f"CASE WHEN u.share = 0 THEN '[]' ELSE '[' || {discount} || ']' END",
        adjustments_total=plain("-u.share"),
        _links=sparse(order="own.link"),
    )
    last = f"LEAST(i.quantity, GREATEST(0, {MOST_UNITS} - i.units_before)) - 1"
    rows = f"(SELECT u.n, {share} AS share FROM generate_series(0, {last}) u(n)) u"
    return array(shown, rows)


def _key() -> str:
    """`dialects.common.units.unit_id`."""
    hexadecimals = (
        "'70' || lpad(to_hex(o.serial), 10, '0')",
        "'8' || lpad(to_hex(i.position & 4095), 3, '0')",
        "to_hex(32768 | (i.position >> 12)) || lpad(to_hex(u.n::bigint), 12, '0')",
    )
    return f"CASE u.n WHEN 0 THEN i.id ELSE ({' || '.join(hexadecimals)})::uuid END"


def _adjustments(condition: str, types: Mapping[AdjustmentType, str], words: Words) -> str:
    """Adjustments, each with its place among all of the order."""
    place = '(SELECT count(*) FROM "orders_adjustment" b WHERE b.order_id = o.id AND b.id < a.id)'
    shown = sparse(
        id=words.part(ExternalKind.ADJUSTMENT, "a.id", place),
        type=quoted(case("a.type", types, "a.type")),
        label=some_text("a.label"),
        amount=minor("a.amount"),
    )
    return array(shown, f'(SELECT * FROM "orders_adjustment" a WHERE {condition} ORDER BY a.id) a')
