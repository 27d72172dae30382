"""The lines of an order."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from common.money import ZERO, rounded
from dialects.common.ids import part_number
from dialects.lunasoft.reading.page import Page, money
from orders.models import Adjustment, AdjustmentType, ExternalKind, Order, OrderItem
from orders.statuses import ShipmentState

SENT = frozenset({ShipmentState.SHIPPED, ShipmentState.DELIVERED})
AMOUNT = "-?[0-9]{1,12}([.][0-9]+)?"
"""How the amount of a gift certificate is written."""


def line_items(order: Order, page: Page) -> list[dict[str, Any]]:
    """The lines in their order."""
    return [_line(order, item, page) for item in order.items.all()]


def _line(order: Order, item: OrderItem, page: Page) -> dict[str, Any]:
    overriding = [row for row in order.adjustments.all() if _is_shipping_of(row, item)]
    certificate = item.product.get("gift_certificate")
    return {
        "id": page.number(ExternalKind.ITEM, item.pk, part_number(order.serial, item.position)),
        "product_id": _text(item, "id"),
        "name": item.name if item.product.get("name") or item.sku else "",
        "model": _text(item, "model"),
        "sku": item.sku,
        "description": _text(item, "description"),
        "cost": money(item.unit_price, order),
        "quantity": str(item.quantity),
        "total_cost": money(item.unit_price * item.quantity, order),
        "did_override_shipping_cost": bool(overriding),
        "total_override_shipping_cost": money(sum((row.amount for row in overriding), ZERO), order),
        "is_gift_certificate": bool(certificate),
        "gift_cert_amount": money(rounded(_amount(certificate), order.currency), order),
        "gift_cert_code": _code(certificate),
        "is_fulfilled": item.quantity_open == 0 < item.quantity_shipped,
        "shipment_info": _shipment_info(order, item),
    }


def _is_shipping_of(row: Adjustment, item: OrderItem) -> bool:
    return row.item_id == item.pk and row.type == AdjustmentType.SHIPPING


def _text(item: OrderItem, key: str) -> str:
    value = item.product.get(key)
    return "" if value is None else str(value)


def _amount(certificate: Any) -> Decimal:
    amount = str(certificate.get("amount")) if isinstance(certificate, dict) else ""
    return Decimal(amount) if re.fullmatch(AMOUNT, amount) else ZERO


def _code(certificate: Any) -> str:
    return str(certificate.get("code") or "") if isinstance(certificate, dict) else ""


def _shipment_info(order: Order, item: OrderItem) -> dict[str, str] | None:
    """The newest shipment in which units of the line were sent."""
    for shipment in reversed(order.shipments.all()):
        sent = [line.quantity for line in shipment.lines.all() if line.item_id == item.pk]
        if sent and shipment.state in SENT:
            return {
                "carrier": shipment.carrier,
                "tracking_number": shipment.tracking_number,
                "tracking_url": shipment.tracking_url,
                "quantity": str(sum(sent)),
            }
    return None
