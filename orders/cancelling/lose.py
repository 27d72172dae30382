"""A shipment that will not arrive: its units are sent again, or cancelled and refunded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanType
from common.actors import Actor
from events.types import EventType
from orders.cancelling.plan_execution import begin_execution, execute_plan, recheck_plan
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import begin_plan, plan_under
from orders.change import Change
from orders.fulfilment.shipment_state import locked_shipment, named_lines
from orders.fulfilment.unship import reopen_items, take_back
from orders.fulfilment.withheld import withhold_refunded
from orders.models import Shipment
from orders.money.gateway_calls import step
from orders.progress import follow_items


class Instead(TextChoices):
    """What the customer gets instead of what was lost."""

    REPLACEMENT = "replacement"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Loss:
    """A shipment that was lost, and the plan by which its money goes back; a replacement needs none."""

    shipment: Shipment
    plan: CancellationPlan | None


def lose_shipment(
    shipment: Shipment,
    *,
    instead: str,
    actor: Actor,
    at: datetime,
    reason: str = "",
    notify_customer: bool = False,
    key: str = "",
) -> Loss:
    """Declare a shipment lost: its units wait to be packed and sent again, or are cancelled and refunded through a
    cancellation plan. Repeated under the same key, it carries on with what it began.

    Raises:
        TransitionRefused: it was not sent, has been delivered, or the order is over.
        UnitsHaveArrived: units of it have arrived or are being returned.
        ItemInOpenPlan: an item that is to be refunded waits for a decision already.
    """
    order = shipment.order
    plan_key = f"lose:{key}" if key else ""
    with step(order, actor=actor, at=at) as change:
        row = locked_shipment(change, shipment)
        begun = bool(key) and row.lost_key == key
        if not begun:
            _lose(change, row, instead, reason=reason, notify_customer=notify_customer, key=key)
            new = NewPlan(
                plan_type=PlanType.CANCEL,
                lines=[{"item": line.item_id, "quantity": line.quantity} for line in row.lines.all()],
                reason=reason,
                restock=False,
                notify_customer=notify_customer,
                key=plan_key,
            )
            plan = _settled(change, row, instead, new)
        else:
            plan = plan_under(change, plan_key)
    if plan and begun:
        recheck_plan(order, plan, actor=actor, at=at)
    return Loss(row, execute_plan(order, plan, actor=actor, at=at) if plan else None)


def _lose(change: Change, row: Shipment, instead: str, *, reason: str, notify_customer: bool, key: str) -> None:
    take_back(change, row, "lose")
    row.lost_reason, row.lost_key = reason, key
    row.save(update_fields=["state", "lost_at", "lost_reason", "lost_key", "updated_at"])
    change.record(
        EventType.SHIPMENT_LOST,
        shipment=str(row.id),
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        lines=named_lines(change, row),
        instead=instead,
        reason=reason,
        notify_customer=notify_customer,
    )


def _settled(change: Change, row: Shipment, instead: str, new: NewPlan) -> CancellationPlan | None:
    """The units wait to be sent again, or a plan takes them."""
    if instead == Instead.REPLACEMENT:
        reopen_items(change, row, "send_again")
        withhold_refunded(change)
        follow_items(change)
        return None
    plan = begin_plan(change, new)
    begin_execution(change, plan)
    return plan
