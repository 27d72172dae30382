"""Manual payments and refunds, without a gateway: what the service itself costs."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from uuid6 import uuid7

from common.money import ZERO
from orders.models import Order
from orders.statuses import PAYABLE
from orders_service.bench.scenarios import API, Call, Scenario, busiest_channel
from orders_service.bench.sql import record_events
from payments.models import Payment
from payments.statuses import PaymentState

BY_HAND = "bank-transfer"
SMALL = "1"
"""An amount in every currency, small enough to be paid and refunded often."""

_CLAIMED = """
SELECT SUM(amount) FROM payments_payment
WHERE order_id = %s AND status IN ('new', 'processing', 'authorized')
"""
_PAYMENT = """
INSERT INTO payments_payment (id, order_id, method, label, currency, amount, refunded_amount, refund_reserved,
  refunded_beyond, retained_amount, status,
  transaction_id, attempt_id, idempotency_key, asking, asking_key, attempts, needs_human, url, return_url, card_brand,
  card_last4, cheque_number, failure_code, failure_detail, attention, detail, option_id, created_at, updated_at)
SELECT %s, id, %s, '', currency, 10000, 0, 0, 0, 0, 'new', '', '', %s, 'start', '', 0, false, '', '', '', '', '', '',
  '', '', '', '', now(), now()
FROM orders_order WHERE id = %s
"""
_SETTLED = "UPDATE payments_payment SET status = 'processing', asking = '' WHERE id = %s"


class Pay(Scenario):
    """Begin a payment of a small part by bank transfer."""

    name = "pay"

    def __init__(self) -> None:
        payable = Order.objects.filter(channel=busiest_channel(), status__in=PAYABLE, amount_outstanding__gte=50)
        self.orders = list(payable.order_by("-amount_outstanding").values_list("pk", "ref")[:200])

    def calls(self) -> Iterator[Call]:
        body = json.dumps({"payment_method": BY_HAND, "amount": SMALL}).encode()
        for _, ref in itertools.cycle(self.orders):
            yield Call("POST", f"{API}/orders/{ref}/pay/", body, {"Idempotency-Key": str(uuid4())})

    def by_sql(self) -> Iterator[None]:
        for pk, _ in itertools.cycle(self.orders):
            with transaction.atomic(), connection.cursor() as cursor:
                payment = _begin_payment(cursor, pk)
            with transaction.atomic(), connection.cursor() as cursor:
                record_events(cursor, pk, "payment.processing")
                cursor.execute(_SETTLED, [payment])
            yield


class Refund(Scenario):
    """Set a small part of a bank transfer aside, for a person to refund."""

    name = "refund"

    def __init__(self) -> None:
        paid = Payment.objects.filter(
            order__channel=busiest_channel(), method=BY_HAND, status=PaymentState.COMPLETED, amount__gte=50
        )
        paid = paid.filter(refunded_amount=ZERO, refund_reserved=ZERO)
        self.payments = list(paid.order_by("-amount").values_list("pk", "order_id", "order__ref")[:200])

    def calls(self) -> Iterator[Call]:
        for payment, _, ref in itertools.cycle(self.payments):
            body = json.dumps({"payments": [{"payment": str(payment), "amount": SMALL}]}).encode()
            yield Call("POST", f"{API}/orders/{ref}/refund/", body, {"Idempotency-Key": str(uuid4())})

    def by_sql(self) -> Iterator[None]:
        for payment, order, _ in itertools.cycle(self.payments):
            with transaction.atomic(), connection.cursor() as cursor:
                _reserve_refund(cursor, order, payment)
            yield


def _begin_payment(cursor: Any, order: UUID) -> UUID:
    """Lock the order, look what is claimed, and claim."""
    record_events(cursor, order, "payment.started")
    cursor.execute(_CLAIMED, [order])
    cursor.fetchone()
    payment = uuid7()
    cursor.execute(_PAYMENT, [payment, BY_HAND, payment.hex, order])
    return payment


def _reserve_refund(cursor: Any, order: UUID, payment: UUID) -> None:
    """Lock the order, pass the door, and write the refund."""
    record_events(cursor, order, "refund.reserved")
    cursor.execute(
        "UPDATE payments_payment SET refund_reserved = refund_reserved + 10000 "
        "WHERE id = %s AND status = 'completed' AND amount >= refunded_amount + refund_reserved + 10000",
        [payment],
    )
    cursor.execute(
        "INSERT INTO payments_refund (id, command, payment_id, amount, status, reason, reason_code, lines, "
        "transaction_id, idempotency_key, failure_code, failure_detail, needs_human, attempts, actor_kind, actor_name, "
        "created_at, updated_at, origin, manual, excess, keep_shipping, attention) "
        "VALUES (%s, %s, %s, 10000, 'reserved', '', '', '[]', '', %s, '', '', true, 0, 'system', 'bench', now(), "
        "now(), 'command', false, 0, false, '')",
        [refund := uuid7(), refund, payment, uuid4().hex],
    )
