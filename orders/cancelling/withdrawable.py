"""The right to withdraw from the contract: for how long, and from which units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanType
from common.errors import Refusal
from common.moments import rfc3339
from orders.cancelling.plan_rows import available
from orders.cancelling.plan_units import open_items
from orders.cancelling.plans import OPENABLE
from orders.models import Order, OrderItem, Shipment
from orders.statuses import ShipmentState

ON_ITS_WAY = (ShipmentState.SHIPPED, ShipmentState.DELIVERED)


class WithdrawalNotOffered(Refusal):
    """The channel takes no withdrawals by itself."""

    code = "withdrawal_not_offered"
    sentence = "Withdrawals from the contract are declared to the shop. Please write to it."


class WithdrawalPeriodOver(Refusal):
    """The goods arrived too long ago."""

    code = "withdrawal_period_over"
    sentence = "It was possible to withdraw from the contract until {until}."


class NothingToWithdraw(Refusal):
    """No unit is left that is neither cancelled nor returned nor in an open plan."""

    code = "nothing_to_withdraw"
    sentence = "Nothing is left to withdraw from: every unit was cancelled or returned, or will be."


@dataclass(frozen=True, slots=True)
class Units:
    """Units of an item: those not sent are cancelled, the others come back. An item is in one open plan at a time, so
    of both kinds at once the latter wait (`withdrawal_plans`)."""

    item: OrderItem
    quantity: int

    @property
    def to_cancel(self) -> int:
        return min(self.quantity, available(self.item, PlanType.CANCEL))

    @property
    def to_return(self) -> int:
        return 0 if self.to_cancel else self.quantity

    @property
    def waiting(self) -> int:
        return self.quantity - self.to_cancel - self.to_return

    def described(self, quantity: int) -> dict[str, Any]:
        """So many of them, as events show units."""
        return {
            "item": str(self.item.pk),
            "sku": self.item.sku,
            "name": self.item.name,
            "quantity": quantity,
        }


def units_left(item: OrderItem) -> int:
    """The units of an item that are neither cancelled nor returned."""
    return available(item, PlanType.CANCEL) + available(item, PlanType.REFUND)


def withdrawable(items: Sequence[OrderItem], plans: Sequence[CancellationPlan]) -> list[Units]:
    """The units that are left to withdraw from, by item; `plans` are the order's."""
    in_plans = open_items(plans)
    free = [item for item in items if item.pk not in in_plans]
    return [Units(item, left) for item in free if (left := units_left(item))]


def why_not_withdrawn(
    order: Order, units: Sequence[Units], items: Sequence[OrderItem], shipments: Sequence[Shipment], *, at: datetime
) -> Refusal | None:
    """Why a customer cannot withdraw now; None if they can."""
    if not units or order.status not in OPENABLE:
        return NothingToWithdraw()
    return why_not_by_customers(order, items, shipments, at=at)


def withdrawable_until(order: Order, items: Sequence[OrderItem], shipments: Sequence[Shipment]) -> datetime | None:
    """Until when customers may withdraw: the end of the day, where the channel is, that comes its `withdrawal_days`
    after the last delivery. None if it has no such days, or while something is to be sent or on its way."""
    days = order.channel.withdrawal_days
    arrivals = [shipment.delivered_at for shipment in shipments if shipment.state in ON_ITS_WAY]
    dates = [moment for moment in arrivals if moment is not None]
    if days is None or not dates or len(dates) < len(arrivals) or any(item.quantity_open for item in items):
        return None
    zone = ZoneInfo(order.channel.time_zone)
    last_day = max(dates).astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last_day, time.max, tzinfo=zone)


def why_not_by_customers(
    order: Order, items: Sequence[OrderItem], shipments: Sequence[Shipment], *, at: datetime
) -> Refusal | None:
    """Why customers cannot declare a withdrawal; None if they can."""
    if order.channel.withdrawal_days is None:
        return WithdrawalNotOffered()
    until = withdrawable_until(order, items, shipments)
    if until is not None and until < at:
        return WithdrawalPeriodOver(until=rfc3339(until))
    return None
