"""What is sent to change an order, and where it is by then."""

from django.utils import timezone

from common.actors import SYSTEM
from orders.status.change_status import change_status
from orders.statuses import OrderStatus

CAP = {"sku": "CAP", "quantity": 3, "unit_price": "5.00"}


def url(order):
    return f"/api/v1/orders/{order.ref}/"


def move(order, *statuses):
    for status in statuses:
        change_status(order, to=OrderStatus[status], actor=SYSTEM, at=timezone.now())
