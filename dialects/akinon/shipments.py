"""The shipment in which each unit of a line was sent. What arrived first comes first, then what was sent first, as in
`orders.unit_states`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any
from uuid import UUID

from orders.models import Shipment, ShipmentLine
from orders.statuses import ShipmentState

SENT = (ShipmentState.SHIPPED, ShipmentState.DELIVERED)

Shipments = Sequence[tuple[Shipment, int]]
"""Shipments, each with its number of units of a line."""


def shipments_of(items: Iterable[UUID]) -> Mapping[UUID, Shipments]:
    """The shipments in which units of these lines were sent."""
    lines = ShipmentLine.objects.filter(item__in=list(items), shipment__state__in=SENT).select_related("shipment")
    found: dict[UUID, list[tuple[Shipment, int]]] = {}
    for line in sorted(lines, key=_turn):
        found.setdefault(line.item_id, []).append((line.shipment, line.quantity))
    return found


def one_a_unit(shipments: Shipments) -> Iterable[Shipment]:
    """The shipment of each unit that was sent."""
    return chain.from_iterable(repeat(shipment, units) for shipment, units in shipments)


def _turn(line: ShipmentLine) -> tuple[Any, ...]:
    shipment = line.shipment
    return shipment.state != ShipmentState.DELIVERED, shipment.shipped_at is None, shipment.shipped_at, shipment.pk
