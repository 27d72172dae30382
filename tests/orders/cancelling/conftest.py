import pytest

from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import deliver_shipment
from orders.models import Shipment
from tests.basket import fresh


@pytest.fixture
def begin(order, now):
    """Open a plan for some units of some items, or for everything."""

    def begin(*units, plan_type="cancel", **wishes):
        lines = [{"item": item.id, "quantity": quantity} for item, quantity in units] or None
        return open_plan(order, NewPlan(plan_type=plan_type, lines=lines, **wishes), **now)

    return begin


@pytest.fixture
def sent(order, now):
    """Everything has been delivered."""
    ship_order(order, **now)
    deliver_shipment(Shipment.objects.get(order=order), **now)
    return fresh(order)
