"""Every answer that Salesman's document prints, word for word, by the order that it prints."""

import json
from datetime import datetime

import pytest

from common.actors import SYSTEM
from orders.models import Channel, Order
from orders.money.gateway_calls import settle
from orders_service.demo.salesman import CARD, SAMPLE
from payments.gateways.answers import Redirect, Succeeded
from payments.gateways.base import Gateway
from payments.gateways.registry import gateway
from payments.models import Payment
from tests.dialects.conftest import Speaker
from tests.dialects.salesman import printed

PAID_AT = datetime.fromisoformat("2020-01-10T14:49:25.105242+00:00")
TRANSACTION = "43ae45fa-6af8-4dcf-a854-b1f8245ec07b"


class CreditCard(Gateway):
    """The document's gateway: the customer pays at its page."""

    def start(self, charge):
        return Redirect(url=f"https://credit-card-payment.com/?order={charge.order_ref}&total={charge.amount:.2f}")

    def capture(self, charge):
        return Succeeded()

    def cancel(self, charge):
        return Succeeded()

    def refund(self, call):
        return Succeeded()

    def look_up_payment(self, charge):
        return Succeeded(transaction_id=TRANSACTION)

    def look_up_refund(self, call):
        return Succeeded()


@pytest.fixture
def credit_card(settings):
    here = f"{CreditCard.__module__}.{CreditCard.__qualname__}"
    settings.PAYMENT_GATEWAYS = {CARD: {"class": here, "label": "Credit Card"}}
    return gateway(CARD)


@pytest.fixture
def sample(db, credit_card):
    SAMPLE.load()
    return Order.objects.get(channel__code="salesman")


@pytest.fixture
def reader(client_for, sample):
    connection = client_for("orders:read", "orders:write", "payments:read", "payments:write", "refunds:write",
                            channels=[Channel.objects.get(code="salesman")])  # fmt: skip
    return Speaker(connection, "/dialects/salesman")


def check_as_printed(answer, text, order, **differing):
    """The body is the printed text: keys, their order, types and values. The ref is what this database gave it."""
    expected = json.loads(text.replace("2020-00001", order.ref))
    expected.update(differing)
    assert json.dumps(answer.json()) == json.dumps(expected)


def test_an_order_is_as_printed(reader, sample):
    answer = reader.get(f"/orders/{sample.ref}/")

    assert answer.status_code == 200
    check_as_printed(answer, printed.ORDER, sample, url=f"http://testserver/dialects/salesman/orders/{sample.ref}/")


def test_at_a_host_of_its_own_an_order_is_as_printed_with_its_address(client_for, sample, settings):
    settings.DIALECT_HOSTS = {"localhost:8000": "salesman"}
    settings.ALLOWED_HOSTS = ["localhost"]
    connection = client_for("orders:read", "orders:write", channels=[sample.channel])

    answer = connection.get(f"/orders/{sample.ref}/", headers={"host": "localhost:8000"})

    check_as_printed(answer, printed.ORDER.replace("/api/", "/"), sample)


def test_a_guest_reads_the_order_as_printed_by_its_token(anybody, sample):
    address = f"http://testserver/dialects/salesman/orders/{sample.ref}/"

    check_as_printed(anybody.get(f"/orders/{sample.ref}/?token={sample.token}"), printed.ORDER, sample, url=address)
    check_as_printed(anybody.get(f"/orders/last/?token={sample.token}"), printed.ORDER, sample, url=address)


def test_the_status_is_as_printed(reader, sample):
    check_as_printed(reader.get(f"/orders/{sample.ref}/status/"), printed.STATUS, sample)


def test_a_changed_status_is_as_printed(reader, sample):
    answer = reader.put(f"/orders/{sample.ref}/status/", {"status": "PROCESSING"}, format="json")

    check_as_printed(answer, printed.PUT_STATUS, sample)


def test_ways_to_pay_are_as_printed(reader, anybody, sample):
    check_as_printed(reader.get(f"/orders/{sample.ref}/pay/"), printed.WAYS_TO_PAY, sample)
    check_as_printed(anybody.get(f"/orders/{sample.ref}/pay/?token={sample.token}"), printed.WAYS_TO_PAY, sample)


def test_paying_is_as_printed(anybody, sample):
    answer = anybody.post(
        f"/orders/{sample.ref}/pay/?token={sample.token}", {"payment_method": "credit-card"}, format="json"
    )

    check_as_printed(answer, printed.PAY, sample)
    assert answer["Location"] == answer.json()["url"]


def test_a_refund_is_as_printed(reader, anybody, sample):
    url = f"/orders/{sample.ref}"
    anybody.post(f"{url}/pay/?token={sample.token}", {"payment_method": "credit-card"}, format="json")
    payment = Payment.objects.get(order=sample)
    pay_at_gateway(sample, payment)

    check_as_printed(reader.post(f"{url}/refund/"), printed.REFUND, sample)
    assert reader.get(f"{url}/").json()["status"] == "REFUNDED"


def pay_at_gateway(order, payment):
    """The gateway tells that the money has come, at the time that is printed."""
    settle(order, payment, Succeeded(transaction_id=TRANSACTION), actor=SYSTEM, at=PAID_AT)
