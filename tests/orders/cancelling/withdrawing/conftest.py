"""An order from whose contract a guest withdraws."""

from decimal import Decimal

import pytest
from django.utils import timezone

from common.actors import SYSTEM, Actor, ActorKind
from orders.cancelling.withdraw import Statement, withdraw
from orders.fulfilment.shipments import Tracking, deliver_shipment, ship_shipment
from orders.models import Order, OrderItem, Shipment

GUEST = Actor(ActorKind.GUEST, "Guest")
JOHN = Statement("John Doe", "receipt@example.com", key="key-1")
CAP = {"sku": "CAP", "quantity": 1, "unit_price": Decimal("5.00"), "product": {"name": "Cap"}}
MUG = {"sku": "MUG", "quantity": 2, "unit_price": Decimal("10.00"), "product": {"name": "Medium Mug"}}


@pytest.fixture
def order(place, channel):
    channel.withdrawal_days = 14
    channel.save()
    return place(items=[MUG, CAP])


@pytest.fixture
def deliver(pay):
    """Pay for an order, send all of it, and let that arrive."""

    def deliver(order):
        pay(order)
        shipment = Shipment.objects.filter(order=order).get()
        ship_shipment(shipment, tracking=Tracking(), actor=SYSTEM, at=timezone.now())
        deliver_shipment(Shipment.objects.get(order=order), actor=SYSTEM, at=timezone.now())
        return Order.objects.get(pk=order.pk)

    return deliver


def by_guest(order, statement=JOHN, at=None):
    return withdraw(order, statement, actor=GUEST, at=at or timezone.now())


def item(order, sku):
    return OrderItem.objects.get(order=order, sku=sku)
