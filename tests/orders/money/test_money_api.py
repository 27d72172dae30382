"""Money over HTTP: the answers, the keys, the rehearsals, and who may."""

from decimal import Decimal
from uuid import uuid4

import pytest

from orders.statuses import OrderStatus
from payments.models import Payment, Refund
from tests.answers import wrong
from tests.sandbox import state_of


def line(price):
    return {"quantity": 1, "unit_price": Decimal(price)}


def keyed(client, method, path, body=None, key=None):
    return getattr(client, method)(path, body or {}, format="json", headers={"Idempotency-Key": key or uuid4().hex})


@pytest.fixture
def path(order):
    return f"/api/v1/orders/{order.ref}"


def test_the_ways_to_pay_are_listed(api, path, sandbox):
    answer = api.get(f"{path}/pay/")

    assert answer.status_code == 200
    assert answer.json()["payment_methods"][0] == {
        "identifier": "bank-transfer",
        "label": "Bank transfer",
        "error": None,
        "code": None,
    }


def test_paying_leads_to_the_gateways_page(api, path, sandbox):
    answer = keyed(api, "post", f"{path}/pay/", {"payment_method": "sandbox-card"})

    assert answer.status_code == 200
    assert answer.json()["url"] == answer["Location"]
    assert answer.json()["payment"]["amount"] == "23.50"
    assert answer.json()["payment"]["status"] == "processing"


def test_a_guest_pays_with_the_orders_token(guest, order, path, sandbox):
    answer = keyed(guest, "post", f"{path}/pay/?token={order.token}", {"payment_method": "bank-transfer"})

    assert (answer.status_code, answer.json()["url"]) == (200, None)
    assert "Location" not in answer


def test_paying_needs_a_key(api, path, sandbox):
    assert api.post(f"{path}/pay/", {"payment_method": "sandbox-card"}, format="json").status_code == 428


def test_a_decline_is_402_and_stays_so_under_its_key(api, place, sandbox):
    order = place(items=[line("666.02")], adjustments=[])
    path, key = f"/api/v1/orders/{order.ref}/pay/", uuid4().hex

    first = keyed(api, "post", path, {"payment_method": "sandbox-card"}, key)
    again = keyed(api, "post", path, {"payment_method": "sandbox-card"}, key)

    assert (first.status_code, first.json()["code"]) == (402, "payment_declined")
    assert (again.status_code, again["Idempotent-Replayed"]) == (402, "true")
    assert Payment.objects.count() == 1


def test_silence_is_503_and_the_same_request_carries_on(api, path, sandbox):
    sandbox.misbehave("start", "cut_after")
    key = uuid4().hex

    first = keyed(api, "post", f"{path}/pay/", {"payment_method": "sandbox-card"}, key)
    again = keyed(api, "post", f"{path}/pay/", {"payment_method": "sandbox-card"}, key)

    assert (first.status_code, first.json()["code"]) == (503, "outcome_unknown")
    assert first["Retry-After"]
    assert again.status_code == 200
    assert Payment.objects.count() == len(sandbox.books.rows("payments")) == 1


def test_an_unknown_method_is_named(api, path, sandbox):
    answer = keyed(api, "post", f"{path}/pay/", {"payment_method": "gold"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/payment_method"


def test_a_rehearsed_payment_tells_what_would_follow_and_does_nothing(api, order, path, sandbox):
    answer = keyed(api, "post", f"{path}/pay/?dry_run=true", {"payment_method": "sandbox-card"})

    reply = answer.json()
    assert (answer.status_code, reply["dry_run"], reply["status"]) == (200, True, 200)
    assert reply["gateway_calls"] == [
        {
            "gateway": "sandbox-card",
            "operation": "start",
            "amount": "23.50",
            "currency": "USD",
            "transaction_id": "",
        }
    ]
    assert [event["type"] for event in reply["events"]] == ["payment.started", "payment.processing"]
    assert not Payment.objects.exists()
    assert sandbox.requests() == []
    assert state_of(order).version == order.version


def test_money_that_arrived_is_noted(api, order, path, money):
    payment = money.start(order, method="bank-transfer")

    answer = keyed(api, "put", f"{path}/payments/{payment.pk}/complete/", {"transaction_id": "SEPA 42"})

    assert (answer.status_code, answer.json()["status"]) == (200, "completed")
    assert state_of(order).status == OrderStatus.PROCESSING


def test_held_money_is_captured_or_given_up(api, order, path, money):
    payment = money.pay(order, method="sandbox-hold")

    captured = keyed(api, "put", f"{path}/payments/{payment.pk}/capture/")
    cancelled = keyed(api, "put", f"{path}/payments/{payment.pk}/cancel/")

    assert (captured.status_code, captured.json()["status"]) == (200, "completed")
    assert (cancelled.status_code, cancelled.json()["code"]) == (409, "transition_not_allowed")


def test_who_asks_for_a_part_of_what_is_captured_as_a_whole_is_told(api, order, path, money):
    money.pay(order, method="sandbox-hold")
    payment = Payment.objects.get()

    answer = keyed(api, "put", f"{path}/payments/{payment.id}/capture/", {"amount": "1.00"})

    assert wrong(answer) == {"/amount": "unknown_field"}
    assert Payment.objects.get().status == "authorized"


def test_a_payment_of_another_order_is_not_found(api, place, path, money):
    payment = money.start(place())

    assert keyed(api, "put", f"{path}/payments/{payment.pk}/cancel/").status_code == 404


def test_a_version_that_is_not_current_changes_nothing(api, order, path, money):
    money.pay(order)

    answer = api.post(
        f"{path}/refund/", {}, format="json", headers={"Idempotency-Key": uuid4().hex, "If-Match": f'"{order.version}"'}
    )

    assert answer.status_code == 412
    assert not Refund.objects.exists()


def test_the_balance_adds_up(api, order, path, money):
    money.pay(order)
    keyed(api, "post", f"{path}/refund/", {"amount": "3.50"})

    reply = api.get(f"{path}/balance/").json()

    assert (reply["amount_paid"], reply["amount_refunded"], reply["kept"], reply["agrees"]) == (
        "23.50",
        "3.50",
        "20.00",
        True,
    )
    assert [movement["amount"] for movement in reply["movements"]] == ["23.50", "-3.50"]


def test_payments_and_refunds_are_found_across_orders(api, stranger, order, place, money):
    money.pay(order)
    keyed(api, "post", f"/api/v1/orders/{order.ref}/refund/", {"amount": "3.50"})
    money.start(place(), method="bank-transfer")

    completed = api.get("/api/v1/payments/?status=completed&amount__gte=20").json()["results"]
    refunds = api.get("/api/v1/refunds/?method=sandbox-card").json()["results"]

    assert [(row["order_ref"], row["method"]) for row in completed] == [(order.ref, "sandbox-card")]
    assert [(row["amount"], row["currency"]) for row in refunds] == [("3.50", "USD")]
    assert stranger.get("/api/v1/payments/").json()["results"] == []
    assert stranger.get("/api/v1/refunds/").json()["results"] == []
    assert api.get("/api/v1/payments/?state=completed").status_code == 400


def test_a_list_costs_the_same_for_one_row_and_for_many(api, place, money, django_assert_max_num_queries):
    for _ in range(3):
        money.pay(place())

    # The token, the count, the payments with their orders, their refunds.
    with django_assert_max_num_queries(5):
        assert len(api.get("/api/v1/payments/").json()["results"]) == 3


@pytest.mark.parametrize(
    ("scope", "method", "tail", "status"),
    [
        ("payments:read", "post", "refund/", 403),
        ("refunds:write", "post", "refund/", 409),
        ("payments:read", "post", "pay/", 403),
        ("orders:write", "get", "payments/", 403),
        ("payments:read", "get", "balance/", 200),
    ],
)
def test_every_door_has_its_scope(client_for, channel, path, sandbox, scope, method, tail, status):
    client = client_for(scope, "orders:read", channels=[channel])

    assert keyed(client, method, f"{path}/{tail}").status_code == status
