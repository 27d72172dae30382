"""Salesman's nine statuses: how native ones map to them, and its table of moves."""

from __future__ import annotations

from typing import Final

from django.db import models

from dialects.common.finally_cancelled import is_finally_cancelled
from orders.models import Order
from orders.statuses import OrderStatus


class SalesmanStatus(models.TextChoices):
    """In the order in which transitions are listed."""

    NEW = "NEW", "New"
    CREATED = "CREATED", "Created"
    HOLD = "HOLD", "Hold"
    FAILED = "FAILED", "Failed"
    CANCELLED = "CANCELLED", "Cancelled"
    PROCESSING = "PROCESSING", "Processing"
    SHIPPED = "SHIPPED", "Shipped"
    COMPLETED = "COMPLETED", "Completed"
    REFUNDED = "REFUNDED", "Refunded"


S = SalesmanStatus

TABLE: Final = {
    S.NEW: {S.CREATED},
    S.CREATED: {S.HOLD, S.FAILED, S.CANCELLED, S.PROCESSING},
    S.HOLD: {S.FAILED, S.CANCELLED, S.PROCESSING},
    S.FAILED: {S.CANCELLED, S.PROCESSING},
    S.CANCELLED: set[SalesmanStatus](),
    S.PROCESSING: {S.SHIPPED, S.COMPLETED, S.REFUNDED},
    S.SHIPPED: {S.COMPLETED, S.REFUNDED},
    S.COMPLETED: {S.REFUNDED},
    S.REFUNDED: set[SalesmanStatus](),
}
"""Where each status leads, besides itself."""

PAYABLE: Final = frozenset({S.CREATED, S.HOLD, S.FAILED})
"""Those in which an order is paid."""

FOLDED: Final = {
    OrderStatus.PACKAGE_WAITING: S.PROCESSING,
    OrderStatus.PACKAGED: S.PROCESSING,
    OrderStatus.REJECTED: S.CANCELLED,
} | {OrderStatus[status.name]: status for status in S}
"""Ours, as one of Salesman's. An order whose cancellation waits for a decision shows where it came from; one that is
finally cancelled is CANCELLED (ADR 97)."""


def folded(order: Order) -> SalesmanStatus:
    """The status under which Salesman's clients know the order."""
    status = order.status
    if is_finally_cancelled(order):
        return S.CANCELLED
    if status == OrderStatus.CANCELLATION_WAITING:
        status = order.status_before_cancellation or OrderStatus.PROCESSING
    return FOLDED[OrderStatus(status)]


def is_in_table(current: SalesmanStatus, wanted: SalesmanStatus) -> bool:
    """Whether Salesman knows the move. Staying is one."""
    return current == wanted or wanted in TABLE[current]


def not_in_table(current: SalesmanStatus, wanted: SalesmanStatus) -> str:
    """What Salesman says of a move that it does not know."""
    return f"Can't change order with status '{current.label}' to '{wanted.label}'."
