import pytest

from orders.money.refund import RefundRequest, refund_order


@pytest.fixture
def refund(now):
    def refund(order, *, key="", **wanted):
        return refund_order(order, RefundRequest(**wanted), key=key, **now)

    return refund
