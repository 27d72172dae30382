"""A list of orders as CSV: one line per order, streamed."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from django.http import StreamingHttpResponse

from access.callers import Rights
from common.api.parameters import InvalidParameters
from common.api.renderers import csv_stream
from common.money import format_amount
from orders.querysets import OrderQuerySet
from orders.statuses import OrderStatus

_TEXTS = (
    "ref", "number", "email", "payment_status", "shipping_status", "cancel_status", "currency", "tracking_number",
    "invoice_number",
)  # fmt: skip
AMOUNTS = (
    "subtotal", "discount_amount", "shipping_amount", "tax_amount", "total", "amount_paid", "amount_refunded",
    "amount_waived", "amount_outstanding",
)  # fmt: skip
TIMES = ("date_placed", "paid_at", "created_at", "updated_at")
_BUYER = {"first_name": "customer_first_name", "last_name": "customer_last_name", "phone": "customer_phone"}
COLUMNS = ("id", *_TEXTS, "status", "channel_code", *_BUYER.values(), *AMOUNTS, *TIMES)


NOT_HERE = ("page", "limit", "cursor", "count", "expand", "fields")
"""Parameters of a list that a file does not take: it holds all orders, with these columns."""


def refuse_pages(parameters: Container[str]) -> None:
    """Refuse parameters for a page or for fields: they would be ignored.

    Raises:
        InvalidParameters: on the first that is given.
    """
    for name in NOT_HERE:
        if name in parameters:
            sentence = f"A CSV file has all orders and its own columns: it has no '{name}'."
            raise InvalidParameters.on(name, code="not_in_csv", sentence=sentence)


def exported(orders: OrderQuerySet, rights: Rights) -> StreamingHttpResponse:
    """The orders as a CSV file, never held in memory as a whole."""
    return csv_stream(COLUMNS, rows(orders, rights), filename="orders.csv")


def rows(orders: OrderQuerySet, rights: Rights) -> Iterator[dict[str, Any]]:
    """A line for each order, by column, as far as the rights show it; amounts with their currency's digits."""
    read = ("id", *_TEXTS, "status", "channel__code", *_BUYER, *AMOUNTS, *TIMES)
    for values in orders.values_list(*read).iterator(chunk_size=2000):
        row = dict(zip(COLUMNS, values, strict=True))
        row["email"] = row["email"] if rights.contact else ""
        row["status"] = OrderStatus(row["status"]).name
        currency = row["currency"]
        for name in AMOUNTS:
            row[name] = format_amount(row[name], currency)
        yield row
