"""Money and many hands at once, on PostgreSQL with real connections and a real gateway behind HTTP.

`RACE_ROUNDS=200` runs the full proof; the default is a short one. That a loss would be seen is shown by
`test_lost_guards.py`.
"""

from decimal import Decimal
from uuid import uuid4

import pytest

from common.errors import Refusal
from orders.cancelling.cancel import cancel_order
from orders.money.cancel_payment import cancel_payment
from orders.money.capture import capture_payment
from orders.money.pay import start_payment
from orders.money.refund import RefundRequest, refund_order
from payments.models import Payment, Refund
from tests.concurrency.at_once import RACE, ROUNDS, args, at_once
from tests.concurrency.claims import asked_to_give_back, claimed
from tests.sandbox import gateway_and_books_agree, state_of

pytestmark = RACE


def assert_no_cent_is_lost(sandbox, order, payment):
    asked, times = asked_to_give_back(sandbox, payment)
    assert asked <= payment.amount
    assert set(times.values()) <= {1}
    assert gateway_and_books_agree(sandbox, order)


SAME = ["12.00"]
DIFFERENT = ["23.50", "5.00", "11.75"]


@pytest.mark.parametrize(("hands", "amounts"), [(2, SAME), (3, DIFFERENT), (5, SAME), (8, DIFFERENT)])
def test_refunds_at_once_never_give_back_more_than_was_paid(place, money, sandbox, hands, amounts):
    for _ in range(ROUNDS):
        order = place()
        payment = money.pay(order)
        wanted = [Decimal(amounts[hand % len(amounts)]) for hand in range(hands)]

        ends = at_once(*(lambda w=w, o=order: refund_order(o, RefundRequest(amount=w), **args()) for w in wanted))

        refusals = [end for end in ends if isinstance(end, Refusal)]
        assert {refusal.code for refusal in refusals} <= {"refund_exceeds_paid"}
        assert len(refusals) < hands
        assert_no_cent_is_lost(sandbox, order, payment)


def test_refunds_by_api_and_by_staff_at_once(place, money, sandbox, api, staff_api):
    for _ in range(ROUNDS):
        order = place()
        payment = money.pay(order)
        path = f"/api/v1/orders/{order.ref}/refund/"

        def post(client, path=path):
            return client.post(path, {"amount": "15.00"}, format="json", headers={"Idempotency-Key": uuid4().hex})

        answers = at_once(
            lambda: post(api),
            lambda: post(staff_api),
            lambda order=order: refund_order(order, RefundRequest(amount=Decimal("15.00")), **args()),
        )

        statuses = [getattr(answer, "status_code", type(answer).__name__) for answer in answers]
        assert sum(status in (200, "RefundOutcome") for status in statuses) == 1
        assert all(status in (200, 409, "RefundOutcome", "RefundExceedsPaid") for status in statuses)
        assert_no_cent_is_lost(sandbox, order, payment)


def test_one_key_sent_many_times_is_one_refund(place, money, sandbox, api):
    for _ in range(ROUNDS):
        order = place()
        payment = money.pay(order)
        headers = {"Idempotency-Key": uuid4().hex}
        path = f"/api/v1/orders/{order.ref}/refund/"

        answers = at_once(
            *(
                lambda path=path, headers=headers: api.post(path, {"amount": "5.00"}, format="json", headers=headers)
                for _ in range(4)
            )
        )

        assert {answer.status_code for answer in answers} <= {200, 409}
        assert Refund.objects.filter(payment=payment).count() == 1
        assert_no_cent_is_lost(sandbox, order, payment)


def test_a_refund_against_a_cancellation(place, money, sandbox):
    for _ in range(ROUNDS):
        order = place()
        payment = money.pay(order)

        ends = at_once(
            lambda order=order: refund_order(order, RefundRequest(amount=Decimal("20.00")), **args()),
            lambda order=order: cancel_order(order, **args()),
        )

        assert not all(isinstance(end, Refusal) for end in ends)
        assert_no_cent_is_lost(sandbox, order, payment)
        assert state_of(order).amount_refunded in (Decimal("20.00"), Decimal("23.50"))


def test_a_capture_against_a_cancellation(place, money, sandbox):
    for _ in range(ROUNDS):
        order = place()
        payment = money.pay(order, method="sandbox-hold")

        ends = at_once(
            lambda o=order, p=payment: capture_payment(o, p, **args()),
            lambda o=order, p=payment: cancel_payment(o, p, **args()),
        )

        losers = [end for end in ends if isinstance(end, Refusal)]
        asked = [row for row in sandbox.requests("capture", "cancel") if row["subject"] == payment.attempt_id]
        assert next(loser.code for loser in losers) in {"payment_busy", "transition_not_allowed"}
        assert (len(losers), len(asked)) == (1, 1)
        assert gateway_and_books_agree(sandbox, order)


def test_two_call_backs_and_the_callers_own_answer(place, money, sandbox):
    for _ in range(ROUNDS):
        order = place()
        payment = money.pay(order, method="sandbox-hold")
        with sandbox.books.changing() as books:
            books.execute("DELETE FROM webhooks")
        sandbox.misbehave("capture", "slow", seconds=0.0)

        def told_by_gateway():
            for _ in range(200):
                owed = sandbox.owed_webhooks()
                if owed:
                    return sandbox.call_back(owed[0], method="sandbox-hold")
            return None

        at_once(lambda o=order, p=payment: capture_payment(o, p, **args()), told_by_gateway, told_by_gateway)

        assert Payment.objects.get(pk=payment.pk).status == "completed"
        assert order.events.filter(type="payment.completed").count() == 1
        assert gateway_and_books_agree(sandbox, order)


@pytest.mark.parametrize(
    "methods",
    [["sandbox-card"] * 4, ["sandbox-card", "sandbox-hold", "bank-transfer", "cash-on-delivery"]],
    ids=["one method", "several methods"],
)
def test_payments_at_once_never_claim_more_than_is_owed(place, money, sandbox, methods):
    for _ in range(ROUNDS):
        order = place()

        ends = at_once(
            *(
                lambda order=order, name=name: start_payment(order, method=name, key=uuid4().hex, **args())
                for name in methods
            )
        )

        refusals = [end for end in ends if isinstance(end, Refusal)]
        assert {refusal.code for refusal in refusals} <= {"payment_under_way"}
        assert claimed(order) <= order.total
        for payment in Payment.objects.filter(order=order, status="processing").exclude(attempt_id=""):
            sandbox.pay(payment)
        money.reconcile()
        assert state_of(order).amount_paid <= order.total


def test_part_payments_at_once_never_claim_more_than_is_owed(place, money, sandbox):
    for _ in range(ROUNDS):
        order = place()

        at_once(
            *(
                lambda order=order: start_payment(order, method="sandbox-card", amount=Decimal("10.00"), **args())
                for _ in range(4)
            )
        )

        assert claimed(order) <= order.total
