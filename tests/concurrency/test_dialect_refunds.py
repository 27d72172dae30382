"""Refunds by dialects and natively at the same moment, on PostgreSQL with real connections."""

from decimal import Decimal
from uuid import uuid4

import pytest

from dialects.registry import DIALECTS
from orders.models import Order
from payments.models import Refund
from tests.concurrency.at_once import RACE, ROUNDS, at_once
from tests.sandbox import gateway_and_books_agree

pytestmark = RACE


@pytest.fixture(autouse=True)
def spoken(settings):
    settings.DIALECTS = list(DIALECTS)


def test_refunds_by_aplazame_and_natively_never_give_back_more_than_was_paid(place, money, sandbox, api):
    for _ in range(ROUNDS):
        order = place()
        payment = money.pay(order)
        ours = f"/dialects/aplazame/orders/{order.number}/refund"
        native = f"/api/v1/orders/{order.ref}/refund/"

        def here(path=ours):
            return api.post(path, {"amount": 1000}, format="json")

        def natively(path=native):
            return api.post(path, {"amount": "10.00"}, format="json", headers={"Idempotency-Key": uuid4().hex})

        answers = at_once(here, natively, here, natively, here)

        assert [answer.status_code for answer in answers].count(200) == 2
        assert {answer.status_code for answer in answers} <= {200, 400, 409}
        for answer in answers:
            if answer.status_code == 400:
                assert answer.json()["error"]["fields"].keys() == {"amount"}
        assert Order.objects.get(pk=order.pk).amount_refunded == Decimal("20.00")
        assert Refund.objects.filter(payment=payment).count() == 2
        assert gateway_and_books_agree(sandbox, order)


def test_cancellations_at_once_give_the_money_back_once(place, money, sandbox, api):
    for _ in range(ROUNDS):
        order = place()
        money.pay(order)
        path = f"/dialects/aplazame/orders/{order.id.hex}/cancel"

        answers = at_once(*(lambda path=path: api.post(path) for _ in range(3)))

        assert sorted(answer.status_code for answer in answers) == [204, 403, 403]
        assert Order.objects.get(pk=order.pk).amount_refunded == order.total
        assert gateway_and_books_agree(sandbox, order)


ANSWERS = {
    "native": {200: {"refunded"}, 409: {"code"}},
    "salesman": {200: {"refunded", "failed"}, 206: {"refunded", "failed"}, 400: {"non_field_errors"}, 409: {"detail"}},
    "aplazame": {200: {"remaining_amount"}, 400: {"error"}, 403: {"error"}, 409: {"error"}},
    "lunasoft": {200: {"statuses"}, 400: {"errors"}, 409: {"errors"}},
}
"""The wording of the commands, and one or two keys for each."""


def test_refunds_by_three_dialects_and_natively_never_give_back_more_than_was_paid(place, money, sandbox, api):
    for _ in range(ROUNDS):
        order = place()
        money.pay(order)

        def send(path, body, key=None):
            headers = {"Idempotency-Key": key} if key else {}
            return api.post(path, body, format="json", headers=headers)

        acts = {
            "native": (f"/api/v1/orders/{order.ref}/refund/", {"amount": "10.00"}, uuid4().hex),
            "salesman": (f"/dialects/salesman/orders/{order.ref}/refund/", {}),
            "aplazame": (f"/dialects/aplazame/orders/{order.id.hex}/refund", {"amount": 1000}),
            "lunasoft": (f"/dialects/lunasoft/orders/{order.serial}", {"status": {"status": "Refunded"}}),
        }
        answers = at_once(*(lambda act=act: send(*act) for act in acts.values()))

        for name, answer in zip(acts, answers, strict=True):
            assert answer.status_code in ANSWERS[name], f"{name}: {answer.status_code} {answer.content}"
            assert ANSWERS[name][answer.status_code] <= answer.json().keys(), f"{name}: {answer.content}"
        after = Order.objects.get(pk=order.pk)
        assert 0 < after.amount_refunded <= after.amount_paid == order.total
        assert gateway_and_books_agree(sandbox, order)
