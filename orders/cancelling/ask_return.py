"""Asking for a return: customers within their channel's period, staff at any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanType
from common.actors import BUYERS, Actor
from common.errors import Refusal
from common.fsm import no_such_edge
from common.moments import rfc3339
from orders.cancelling.plan_rows import NewPlan, NothingToReturn, available
from orders.cancelling.plans import OPENABLE, begin_plan, plan_under
from orders.models import Order, OrderItem, Shipment
from orders.money.gateway_calls import step
from orders.statuses import OrderStatus


class ReturnNotOffered(Refusal):
    """The channel does not take returns by itself."""

    code = "return_not_offered"
    sentence = "Returns are arranged with the shop. Please ask it."


class ReturnPeriodOver(Refusal):
    """The goods arrived too long ago."""

    code = "return_period_over"
    sentence = "Goods could be returned until {until}."


def ask_return(
    order: Order,
    *,
    actor: Actor,
    at: datetime,
    lines: Sequence[Mapping[str, Any]] | None = None,
    reason: str = "",
    reason_code: str = "",
    key: str = "",
) -> CancellationPlan:
    """Ask to return goods: all that were sent, or the given units. Opens a cancellation plan, which staff decide on.
    `reason_code` is that of an offered reason, to which `reason` adds words.

    Raises:
        ReturnNotOffered, ReturnPeriodOver: a customer may not.
        TransitionRefused, NothingToReturn, TooFewUnits, ItemInOpenPlan, InvalidInput: as for `open_plan`.
    """
    new = NewPlan(
        plan_type=PlanType.REFUND,
        lines=lines,
        reason=reason,
        reason_code=reason_code,
        key=f"return:{key}" if key else "",
    )
    with step(order, actor=actor, at=at) as change:
        known = plan_under(change, new.key)
        if known is not None:
            return known
        refusal = _why_not_by_customers(change.order, change.shipments, at=at) if actor.kind in BUYERS else None
        if refusal is not None:
            raise refusal
        return begin_plan(change, new)


def why_not_returned(
    order: Order, items: Sequence[OrderItem], shipments: Sequence[Shipment], *, at: datetime
) -> Refusal | None:
    """Why a customer cannot ask for a return now; None if they can."""
    if order.status not in OPENABLE:
        return no_such_edge(order, OrderStatus.CANCELLATION_WAITING)
    if not any(available(item, PlanType.REFUND) for item in items):
        return NothingToReturn()
    return _why_not_by_customers(order, shipments, at=at)


def returnable_until(order: Order, shipments: Sequence[Shipment]) -> datetime | None:
    """Until when customers may ask for a return: the channel's days after the last delivery. None if the channel has no
    such days, or while something is still in transit, which leaves the end open."""
    days = order.channel.return_days
    arrivals = [shipment.delivered_at for shipment in shipments if shipment.shipped_at]
    dates = [moment for moment in arrivals if moment is not None]
    if days is None or not dates or len(dates) < len(arrivals):
        return None
    return max(dates) + timedelta(days=days)


def _why_not_by_customers(order: Order, shipments: Sequence[Shipment], *, at: datetime) -> Refusal | None:
    if order.channel.return_days is None:
        return ReturnNotOffered()
    until = returnable_until(order, shipments)
    if until is not None and until < at:
        return ReturnPeriodOver(until=rfc3339(until))
    return None
