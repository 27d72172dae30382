"""The rows of each list in a caller's reach, in the list's order."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from access.callers import Caller
from addresses.models import CustomerAddress
from cancellations.models import CancellationPlan
from orders.models import Order, OrderItem
from orders.querysets import reach
from orders.statuses import OrderStatus


def orders_in_reach(caller: Caller) -> QuerySet[Any]:
    """Placed orders, the newest first."""
    placed = Order.objects.visible_to(caller).exclude(status=OrderStatus.NEW).filter(date_placed__isnull=False)
    return placed.order_by("-date_placed", "-id")


def lines_in_reach(caller: Caller) -> QuerySet[OrderItem]:
    """The lines of placed orders."""
    placed = OrderItem.objects.filter(_by_order(caller), order__date_placed__isnull=False)
    return placed.exclude(order__status=OrderStatus.NEW)


def plans_in_reach(caller: Caller) -> QuerySet[Any]:
    """Plans, the newest first."""
    return CancellationPlan.objects.filter(_by_order(caller)).order_by("-created_at", "-id")


def addresses_in_reach(caller: Caller) -> QuerySet[Any]:
    """Addresses, the newest first."""
    return CustomerAddress.objects.visible_to(caller).order_by("-id")


def _by_order(caller: Caller) -> Any:
    return reach(caller, order="order__", customer="order__customer", channel="order__channel")
