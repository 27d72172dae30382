"""Shipments and the ways to send them."""

from __future__ import annotations

from typing import Any

from dialects.common.ids import part_number
from dialects.sylius.reading.items import number_of
from dialects.sylius.reading.page import Page, present, written
from dialects.sylius.reading.state import CANCELLED, state_of
from orders.models import ExternalKind, Order, Shipment
from orders.statuses import ShipmentState

STATES = {ShipmentState.DELIVERED: "shipped", ShipmentState.LOST: CANCELLED}
"""Sylius does not ask whether a shipment has arrived, or was lost: what was in it is sent again, or refunded."""


def shipments_of(order: Order, page: Page) -> list[dict[str, Any]]:
    """The shipments, oldest first."""
    return [_shipment(order, row, place, page) for place, row in enumerate(order.shipments.all())]


def shipment_numbered(order: Order, number: int | None, page: Page) -> Shipment | None:
    """The order's shipment with this number."""
    ranked = enumerate(order.shipments.all())
    return next((row for place, row in ranked if _number(order, row, place, page) == number), None)


def _number(order: Order, shipment: Shipment, place: int, page: Page) -> int:
    return page.number(ExternalKind.SHIPMENT, shipment.pk, part_number(order.serial, place))


def _shipment(order: Order, shipment: Shipment, place: int, page: Page) -> dict[str, Any]:
    number = _number(order, shipment, place, page)
    code = shipment.method
    links = {
        "self": page.link(f"shipments/{number}"),
        "method": page.link(f"shipping-methods/{code}") if code else None,
        "order": page.link(f"orders/{number_of(order, page)}"),
    }
    return present(
        id=number,
        state=_state(order, ShipmentState(shipment.state)),
        method=_method(order, code, page) if code else None,
        tracking=shipment.tracking_number,
        created_at=written(shipment.created_at, order.channel),
        updated_at=written(shipment.updated_at, order.channel),
        _links=present(**links),
    )


def _state(order: Order, state: ShipmentState) -> str:
    """Nothing of a cancelled order is ready to be sent."""
    if state == ShipmentState.READY and state_of(order) == CANCELLED:
        return CANCELLED
    return STATES.get(state, str(state.value))


def _method(order: Order, code: str, page: Page) -> dict[str, Any]:
    links = {"self": page.link(f"shipping-methods/{code}")}
    row = page.shipping_methods.get((order.channel_id, code))
    if row is None:
        return {"code": code, "_links": links}
    return present(
        id=page.number(ExternalKind.SHIPPING_METHOD, row.pk, row.serial),
        code=code,
        category_requirement=row.category_requirement,
        calculator=row.calculator,
        configuration=row.configuration,
        created_at=written(row.created_at, order.channel),
        updated_at=written(row.updated_at, order.channel),
        enabled=row.enabled,
        _links=links | ({"zone": page.link(f"zones/{row.zone}")} if row.zone else {}),
    )
