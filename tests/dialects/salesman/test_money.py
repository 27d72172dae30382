"""Paying and refunding through Salesman."""

import pytest

from orders.models import Order
from orders.money.capture import capture_payment
from orders.money.complete import complete_payment
from orders.money.refund import RefundRequest, refund_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.models import Payment, Refund
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db

PAID = "This order has already been paid for."


@pytest.fixture
def url(order):
    return f"/orders/{order.ref}"


# --- paying ----------------------------------------------------------------------------------------------------------


def test_ways_to_pay_are_listed_with_their_reasons(anybody, order, obliging, pay, url):
    path = f"{url}/pay/?token={order.token}"
    ways = [("card", "Card"), ("hold", "Card, captured later"), ("bank-transfer", "Bank transfer")]

    assert anybody.get(path).json() == {
        "payment_methods": [{"identifier": name, "label": label, "error": None} for name, label in ways]
    }
    pay(order)
    assert {way["error"] for way in anybody.get(path).json()["payment_methods"]} == {PAID}


def test_an_order_that_is_not_payable_says_so_in_salesmans_words(admin, order, obliging, url, now):
    change_status(order, to=OrderStatus.CANCELLED, **now)
    refusal = "Payment for order with status 'Cancelled' is not allowed."

    assert {way["error"] for way in admin.get(f"{url}/pay/").json()["payment_methods"]} == {refusal}
    with nothing_changes():
        answer = admin.post(f"{url}/pay/", {"payment_method": "card"}, format="json")
    assert (answer.status_code, answer.json()) == (400, {"payment_method": [refusal]})


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "a"}])
@pytest.mark.parametrize(
    ("status", "label"), [("PROCESSING", "Processing"), ("PACKAGED", "Processing"), ("SHIPPED", "Shipped")]
)
def test_what_was_approved_unpaid_is_not_paid_through_salesman(admin, order_in, obliging, status, label, headers):
    order = order_in(status)
    refusal = f"Payment for order with status '{label}' is not allowed."

    assert {way["error"] for way in admin.get(f"/orders/{order.ref}/pay/").json()["payment_methods"]} == {refusal}
    with nothing_changes():
        answer = admin.post(f"/orders/{order.ref}/pay/", {"payment_method": "card"}, format="json", headers=headers)
    assert (answer.status_code, answer.json()) == (400, {"payment_method": [refusal]})


WRONG = {
    "{}": "This field is required.",
    '{"payment_method": "nope"}': '"nope" is not a valid choice.',
    '{"payment_method": ""}': '"" is not a valid choice.',
    '{"payment_method": null}': "This field may not be null.",
}


@pytest.mark.parametrize("body", WRONG)
def test_a_way_to_pay_that_there_is_not_is_refused_on_its_field(shopper, obliging, url, body):
    with nothing_changes():
        answer = shopper.post(f"{url}/pay/", body, content_type="application/json")

    assert (answer.status_code, answer.json()) == (400, {"payment_method": [WRONG[body]]})


def test_paying_sends_the_customer_to_the_gateways_page(shopper, order, sandbox, url):
    answer = shopper.post(f"{url}/pay/", {"payment_method": "sandbox-card"}, format="json")

    payment = Payment.objects.get(order=order)
    assert (answer.status_code, answer.json()) == (200, {"url": payment.url})
    assert answer["Location"] == payment.url


def test_paying_where_there_is_no_page_sends_the_customer_back(shopper, order, obliging, settings, url):
    settings.PAYMENT_RETURN_URL = "https://shop.example/thanks/{ref}"

    answer = shopper.post(f"{url}/pay/", {"payment_method": "bank-transfer"}, format="json")

    assert answer.json() == {"url": f"https://shop.example/thanks/{order.ref}"}


def test_paying_twice_is_refused(shopper, order, pay, url):
    pay(order)

    with nothing_changes():
        answer = shopper.post(f"{url}/pay/", {"payment_method": "card"})
    assert (answer.status_code, answer.json()) == (400, {"payment_method": [PAID]})


@pytest.mark.parametrize("mood", ["declining", "silent"])
def test_a_payment_that_fails_is_402(shopper, obliging, url, mood):
    obliging.card.mood = mood

    answer = shopper.post(f"{url}/pay/", {"payment_method": "card"})

    assert (answer.status_code, list(answer.json())) == (402, ["detail"])


# --- refunding -------------------------------------------------------------------------------------------------------


def test_everything_goes_back(admin, order, pay, obliging, url):
    pay(order)

    answer = admin.post(f"{url}/refund/")

    assert answer.status_code == 200
    assert [row["amount"] for row in answer.json()["refunded"]] == ["23.50"]
    assert answer.json()["failed"] == []
    order = Order.objects.get(pk=order.pk)
    assert (order.status, order.amount_refunded) == (OrderStatus.REFUNDED, obliging.card.given_back)


def test_an_order_without_payments_has_nothing_to_give_back(admin, order, url):
    with nothing_changes():
        answer = admin.post(f"{url}/refund/", {"anything": 1}, format="json")

    assert (answer.status_code, answer.json()) == (200, {"refunded": [], "failed": []})


def test_a_refunded_order_is_refused(admin, order, pay, url):
    pay(order)
    admin.post(f"{url}/refund/")

    with nothing_changes():
        answer = admin.post(f"{url}/refund/")
    assert (answer.status_code, answer.json()) == (
        400,
        {"non_field_errors": ["Order is already marked as Refunded."]},
    )


def test_what_some_gateways_decline_is_told_with_206(admin, order, pay, obliging, url, now):
    pay(order, amount=order.total / 2)
    payment = pay(order, method="hold")
    capture_payment(order, payment, **now)
    obliging.hold.mood = "declining"

    answer = admin.post(f"{url}/refund/")

    assert answer.status_code == 206
    assert [(row["payment_method"], row["amount"]) for row in answer.json()["refunded"]] == [("card", "11.75")]
    assert [(row["payment_method"], row["amount"]) for row in answer.json()["failed"]] == [("hold", "11.75")]
    assert admin.get(f"{url}/").json()["status"] == "PROCESSING"

    obliging.hold.mood = "obliging"
    again = admin.post(f"{url}/refund/")
    assert again.status_code == 200
    assert [row["payment_method"] for row in again.json()["refunded"]] == ["hold"]
    assert obliging.card.given_back + obliging.hold.given_back == order.total


@pytest.mark.parametrize("mood", ["declining", "silent"])
def test_what_no_gateway_gives_back_is_told_with_206(admin, order, pay, obliging, url, mood):
    pay(order)
    obliging.card.mood = mood

    answer = admin.post(f"{url}/refund/")

    assert answer.status_code == 206
    assert answer.json()["refunded"] == []
    assert [row["amount"] for row in answer.json()["failed"]] == ["23.50"]
    assert admin.get(f"{url}/").json()["status"] == "PROCESSING"


def test_what_nobody_knows_of_is_never_sent_twice(admin, order, pay, obliging, url):
    pay(order)
    obliging.card.mood = "silent"
    admin.post(f"{url}/refund/")
    obliging.card.mood = "obliging"

    with nothing_changes():
        answer = admin.post(f"{url}/refund/")

    assert (answer.status_code, [row["amount"] for row in answer.json()["failed"]]) == (206, ["23.50"])
    assert Refund.objects.count() == 1


def test_what_a_person_gives_back_counts_as_failed_until_then(admin, order, obliging, url, now, pay):
    complete_payment(order, pay(order, method="bank-transfer"), **now)

    answer = admin.post(f"{url}/refund/")

    assert answer.status_code == 206
    assert [row["payment_method"] for row in answer.json()["failed"]] == ["bank-transfer"]


def test_what_went_back_before_does_not_go_again(admin, order, pay, obliging, url, now):
    pay(order)
    refund_order(order, RefundRequest(amount=order.total / 2), **now)

    assert [row["amount"] for row in admin.post(f"{url}/refund/").json()["refunded"]] == ["11.75"]
    assert obliging.card.given_back == order.total
