"""Whatever else the orders of one answer need, read in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from access.callers import Caller
from dialects.common.aliases import Aliases, place_key
from dialects.common.links import prefix
from dialects.common.times import with_offset
from orders.models import Adjustment, Channel, ExternalKind, Order, OrderItem, PaymentMethod, Shipment, ShippingMethod
from orders.querysets import OrderQuerySet
from payments.models import Payment

NAME = "sylius"
ADDRESSES = ("shipping_address", "billing_address")


def with_parts(orders: OrderQuerySet) -> OrderQuerySet:
    """The orders with everything that an answer shows of them."""
    joined = orders.select_related("channel", "customer__user", *ADDRESSES)
    return joined.prefetch_related(
        Prefetch("items", OrderItem.objects.order_by("position")),
        Prefetch("adjustments", Adjustment.objects.order_by("id")),
        Prefetch("payments", Payment.objects.order_by("id")),
        Prefetch("shipments", Shipment.objects.order_by("id")),
    )


class Page:
    """What the orders of one answer share: imported ids, their channels' methods, and the caller."""

    def __init__(self, orders: Sequence[Order], caller: Caller) -> None:
        self.caller = caller
        channels = {order.channel_id for order in orders}
        self.shipping_methods = {(row.channel_id, row.code): row for row in _methods(ShippingMethod, channels)}
        self.payment_methods = {(row.channel_id, row.code): row for row in _methods(PaymentMethod, channels)}
        rows = [key for order in orders for key in _keys(order)]
        methods = (*self.shipping_methods.values(), *self.payment_methods.values())
        self._aliases = Aliases(NAME, rows=[*rows, *(method.pk for method in methods)], orders=orders)
        self._prefix = prefix()
        self._channels: dict[UUID, dict[str, Any]] = {}

    def number(self, kind: ExternalKind, key: UUID, otherwise: int) -> int:
        """The number of a row: imported, or else computed."""
        return self._aliases.number(kind, key, otherwise)

    def link(self, path: str) -> dict[str, str]:
        """A link to a path of the document."""
        return {"href": f"{self._prefix}/api/v1/{path}"}

    def channel(self, channel: Channel) -> dict[str, Any]:
        """A channel, rendered once per answer."""
        if channel.pk not in self._channels:
            self._channels[channel.pk] = self._shown(channel)
        return self._channels[channel.pk]

    def _shown(self, channel: Channel) -> dict[str, Any]:
        number = self.number(ExternalKind.CHANNEL, channel.pk, channel.serial)
        return present(
            id=number,
            code=channel.code,
            name=channel.name,
            description=channel.description,
            hostname=channel.hostname,
            color=channel.color,
            created_at=written(channel.created_at, channel),
            updated_at=written(channel.updated_at, channel),
            enabled=channel.enabled,
            tax_calculation_strategy=channel.tax_calculation_strategy,
            _links={"self": self.link(f"channels/{number}")},
        )


def present(**values: Any) -> dict[str, Any]:
    """An object without the keys that have no value: that is how the document shows none."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def written(moment: datetime, channel: Channel) -> str:
    """A time in the channel's zone."""
    return with_offset(moment, ZoneInfo(channel.time_zone))


def _methods(model: type[Any], channels: Iterable[UUID]) -> Iterable[Any]:
    rows: Iterable[Any] = model.objects.filter(channel__in=channels)
    return rows


def _keys(order: Order) -> Iterator[UUID]:
    """The keys of all rows of an order that may have an imported id, except units beyond the first of a line."""
    parts: Mapping[str, Iterable[Any]] = order._prefetched_objects_cache  # type: ignore[attr-defined]
    yield from (order.pk, order.channel_id, order.customer_id)
    yield from (row.pk for rows in parts.values() for row in rows)
    yield from (place_key(order.pk, ExternalKind.ADDRESS, role) for role in ADDRESSES)
    yield from (place_key(order.pk, ExternalKind.PAYMENT, place) for place in range(len(parts["payments"]) + 1))  # type: ignore[arg-type]
