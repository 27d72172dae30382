"""Refunds through Salesman and natively at the same moment, on PostgreSQL with a gateway behind HTTP."""

import pytest
from django.db import connection

from orders.money.balance import balance_of
from payments.models import Refund
from tests.concurrency.at_once import at_once
from tests.sandbox import gateway_and_books_agree, state_of

ROUNDS = 4

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.timeout(120),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time"),
]


def test_refunds_at_once_never_give_back_more_than_was_paid(place, money, sandbox, shop, api):
    for round_ in range(ROUNDS):
        order = place()
        payment = money.pay(order)
        url = f"/orders/{order.ref}"
        natively = {"data": {"amount": "12.00"}, "format": "json", "headers": {"idempotency-key": f"n-{round_}"}}

        ends = at_once(
            lambda u=url: shop.post(f"{u}/refund/"),
            lambda u=url: shop.post(f"{u}/refund/"),
            lambda u=url: shop.put(f"{u}/status/", {"status": "REFUNDED"}, format="json"),
            lambda u=url, n=natively: api.post(f"/api/v1{u}/refund/", **n),
        )

        assert {end.status_code for end in ends[:2]} <= {200, 206, 400}
        assert ends[2].status_code in {200, 400}
        asked = {row["key"] for row in sandbox.requests("refund") if row["subject"] == payment.attempt_id}
        assert sum(refund.amount for refund in Refund.objects.filter(pk__in=asked)) <= payment.amount
        assert state_of(order).amount_refunded == payment.amount
        assert balance_of(state_of(order)).agrees
        assert gateway_and_books_agree(sandbox, order)
