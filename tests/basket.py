"""Two mugs and a cap: the order that tests about items and shipments are about, and sending some of it."""

from decimal import Decimal

import pytest

from orders.fulfilment.ship import ship_order
from orders.models import Shipment


def fresh(row):
    """A row as it is now."""
    return type(row).objects.get(pk=row.pk)


def units(item):
    """How many of its units are sent, cancelled and returned."""
    row = fresh(item)
    return (row.quantity_shipped, row.quantity_cancelled, row.quantity_returned)


@pytest.fixture
def basket(place):
    """Two mugs for 10.00 each and a cap for 5.00, with 3.50 for shipping: 28.50."""
    return place(
        items=[
            {"sku": "MUG", "quantity": 2, "unit_price": Decimal("10.00"), "product": {"name": "Medium Mug"}},
            {"sku": "CAP", "quantity": 1, "unit_price": Decimal("5.00")},
        ]
    )


@pytest.fixture
def mugs(order):
    return order.items.get(sku="MUG")


@pytest.fixture
def cap(order):
    return order.items.get(sku="CAP")


@pytest.fixture
def send(order, now):
    """Send some units, or everything that is left, and give the shipment."""

    def send(item=None, quantity=1, **wanted):
        sent = set(order.shipments.filter(state="shipped").values_list("pk", flat=True))
        lines = [{"item": item.id, "quantity": quantity}] if item else None
        ship_order(order, lines=lines, **wanted, **now)
        return Shipment.objects.exclude(pk__in=sent).filter(order=order, state="shipped").latest("id")

    return send
