"""Items with their units, variants and adjustments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from dialects.common.amounts import in_minor_units
from dialects.common.ids import part_number
from dialects.common.units import shared, unit_id
from dialects.sylius.reading.page import Page, present
from dialects.sylius.reading.variants import variant_links, variant_of
from orders.models import Adjustment, AdjustmentType, ExternalKind, Order, OrderItem

MOST_UNITS = 10_000
"""An order of more units shows the first of them; quantities and totals are about all."""

DISCOUNTS = 500_000
"""The place, among an order's adjustments, of the discount on its first unit."""

TYPES_ON_ORDERS = {
    AdjustmentType.DISCOUNT: "order_promotion",
    AdjustmentType.SHIPPING_DISCOUNT: "order_shipping_promotion",
}
TYPES_ON_ITEMS = {AdjustmentType.DISCOUNT: "order_item_promotion"}
"""What Sylius calls our types of adjustments, where it is another word."""


def items_of(order: Order, page: Page) -> list[dict[str, Any]]:
    """The items, in the order in which they were placed."""
    shown, units_before = [], 0
    for item in order.items.all():
        shown.append(_item(order, item, units_before, page))
        units_before += item.quantity
    return shown


def order_adjustments(order: Order, page: Page) -> list[dict[str, Any]]:
    """The adjustments of the order itself."""
    return [_adjustment(order, row, place, TYPES_ON_ORDERS, page) for place, row in _ranked(order) if not row.item_id]


def _item(order: Order, item: OrderItem, units_before: int, page: Page) -> dict[str, Any]:
    currency = order.currency
    own = [(place, row) for place, row in _ranked(order) if row.item_id == item.pk]
    return present(
        id=page.number(ExternalKind.ITEM, item.pk, part_number(order.serial, item.position)),
        quantity=item.quantity,
        unit_price=in_minor_units(item.unit_price, currency),
        total=in_minor_units(item.total, currency),
        units=list(_units(order, item, units_before, page)),
        units_total=in_minor_units(item.unit_price * item.quantity - item.discount_amount, currency),
        adjustments=[_adjustment(order, row, place, TYPES_ON_ITEMS, page) for place, row in own],
        adjustments_total=in_minor_units(item.adjustments_total, currency),
        variant=variant_of(order, item, page),
        _links=variant_links(item, page),
    )


def _units(order: Order, item: OrderItem, units_before: int, page: Page) -> Iterator[dict[str, Any]]:
    """The single units of an item. Each bears its share of the item's discount."""
    discounts = _discounts(order, item)
    shown = min(item.quantity, max(0, MOST_UNITS - units_before))
    links = {"order": page.link(f"orders/{number_of(order, page)}")}
    for number in range(shown):
        place = units_before + number
        key = unit_id(item, number, serial=order.serial)
        share = discounts[number] if discounts else 0
        yield {
            "id": page.number(ExternalKind.UNIT, key, part_number(order.serial, place)),
            "adjustments": [_discount(order, share, place)] if share else [],
            "adjustments_total": -share,
            "_links": links,
        }


def _discounts(order: Order, item: OrderItem) -> Sequence[int]:
    if not item.discount_amount:
        return ()
    shares: Iterable[Decimal] = shared(item.discount_amount, item.quantity, order.currency)
    return [in_minor_units(share, order.currency) for share in shares]


def _discount(order: Order, share: int, place: int) -> dict[str, Any]:
    return {
        "id": part_number(order.serial, DISCOUNTS + place),
        "type": "order_unit_promotion",
        "label": "Discount",
        "amount": -share,
    }


def _ranked(order: Order) -> Iterator[tuple[int, Adjustment]]:
    """All adjustments of an order and its items, oldest first, each with its place."""
    return enumerate(order.adjustments.all())


def _adjustment(order: Order, row: Adjustment, place: int, types: Mapping[Any, str], page: Page) -> dict[str, Any]:
    return present(
        id=page.number(ExternalKind.ADJUSTMENT, row.pk, part_number(order.serial, place)),
        type=types.get(row.type, str(row.type)),
        label=row.label,
        amount=in_minor_units(row.amount, order.currency),
    )


def number_of(order: Order, page: Page) -> int:
    """The order's own number."""
    return page.number(ExternalKind.ORDER, order.pk, order.serial)
