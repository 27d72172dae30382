"""How the book's own services get a placed order to every status."""

from django.utils import timezone

from cancellations.statuses import PlanType
from common.actors import SYSTEM
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.deliver import deliver_item
from orders.fulfilment.ship import ship_order
from orders.models import Order
from orders.money.refund import RefundRequest, refund_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus


def args():
    return {"actor": SYSTEM, "at": timezone.now()}


def by_hand(*statuses):
    """The moves that a person makes by naming the status."""

    def move(order):
        for status in statuses:
            change_status(Order.objects.get(pk=order.pk), to=OrderStatus[status], **args())

    return move


def send(order):
    ship_order(order, **args())


def deliver(order):
    send(order)
    deliver_item(order.items.get(), **args())


WAYS = {
    "HOLD": by_hand("HOLD"),
    "FAILED": by_hand("FAILED"),
    "PROCESSING": by_hand("PROCESSING"),
    "PACKAGE_WAITING": by_hand("PROCESSING", "PACKAGE_WAITING"),
    "PACKAGED": by_hand("PROCESSING", "PACKAGED"),
    "SHIPPED": send,
    "COMPLETED": deliver,
    "CANCELLATION_WAITING": lambda order: open_plan(order, NewPlan(plan_type=PlanType.CANCEL), **args()),
    "CANCELLED": lambda order: cancel_order(order, **args()),
    "REJECTED": lambda order: reject_item(order.items.get(), **args()),
    "REFUNDED": lambda order: refund_order(order, RefundRequest(), **args()),
}
