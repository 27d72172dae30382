"""The search text of an order: folded, so that one index serves every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Concat, Left, StrIndex
from django.db.models.lookups import Contains

from access.callers import Rights
from addresses.models import CustomerAddress
from common.folding import folded
from common.phones import forms_of
from common.rows import fetch
from orders.change import Change
from orders.models import Order, OrderItem

EMAILS_FOLLOW = "\n@\n"
"""Ends what everybody who sees an order may search in."""


def search_text(
    order: Order,
    *,
    addresses: Iterable[CustomerAddress],
    items: Iterable[OrderItem],
    tracking_numbers: Iterable[str],
) -> str:
    """The searchable text of an order: ref, number, e-mails, phones, names, addresses, items and tracking numbers."""
    parts = [
        order.ref,
        order.number,
        order.full_name,
        *forms_of(order.phone),
        order.tracking_number,
        *chain.from_iterable((item.sku, item.name) for item in items),
        *chain.from_iterable(_label(address) for address in addresses),
        *tracking_numbers,
    ]
    emails = _lines([order.email, order.customer_email])
    return _lines(parts) + (EMAILS_FOLLOW + emails if emails else "")


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(folded(part) for part in parts if part))


def _label(address: CustomerAddress) -> Iterator[str]:
    """The text on a shipment's label."""
    yield from (
        address.full_name,
        address.company_name,
        address.line,
        address.line2,
        address.postcode,
        address.city_name,
    )
    yield from forms_of(address.phone_number, address.country_code)


def with_all_words(text: str, rights: Rights) -> Q:
    """The condition that every word of a text occurs, in any case, with or without accents, and as a part of a word.

    For callers who are shown no e-mail addresses, a word that occurs in these alone finds nothing: they could be
    guessed letter by letter.
    """
    words = dict.fromkeys(re.findall(r"[^\s,]+", folded(text)))
    found = Q()
    for word in words:
        found &= Q(search_text__contains=word)
        found &= Q() if rights.contact else Q(Contains(_beside_emails(), word))
    return found


def _beside_emails() -> Any:
    """What is searched for callers who are shown no e-mail addresses."""
    mark = Value(EMAILS_FOLLOW)
    length: Any = StrIndex(Concat("search_text", mark), mark)
    return Left("search_text", length - 1)


def refresh_search_text(change: Change) -> None:
    """Update the order's search text from its columns, items and shipments."""
    order = change.order
    ids = [order.billing_address_id, order.shipping_address_id]
    order.search_text = search_text(
        order,
        addresses=fetch(CustomerAddress, id__in=ids, order_by="id"),
        items=change.items,
        tracking_numbers=[shipment.tracking_number for shipment in change.shipments],
    )
