"""Recomputing the money of every order from its rows, in one statement per batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from common.fields import PLACES

BATCH = 20_000

_PLAIN_PLANS = "SELECT set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)"
"""JIT and parallel plans take PostgreSQL as long as running a batch."""

ORDERS = """
WITH batch AS (
    SELECT id, ref, status, payment_status, total, subtotal, adjustments_total, amount_waived, amount_paid,
           amount_refunded, excess_refunded, amount_outstanding, refund_missing, refund_amount, shipping_refund_amount,
           discount_refund_amount, discount_amount, shipping_amount, tax_amount, shipping_interest_amount
    FROM orders_order WHERE id > %(after)s AND id <= %(upto)s
),
paid AS (
    SELECT order_id,
           SUM(CASE WHEN status = 'completed' THEN amount ELSE 0 END) AS paid,
           SUM(CASE WHEN status = 'authorized' THEN amount ELSE 0 END) AS authorized,
           SUM(refunded_beyond) AS beyond, SUM(retained_amount) AS retained
    FROM payments_payment WHERE order_id > %(after)s AND order_id <= %(upto)s GROUP BY order_id
),
back AS (
    SELECT payment.order_id, SUM(CASE WHEN refund.status = 'succeeded' THEN refund.amount ELSE 0 END) AS refunded,
           SUM(refund.amount) AS moved, SUM(refund.excess) AS excess,
           SUM(CASE WHEN refund.lines::text <> '[]' THEN refund.amount ELSE 0 END) AS alone,
           SUM(CASE WHEN refund.status = 'succeeded' THEN refund.excess ELSE 0 END) AS excess_back
    FROM payments_refund refund JOIN payments_payment payment ON payment.id = refund.payment_id
    WHERE refund.status <> 'failed' AND payment.order_id > %(after)s AND payment.order_id <= %(upto)s
    GROUP BY payment.order_id
),
items AS (
    SELECT order_id, SUM(total) AS subtotal, SUM(quantity_refunded_unsent) AS unsent, SUM(quantity_shipped) AS shipped,
           SUM(adjustments_total) AS adjusted, SUM(discount_amount) AS discount
    FROM orders_orderitem WHERE order_id > %(after)s AND order_id <= %(upto)s GROUP BY order_id
),
added AS (
    SELECT order_id, SUM(CASE WHEN item_id IS NULL AND NOT included THEN amount ELSE 0 END) AS amount,
           SUM(CASE WHEN item_id IS NULL OR included THEN 0 ELSE amount END) AS on_items,
           SUM(CASE WHEN type IN ('discount', 'shipping_discount') THEN amount ELSE 0 END) AS discount,
           SUM(CASE WHEN type = 'shipping' THEN amount ELSE 0 END) AS shipping,
           SUM(CASE WHEN type = 'tax' THEN amount ELSE 0 END) AS tax,
           SUM(CASE WHEN type = 'interest' THEN amount ELSE 0 END) AS interest
    FROM orders_adjustment WHERE order_id > %(after)s AND order_id <= %(upto)s GROUP BY order_id
),
planned AS (
    SELECT order_id, SUM(refund_amount) AS plans,
           SUM(CASE WHEN status = 'completed' THEN refund_amount ELSE 0 END) AS goods,
           SUM(CASE WHEN status = 'completed' THEN shipping_refund_amount ELSE 0 END) AS shipping,
           SUM(CASE WHEN status = 'completed' THEN discount_refund_amount ELSE 0 END) AS discount
    FROM cancellations_cancellationplan WHERE order_id > %(after)s AND order_id <= %(upto)s GROUP BY order_id
),
lined AS (
    SELECT plan.order_id, SUM(line.refund_amount) AS lines
    FROM cancellations_planline line JOIN cancellations_cancellationplan plan ON plan.id = line.plan_id
    WHERE plan.order_id > %(after)s AND plan.order_id <= %(upto)s GROUP BY plan.order_id
),
computed AS (
    SELECT batch.*, COALESCE(paid.paid, 0) AS c_paid, COALESCE(paid.authorized, 0) AS c_authorized,
           COALESCE(back.refunded, 0) - COALESCE(paid.beyond, 0) AS c_refunded,
           COALESCE(back.moved, 0) AS moved, COALESCE(back.excess, 0) AS excess, COALESCE(back.alone, 0) AS alone,
           COALESCE(back.excess_back, 0) AS c_excess,
           COALESCE(paid.retained, 0) AS retained, COALESCE(items.subtotal, 0) AS c_subtotal,
           COALESCE(items.unsent, 0) AS unsent, COALESCE(items.shipped, 0) AS shipped,
           COALESCE(added.amount, 0) AS c_added, total - amount_waived AS due,
           COALESCE(items.adjusted, 0) AS adjusted, COALESCE(added.on_items, 0) AS c_adjusted,
           COALESCE(items.discount, 0) - COALESCE(added.discount, 0) AS c_discount,
           COALESCE(added.shipping, 0) AS c_shipping, COALESCE(added.tax, 0) AS c_tax,
           COALESCE(added.interest, 0) AS c_interest,
           COALESCE(planned.goods, 0) AS c_goods_back, COALESCE(planned.shipping, 0) AS c_shipping_back,
           COALESCE(planned.discount, 0) AS c_discount_back,
           COALESCE(planned.plans, 0) AS plans, COALESCE(lined.lines, 0) AS c_plans
    FROM batch
    LEFT JOIN paid ON paid.order_id = batch.id LEFT JOIN back ON back.order_id = batch.id
    LEFT JOIN items ON items.order_id = batch.id LEFT JOIN added ON added.order_id = batch.id
    LEFT JOIN planned ON planned.order_id = batch.id LEFT JOIN lined ON lined.order_id = batch.id
),
judged AS (
    SELECT *,
           CASE WHEN c_refunded > 0 THEN
                     CASE WHEN c_refunded >= c_paid THEN 'refunded' ELSE 'partially_refunded' END
                WHEN c_paid > 0 THEN CASE WHEN c_paid >= due THEN 'paid' ELSE 'partially_paid' END
                WHEN c_authorized > 0 THEN 'authorized'
                WHEN status IN (800, 850, 900) THEN 'cancelled'
                WHEN due = 0 THEN 'paid' ELSE 'awaiting_payment' END AS c_payment_status,
           CASE WHEN c_paid > due THEN c_paid - due ELSE 0 END - excess AS over,
           CASE WHEN status = 850 OR (status IN (800, 900) AND unsent > 0 AND shipped = 0) THEN due
                WHEN refund_amount + shipping_refund_amount > amount_waived
                THEN refund_amount + shipping_refund_amount - amount_waived + alone + refund_missing
                ELSE alone + refund_missing END AS to_refund
    FROM computed
),
kept AS (
    SELECT *, over + CASE WHEN c_paid < to_refund AND c_paid > moved - excess THEN c_paid - moved + excess
                          WHEN to_refund <= c_paid AND to_refund > moved - excess THEN to_refund - moved + excess
                          ELSE 0 END AS kept,
           over > 0 AND status NOT IN (800, 850, 900) AS is_overpaid
    FROM judged
),
weighed AS (
    SELECT *, CASE WHEN kept > c_paid - moved THEN c_paid - moved ELSE kept END - retained AS unowed FROM kept
)
SELECT id, ref, amount_paid, c_paid, amount_refunded, c_refunded, excess_refunded, c_excess,
       amount_outstanding, due - c_paid + c_excess,
       subtotal, c_subtotal, adjustments_total, c_added, adjusted, c_adjusted, discount_amount, c_discount,
       shipping_amount, c_shipping, tax_amount, c_tax, shipping_interest_amount, c_interest,
       refund_amount, c_goods_back, shipping_refund_amount, c_shipping_back, discount_refund_amount, c_discount_back,
       plans, c_plans, payment_status, c_payment_status,
       CASE WHEN unowed > 0 AND is_overpaid THEN unowed ELSE 0 END, 0,
       CASE WHEN unowed > 0 AND NOT is_overpaid THEN unowed ELSE 0 END, 0
FROM weighed
WHERE amount_paid <> c_paid OR amount_refunded <> c_refunded OR excess_refunded <> c_excess
   OR amount_outstanding <> due - c_paid + c_excess
   OR subtotal <> c_subtotal OR adjustments_total <> c_added OR adjusted <> c_adjusted
   OR discount_amount <> c_discount OR shipping_amount <> c_shipping OR tax_amount <> c_tax
   OR shipping_interest_amount <> c_interest
   OR refund_amount <> c_goods_back OR shipping_refund_amount <> c_shipping_back
   OR discount_refund_amount <> c_discount_back OR plans <> c_plans
   OR (status <> 10 AND payment_status <> c_payment_status)
   OR unowed > 0
ORDER BY id
"""
ORDER_COLUMNS = (
    "amount_paid",
    "amount_refunded",
    "excess_refunded",
    "amount_outstanding",
    "subtotal",
    "adjustments_total",
    "items.adjustments_total",
    "discount_amount",
    "shipping_amount",
    "tax_amount",
    "shipping_interest_amount",
    "refund_amount",
    "shipping_refund_amount",
    "discount_refund_amount",
    "plans.refund_amount",
    "payment_status",
    "overpaid",
    "kept_after_cancellation",
)

PAYMENTS = """
WITH batch AS (SELECT * FROM payments_payment WHERE id > %(after)s AND id <= %(upto)s),
back AS (
    SELECT payment_id,
           SUM(CASE WHEN status = 'succeeded' THEN amount ELSE 0 END) AS refunded,
           SUM(CASE WHEN status IN ('reserved', 'sent', 'unknown') THEN amount ELSE 0 END) AS reserved
    FROM payments_refund WHERE payment_id > %(after)s AND payment_id <= %(upto)s GROUP BY payment_id
)
SELECT batch.id, orders_order.ref, refunded_amount + refunded_beyond, COALESCE(refunded, 0),
       refund_reserved, COALESCE(reserved, 0), refunded_beyond, 0, batch.currency, orders_order.currency,
       CASE WHEN batch.attention IN ('contradicted', 'other_amount', 'other_currency')
            THEN batch.attention ELSE '' END, ''
FROM batch JOIN orders_order ON orders_order.id = batch.order_id LEFT JOIN back ON back.payment_id = batch.id
WHERE refunded_amount + refunded_beyond <> COALESCE(refunded, 0) OR refund_reserved <> COALESCE(reserved, 0)
   OR batch.currency <> orders_order.currency OR refunded_beyond <> 0
   OR batch.attention IN ('contradicted', 'other_amount', 'other_currency')
ORDER BY batch.id
"""
PAYMENT_COLUMNS = ("refunded_amount", "refund_reserved", "refunded_beyond", "currency", "attention")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A column that differs from the sum of the rows behind it."""

    where: str
    column: str
    stated: str
    computed: str

    def __str__(self) -> str:
        return f"{self.where}: {self.column} is {self.stated}, its rows say {self.computed}"


@dataclass(frozen=True, slots=True)
class Batch:
    """How many rows were checked, and the disagreements found."""

    rows: int
    found: list[Disagreement]


def audit_orders(size: int = BATCH) -> Iterator[Batch]:
    """Every order's sums and payment status, batch by batch."""
    return _walk("orders_order", ORDERS, size, lambda row: _compared(row[1], ORDER_COLUMNS, row[2:]))


def audit_payments(size: int = BATCH) -> Iterator[Batch]:
    """Every payment's refunded and reserved sums, batch by batch."""
    return _walk(
        "payments_payment",
        PAYMENTS,
        size,
        lambda row: _compared(f"{row[1]}, payment {_uuid(row[0])}", PAYMENT_COLUMNS, row[2:]),
    )


def _walk(table: str, statement: str, size: int, judge: Any) -> Iterator[Batch]:
    """Walk by primary key, so that every batch costs the same."""
    after = UUID(int=0)
    while True:
        upto, rows = _next_batch(table, after, size)
        if upto is None:
            return
        found = [one for row in _fetched(statement, after=after, upto=upto) for one in judge(row)]
        yield Batch(rows, found)
        after = upto


def _next_batch(table: str, after: UUID, size: int) -> tuple[UUID | None, int]:
    """The last of the next rows, and how many these are."""
    inner = f"SELECT id FROM {table} WHERE id > %(after)s ORDER BY id LIMIT {size}"  # noqa: S608
    ((last, count),) = _fetched(f"SELECT MAX(id::text), COUNT(*) FROM ({inner}) AS batch", after=after)  # noqa: S608
    return (UUID(last) if last else None), count


def _fetched(statement: str, **ids: UUID) -> list[tuple[Any, ...]]:
    """SQLite stores a UUID as 32 hex digits, and has no cast for it."""
    given: dict[str, Any] = dict(ids)
    if connection.vendor == "sqlite":
        statement, given = statement.replace("::text", ""), {name: id.hex for name, id in ids.items()}
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PLAIN_PLANS)
        cursor.execute(statement, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _compared(where: str, columns: tuple[str, ...], values: tuple[Any, ...]) -> Iterator[Disagreement]:
    for column, stated, computed in zip(columns, values[::2], values[1::2], strict=True):
        if stated != computed:
            yield Disagreement(where, column, _written(stated), _written(computed))


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    units = int(value)
    return f"{'-' if units < 0 else ''}{abs(units) // 10**PLACES}.{abs(units) % 10**PLACES:0{PLACES}d}"


def _uuid(stored: UUID | str) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(stored)
