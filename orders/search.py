"""What a search looks in: one text an order, folded, so that one index serves every word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q

from addresses.models import Customer
from common.folding import folded
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
    return "\n".join(dict.fromkeys(folded(part) for part in parts if part))


def with_all_words(text: str, *, field: str = "search_text") -> Q:
    """The condition that every word of a text occurs, in any case, with or without accents, and as a part of a word."""
    found = Q()
    for word in dict.fromkeys(re.findall(r"[^\s,]+", folded(text))):
        found &= Q((f"{field}__contains", word))
    return found
