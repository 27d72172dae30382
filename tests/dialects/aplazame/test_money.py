"""Refunds, captures and cancellations: over-refunds are impossible, unknown outcomes honest, repetitions harmless."""

from decimal import Decimal

import pytest
from django.utils import timezone

from cancellations.statuses import PlanType
from common.actors import SYSTEM
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import Order
from orders.money.complete import complete_payment
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import OrderStatus
from payments.models import Payment, Refund
from tests.dialects.aplazame.test_reading import PRINTED
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db


def fresh(order):
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def charged(sold, pay):
    """An order paid with the obliging card."""

    def charged(*args, method="card", **kwargs):
        order = sold(*args, **kwargs)
        pay(order, method=method)
        return fresh(order)

    return charged


def path(order, action):
    return f"/orders/{order.id.hex}/{action}"


@pytest.mark.parametrize("action", ["refund", "refund-extended"])
def test_a_refund_is_told_by_what_remains(caller, charged, action):
    order = charged()

    assert caller.get(path(order, action)).json() == {"remaining_amount": 70070}
    assert caller.post(path(order, action), {"amount": 10050}).json() == {"remaining_amount": 60020}
    assert caller.get(path(order, action)).json() == {"remaining_amount": 60020}
    assert fresh(order).amount_refunded == Decimal("100.50")


@pytest.mark.parametrize("amount", [10050, "10050", 10050.0])
def test_an_amount_may_be_spelled_as_clients_do(caller, charged, amount):
    order = charged()

    assert caller.post(path(order, "refund"), {"amount": amount}).json() == {"remaining_amount": 60020}


def test_a_form_is_read_as_the_document_sends_it(caller, charged):
    order = charged()
    form = "application/x-www-form-urlencoded"

    answer = caller.speaker.post(path(order, "refund"), "amount=10050", content_type=form)

    assert answer.json() == {"remaining_amount": 60020}


@pytest.mark.parametrize("body", [{}, [], {"amount": None}, {"amount": ""}, {"amount": 0}, {"amount": -1},
                                  {"amount": 100.5}, {"amount": "100.5"}, {"amount": True}, {"amount": "x"},
                                  {"amount": [1]}, {"amount": 70071}, {"amount": 10**17}])  # fmt: skip
def test_a_wrong_amount_is_refused_and_gives_nothing_back(caller, charged, obliging, body):
    order = charged()

    with nothing_changes():
        answer = caller.post(path(order, "refund"), body)

    assert (answer.status_code, set(answer.json()["error"]["fields"])) == (400, {"amount"})
    assert obliging.card.given_back == 0


def test_an_order_that_was_not_paid_has_nothing_to_refund(caller, sold):
    order = sold()

    assert caller.get(path(order, "refund")).json() == {"remaining_amount": 0}
    assert caller.post(path(order, "refund"), {"amount": 1}).status_code == 400


def test_refunds_here_and_natively_share_what_was_paid(caller, charged, obliging):
    order = charged()
    refund_order(order, RefundRequest(amount=Decimal("700.00")), actor=SYSTEM, at=timezone.now())

    assert caller.post(path(order, "refund"), {"amount": 71}).status_code == 400
    assert caller.post(path(order, "refund"), {"amount": 70}).json() == {"remaining_amount": 0}
    assert obliging.card.given_back == order.amount_paid


def test_a_refund_whose_outcome_nobody_knows_stays_reserved(caller, charged, obliging):
    order = charged()
    obliging.card.mood = "silent"

    answer = caller.post(path(order, "refund"), {"amount": 70000})

    assert (answer.status_code, answer.json()) == (206, {"remaining_amount": 70})
    assert Refund.objects.get(payment__order=order).status == "unknown"
    assert caller.post(path(order, "refund"), {"amount": 70000}).status_code == 400


def test_a_refund_that_the_gateway_declines_gives_nothing_back(caller, charged, obliging):
    order = charged()
    obliging.card.mood = "declining"

    answer = caller.post(path(order, "refund"), {"amount": 100})

    assert (answer.status_code, answer.json()["error"]["type"]) == (402, "PaymentRequiredException")
    assert caller.get(path(order, "refund")).json() == {"remaining_amount": 70070}


def test_a_refund_that_a_person_pays_out_is_accepted(caller, sold, pay):
    order = sold()
    payment = pay(order, method="bank-transfer")
    complete_payment(order, payment, transaction_id="", actor=SYSTEM, at=timezone.now())

    answer = caller.post(path(order, "refund"), {"amount": 70})

    assert (answer.status_code, answer.json()) == (200, {"remaining_amount": 70000})


def test_a_key_makes_a_repeated_refund_one(caller, charged, obliging):
    order = charged()
    answers = [
        caller.post(path(order, "refund"), {"amount": 100}, headers={"idempotency-key": "one"}) for _ in range(2)
    ]

    assert [answer.json() for answer in answers] == [{"remaining_amount": 69970}] * 2
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert obliging.card.given_back == 1


def test_a_currency_with_three_digits_never_promises_more_than_there_is(caller, charged):
    order = charged("1.235", currency="KWD")

    assert caller.get(path(order, "refund")).json() == {"remaining_amount": 123}
    assert caller.post(path(order, "refund"), {"amount": 123}).json() == {"remaining_amount": 0}


def test_cancelling_a_paid_order_gives_the_money_back_once(caller, charged, obliging):
    order = charged()

    assert caller.post(path(order, "cancel")).status_code == 204
    assert caller.post(path(order, "cancel")).status_code == 403
    assert fresh(order).amount_refunded == order.amount_paid == obliging.card.given_back
    assert caller.get(path(order, "refund")).json() == {"remaining_amount": 0}


def test_a_cancelled_order_says_since_when(caller, sold):
    order = sold()
    caller.post(path(order, "cancel"))

    assert caller.get(f"/orders/{order.number}").json()["cancelled"]


def test_an_order_is_cancelled_though_a_person_has_to_pay_its_money_out(caller, sold, pay):
    order = sold()
    complete_payment(order, pay(order, method="bank-transfer"), actor=SYSTEM, at=timezone.now())

    assert caller.post(path(order, "cancel")).status_code == 204
    assert caller.get(f"/orders/{order.number}").json()["cancelled"]
    assert fresh(order).status == OrderStatus.CANCELLATION_WAITING
    for send, action, body in [("put", "", {"order": PRINTED}), ("post", "/history", []), ("post", "/cancel", None)]:
        with nothing_changes():
            assert getattr(caller, send)(f"/orders/{order.number}{action}", body).status_code == 403


def test_an_order_whose_cancellation_waits_for_a_decision_is_not_cancelled(caller, charged):
    order = charged()
    open_plan(order, NewPlan(plan_type=PlanType.CANCEL), actor=SYSTEM, at=timezone.now())

    assert fresh(order).status == OrderStatus.CANCELLATION_WAITING
    assert caller.get(f"/orders/{order.number}").json()["cancelled"] is None
    assert caller.put(f"/orders/{order.number}", {"order": PRINTED}).status_code == 204


def test_a_cancellation_whose_money_the_gateway_declines_says_so(caller, charged, obliging):
    order = charged()
    obliging.card.mood = "declining"

    answer = caller.post(path(order, "cancel"))

    assert (answer.status_code, answer.json()["error"]["type"]) == (402, "PaymentRequiredException")
    assert obliging.card.given_back == 0


def test_what_was_sent_is_not_cancelled(caller, confirmed):
    from orders.status.change_status import change_status
    from orders.statuses import OrderStatus

    order = change_status(confirmed(), to=OrderStatus.SHIPPED, actor=SYSTEM, at=timezone.now())

    with nothing_changes():
        assert caller.post(path(order, "cancel")).status_code == 403


def test_an_authorized_payment_is_captured_as_a_whole(caller, charged):
    order = charged(method="hold")
    payment = Payment.objects.get(order=order)

    assert caller.get(path(order, "captures")).json() == {"remaining_capture_amount": 70070, "results": []}
    assert caller.post(path(order, "captures"), {"amount": 100}).status_code == 400
    capture = caller.post(path(order, "captures"), {"amount": 70070}).json()

    assert list(capture) == [
        "remaining_capture_amount", "amount", "id", "created", "refunds", "refunded_amount", "remaining_amount",
    ]  # fmt: skip
    assert (capture["remaining_capture_amount"], capture["amount"], capture["id"]) == (0, 70070, payment.id.hex)
    assert caller.get(path(order, "captures")).json()["results"] == [
        {name: value for name, value in capture.items() if name != "remaining_capture_amount"}
    ]
    assert caller.post(path(order, "captures"), {"amount": 70070}).status_code == 403


def test_a_capture_tells_its_refunds(caller, charged):
    order = charged()
    caller.post(path(order, "refund"), {"amount": 70})

    [capture] = caller.get(path(order, "captures")).json()["results"]

    assert (capture["refunded_amount"], capture["remaining_amount"]) == (70, 70000)
    assert [refund["amount"] for refund in capture["refunds"]] == [70]
