import pytest

from orders.money.refund import RefundRequest, refund_order
from payments.gateways.sandbox.dashboard import Dashboard


@pytest.fixture
def refund(now):
    def refund(order, *, key="", **wanted):
        return refund_order(order, RefundRequest(**wanted), key=key, **now)

    return refund


@pytest.fixture
def desk(sandbox):
    """The dashboard of the gateway."""
    return Dashboard(sandbox.provider)


@pytest.fixture(params=["webhook", "look_back"])
def heard(request, sandbox, money):
    """News reach us by webhook, or, if that is lost, by asking."""

    def heard():
        if request.param == "webhook":
            sandbox.deliver()
            return
        with sandbox.books.changing() as connection:
            connection.execute("DELETE FROM webhooks")
        money.reconcile()

    return heard
