"""What is outstanding of a cancelled order, where money that was not owed had been refunded before."""

from decimal import Decimal

import pytest

from dialects.lunasoft.reading.order import is_paid
from dialects.salesman.outstanding import outstanding
from orders.models import Order
from orders.statuses import OrderStatus


@pytest.mark.parametrize(
    ("total", "paid", "excess", "waived", "unpaid"),
    [
        ("23.50", "0", "0", "23.50", "23.50"),
        ("23.50", "10.00", "0", "13.50", "13.50"),
        ("18.50", "28.50", "10.00", "0", "0"),
        ("28.50", "28.50", "10.00", "10.00", "10.00"),
    ],
    ids=["never paid", "half paid", "paid too much before", "paid, and asked for more"],
)
def test_what_was_refunded_as_not_owed_is_outstanding_again(total, paid, excess, waived, unpaid):
    amounts = {"total": total, "amount_paid": paid, "excess_refunded": excess, "amount_waived": waived}
    order = Order(status=OrderStatus.CANCELLED, **{name: Decimal(amount) for name, amount in amounts.items()})
    order.amount_outstanding = order.total - order.amount_waived - order.amount_paid + order.excess_refunded

    assert outstanding(order) == Decimal(unpaid)
    assert is_paid(order) == (Decimal(unpaid) == 0)
