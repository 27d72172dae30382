"""Refunds over HTTP: each outcome has its status, and a key gives nothing back twice."""

from decimal import Decimal
from uuid import uuid4

import pytest

from events.models import Event
from orders.statuses import OrderStatus
from payments.models import Refund
from tests.sandbox import state_of


def keyed(client, method, path, body=None, key=None):
    return getattr(client, method)(path, body or {}, format="json", headers={"Idempotency-Key": key or uuid4().hex})


@pytest.fixture
def path(order):
    return f"/api/v1/orders/{order.ref}"


def test_a_refund_is_200_when_everything_is_back(api, order, path, money):
    money.pay(order)

    answer = keyed(api, "post", f"{path}/refund/", {"amount": "3.50", "reason": "Late"})

    reply = answer.json()
    assert answer.status_code == 200
    assert reply["remaining_amount"] == "20.00"
    assert (reply["refunded"][0]["amount"], reply["refunded"][0]["reason"]) == ("3.50", "Late")
    assert reply["failed"] == reply["unknown"] == reply["manual"] == []


def test_a_refund_is_200_when_only_a_person_has_to_pay_it_out(api, order, path, money):
    payment = money.start(order, method="bank-transfer")
    keyed(api, "put", f"{path}/payments/{payment.pk}/complete/")

    answer = keyed(api, "post", f"{path}/refund/", {"amount": "3.50"})

    assert answer.status_code == 200
    assert [row["needs_human"] for row in answer.json()["manual"]] == [True]
    assert answer.json()["refunded"] == []


def test_a_refund_is_206_when_not_everything_is_certain(api, order, path, money, sandbox):
    money.pay(order)
    sandbox.misbehave("refund", "cut_after")

    answer = keyed(api, "post", f"{path}/refund/")

    assert answer.status_code == 206
    assert len(answer.json()["unknown"]) == 1


def test_a_refund_is_409_when_there_is_not_so_much(api, order, path, money):
    money.pay(order)

    answer = keyed(api, "post", f"{path}/refund/", {"amount": "23.51"})

    assert (answer.status_code, answer.json()["code"]) == (409, "refund_exceeds_paid")
    assert (answer.json()["available"], answer.json()["asked"]) == ("23.50", "23.51")


def test_a_refund_is_402_when_the_gateway_refuses(api, order, path, money):
    money.pay(order, card="4000000000000093")

    answer = keyed(api, "post", f"{path}/refund/")

    assert (answer.status_code, answer.json()["code"]) == (402, "refund_declined")


def test_a_206_repeated_under_its_key_gives_nothing_back_twice(api, order, path, money, sandbox):
    money.pay(order, amount=Decimal("10.00"))
    money.pay(order, card="4000000000000093")
    key = uuid4().hex

    first = keyed(api, "post", f"{path}/refund/", {}, key)
    again = keyed(api, "post", f"{path}/refund/", {}, key)

    assert (first.status_code, again.status_code) == (206, 206)
    assert first.json() == again.json()
    assert Refund.objects.filter(status="succeeded").count() == 1
    assert len(sandbox.requests("refund")) == 2


@pytest.mark.parametrize("body", [{}, {"amount": "3.00"}, {"amount": "23.51"}])
def test_a_rehearsed_refund_has_the_verdict_of_the_real_one(api, order, path, money, sandbox, body):
    money.pay(order)

    rehearsed = keyed(api, "post", f"{path}/refund/?dry_run=true", body)
    assert not Refund.objects.exists()
    assert sandbox.requests("refund") == []
    real = keyed(api, "post", f"{path}/refund/", body)

    if real.status_code >= 400:
        assert (rehearsed.status_code, rehearsed.json()) == (real.status_code, real.json())
    else:
        assert rehearsed.json()["status"] == real.status_code
        assert rehearsed.json()["result"]["remaining_amount"] == real.json()["remaining_amount"]
        happened = Event.objects.filter(order=order, type__startswith="refund").order_by("sequence")
        expected = [event["type"] for event in rehearsed.json()["events"] if event["type"].startswith("refund")]
        assert expected == [event.type for event in happened]


def test_what_can_be_given_back_is_shown(api, order, path, money):
    money.pay(order)

    reply = api.get(f"{path}/refund/").json()

    assert reply["remaining_amount"] == "23.50"
    assert reply["payments"][0]["refundable_amount"] == "23.50"


def test_a_chargeback_and_a_refund_manually_over_http(api, order, path, money):
    payment = money.start(order, method="bank-transfer")
    keyed(api, "put", f"{path}/payments/{payment.pk}/complete/")
    disputed = keyed(api, "put", f"{path}/payments/{payment.pk}/dispute/", {"amount": "3.50", "reason": "Case 1"})
    waiting = keyed(api, "post", f"{path}/refund/").json()["manual"][0]

    confirmed = keyed(api, "put", f"{path}/refunds/{waiting['id']}/confirm/", {"transaction_id": "SEPA 43"})

    assert disputed.json()["status"] == "succeeded"
    assert (confirmed.json()["status"], confirmed.json()["transaction_id"]) == ("succeeded", "SEPA 43")
    assert state_of(order).status == OrderStatus.REFUNDED


def test_customers_do_not_give_themselves_money_back(customer_api, path, sandbox):
    assert keyed(customer_api, "post", f"{path}/refund/").status_code == 403
