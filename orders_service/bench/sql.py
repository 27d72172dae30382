"""The baseline: the same pages and changes by SQL written by hand, without the service."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from uuid6 import uuid7

from common.fields import next_number
from orders.models import Order, RefNumber

_CURRENCY_DIGITS = "CASE o.currency WHEN 'JPY' THEN 0 WHEN 'KWD' THEN 3 ELSE 2 END"


def _money(*columns: str, table: str) -> str:
    return ", ".join(f"round({table}.{name} / 10000.0, {_CURRENCY_DIGITS})::text AS {name}" for name in columns)


def _many(select: str, order: str) -> str:
    return f"COALESCE((SELECT json_agg(x) FROM ({select} ORDER BY {order}) x), '[]'::json)"


def _adjustments(condition: str) -> str:
    columns = f"a.id, a.type, a.label, a.code, a.info, {_money('amount', table='a')}, a.included"
    return _many(f"SELECT {columns} FROM orders_adjustment a WHERE {condition}", "a.position")


_ITEM = f"""
SELECT i.id, i.sku, i.product, i.quantity,
  {_money("unit_price", "retail_price", "discount_amount", "total", table="i")}, i.tax_rate, i.status, i.status AS status_code, i.status AS status_display, i.cancel_status, i.quantity_shipped,
  i.quantity_delivered, i.quantity_cancelled, i.quantity_refunded_unsent, i.quantity_returned, i.estimated_delivery_date, i.shipped_date,
  i.delivered_date, i.invoice_number, i.invoice_date, i.e_archive_url, i.tracking_number, i.shipping_company,
  i.extra_field, {_adjustments("a.item_id = i.id")} AS adjustments, i.created_at, i.updated_at
FROM orders_orderitem i WHERE i.order_id = o.id
"""
_AMOUNTS = _money(
    "subtotal", "discount_amount", "shipping_amount", "tax_amount", "total", "amount_paid", "amount_refunded",
    "amount_waived", "excess_refunded", "amount_outstanding", "refund_amount", "shipping_refund_amount", "discount_refund_amount",
    "shipping_interest_amount", table="o",
)  # fmt: skip
_ORDER = f"""
  o.id, 'http://localhost:8000/api/v1/orders/' || o.ref || '/' AS url, o.ref, o.number, ch.code AS channel, o.status,
  o.status AS status_code, o.status AS status_display, o.payment_status, o.shipping_status, o.cancel_status, o.is_paid,
  json_build_object('id', o.customer_id, 'email', o.customer_email, 'external_id', o.customer_external_id, 'first_name',
    o.first_name, 'last_name', o.last_name, 'phone', o.phone, 'language_code', o.language_code, 'account_type',
    o.account_type) AS customer,
  o.email, o.currency, o.language_code, {_AMOUNTS}, {_many(_ITEM, "i.position")} AS items,
  {_adjustments("a.order_id = o.id AND a.item_id IS NULL")} AS adjustments, o.invoice_number, o.invoice_date,
  o.e_archive_url, o.tracking_number, o.shipping_company, o.cargo_company, o.has_gift_box, o.gift_box_note,
  o.customer_note, o.delivery_range, o.shipping_option_slug, o.shipping_tax_rate, o.extra_field, o.web_order,
  o.is_guest_checkout, o.marketing_source, o.version, o.date_placed, o.approved_at, o.paid_at, o.cancelled_at,
  o.created_at, o.updated_at
"""
_JOINS = "JOIN orders_channel ch ON ch.id = o.channel_id"

LIST = f"""
SELECT json_agg(page)::text FROM (
  SELECT {_ORDER}, o.billing_address_id AS billing_address, o.shipping_address_id AS shipping_address
  FROM (SELECT * FROM orders_order WHERE channel_id = %s ORDER BY date_placed DESC, id DESC LIMIT 50) o {_JOINS}
  ORDER BY o.date_placed DESC, o.id DESC) page
"""


def _address(role: str) -> str:
    return f"(SELECT row_to_json(x) FROM addresses_customeraddress x WHERE x.id = o.{role}_id) AS {role}"


def _rows(table: str, condition: str = "true") -> str:
    return _many(f"SELECT * FROM {table} r WHERE r.order_id = o.id AND {condition}", "r.id")


DETAIL = f"""
SELECT row_to_json(detail)::text FROM (
  SELECT {_ORDER}, {_address("billing_address")}, {_address("shipping_address")},
    {_rows("payments_payment")} AS payments, {_rows("orders_shipment")} AS shipments,
    {_rows("orders_statuschange")} AS statuses, {_rows("orders_note", "r.public")} AS notes
  FROM orders_order o {_JOINS} WHERE o.ref = %s) detail
"""

_EVENT = """
INSERT INTO events_event (id, order_id, channel_id, sequence, type, actor_kind, actor_name, actor_id, at, data)
VALUES (%s, %s, %s, %s, %s, 'system', 'bench', '', now(), '{}')
"""
_STATUS_CHANGE = """
INSERT INTO orders_statuschange (id, order_id, from_status, to_status, label, note, reason_code, notify_customer,
  actor_kind, actor_name, actor_id, created_at)
VALUES (%s, %s, %s, %s, '', '', '', false, 'system', 'bench', '', now())
"""


def change_status(cursor: Any, order: UUID, to: int) -> None:
    """Lock, move order and items, log, and record the event. Call in a transaction."""
    cursor.execute(
        "SELECT status, version, event_count, channel_id FROM orders_order WHERE id = %s FOR UPDATE", [order]
    )
    status, version, count, channel = cursor.fetchone()
    cursor.execute(
        "UPDATE orders_order SET status = %s, version = %s, event_count = %s, updated_at = now() WHERE id = %s",
        [to, version + 1, count + 1, order],
    )
    cursor.execute("UPDATE orders_orderitem SET status = %s, updated_at = now() WHERE order_id = %s", [to, order])
    cursor.execute(_STATUS_CHANGE, [uuid7(), order, status, to])
    cursor.execute(_EVENT, [uuid7(), order, channel, count + 1, "order.status_changed"])


def record_events(cursor: Any, order: UUID, type: str) -> None:
    """Lock an order, number its version, and record that something happened. Call in a transaction."""
    cursor.execute("SELECT version, event_count, channel_id FROM orders_order WHERE id = %s FOR UPDATE", [order])
    version, count, channel = cursor.fetchone()
    cursor.execute(
        "UPDATE orders_order SET version = %s, event_count = %s, updated_at = now() WHERE id = %s",
        [version + 1, count + 1, order],
    )
    cursor.execute(_EVENT, [uuid7(), order, channel, count + 1, type])


def place(cursor: Any, like: Order) -> None:
    """Write a new order with the rows of a placed one: a copy of `like`. Call in a transaction."""
    new, ref = uuid7(), f"B-{uuid7().hex[-12:]}"
    changed = {"id": new, "ref": ref, "number": ref, "token_digest": new.hex, "version": 1, "event_count": 1}
    changed["serial"] = next_number(RefNumber)
    _copy(cursor, "orders_order", Order, changed, like.pk)
    for name in ("items", "adjustments", "shipments"):
        related: Any = Order._meta.get_field(name).related_model
        for row in related._default_manager.filter(order=like).values_list("pk", flat=True)[:3]:
            _copy(cursor, related._meta.db_table, related, {"id": uuid7(), "order_id": new}, row)
    cursor.execute(_STATUS_CHANGE, [uuid7(), new, None, 100])
    cursor.execute(_EVENT, [uuid7(), new, like.channel_id, 1, "order.placed"])


def _copy(cursor: Any, table: str, model: Any, changed: dict[str, Any], pk: UUID) -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join("%s" if column in changed else column for column in columns)
    given = [changed[column] for column in columns if column in changed]
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE id = %s", [*given, pk]
    )
