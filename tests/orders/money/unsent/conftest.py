from decimal import Decimal

import pytest

from orders.money.refund import RefundRequest, refund_order
from tests.basket import fresh


@pytest.fixture
def order(place, pay):
    """Three mugs of 10.00 and a cap of 5.00, with 3.50 for shipping; paid by card."""
    order = place(
        items=[
            {"sku": "MUG", "quantity": 3, "unit_price": Decimal(10)},
            {"sku": "CAP", "quantity": 1, "unit_price": Decimal(5)},
        ]
    )
    pay(order)
    return fresh(order)


@pytest.fixture
def refund(order, now):
    """Refund units of items."""

    def refund(*units, **wanted):
        lines = [{"item": item.id, "quantity": quantity} for item, quantity in units]
        return refund_order(fresh(order), RefundRequest(items=lines, **wanted), **now)

    return refund
