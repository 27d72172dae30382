"""What `q=` looks in: one text an order, kept in upper case, so that one index serves every word."""

from __future__ import annotations

from collections.abc import Iterable

from addresses.models import Customer
from orders.models import Order


def search_text(order: Order, customer: Customer, skus: Iterable[str], tracking_numbers: Iterable[str]) -> str:
    """Ref, number, e-mails, names, phone, skus and tracking numbers of an order."""
    parts = [
        order.ref,
        order.number,
        order.email,
        customer.email,
        customer.full_name,
        customer.phone,
        order.tracking_number,
        *skus,
        *tracking_numbers,
    ]
    return "\n".join(dict.fromkeys(part.upper() for part in parts if part))
