"""Finding the order of a command by one constant statement, with or without its lock."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from common.prepared import PREPARED
from common.rows import columns_of, select
from orders.models import Order
from orders.querysets import REACH, reach_values

if TYPE_CHECKING:
    from access.callers import Caller


def locked_order(order_id: UUID) -> Order:
    """The order with this id, locked until the transaction ends.

    Raises:
        Order.DoesNotExist: there is none.
    """
    if connection.vendor != "postgresql":
        return Order.objects.locked().get(pk=order_id)
    order = _first(_statement("id", "TRUE"), {"reference": order_id})
    if order is None:
        raise Order.DoesNotExist(order_id)
    return order


def locked_in_reach(caller: Caller, column: str, value: UUID | str) -> Order | None:
    """The order with this `id` or `ref`, locked until the transaction ends; None if none is in the caller's reach."""
    if connection.vendor != "postgresql":
        order = Order.objects.visible_to(caller).filter(**{column: value}).locked().first()
    else:
        order = _first(_statement(column, REACH), {"reference": value, **reach_values(caller)})
    if order:
        order.is_fresh = True
    return order


def found_in_reach(caller: Caller, column: str, value: UUID | str) -> Order | None:
    """The order with this `id` or `ref`; None if none is in the caller's reach."""
    if connection.vendor != "postgresql":
        return Order.objects.visible_to(caller).filter(**{column: value}).first()
    return _first(_statement(column, REACH, lock=""), {"reference": value, **reach_values(caller)})


def _first(statement: str, values: dict[str, Any]) -> Order | None:
    return next(iter(select(Order, statement, values)), None)


@cache
def _statement(column: str, condition: str, lock: str = "FOR UPDATE") -> str:
    columns = columns_of(Order, "o")
    where = f"o.{column} = %(reference)s AND {condition}"
    return f"{PREPARED}SELECT {columns} FROM orders_order o WHERE {where} {lock}"  # noqa: S608
