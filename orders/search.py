"""The search text of an order: folded, so that one index serves every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Replace, Upper
from django.db.models.lookups import Contains

from access.callers import Rights
from addresses.models import CustomerAddress
from common.folding import folded
from common.phones import forms_of
from common.rows import fetch
from orders.change import Change
from orders.models import Order, OrderItem


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
        order.email,
        order.customer_email,
        order.full_name,
        *forms_of(order.phone),
        order.tracking_number,
        *chain.from_iterable((item.sku, item.name) for item in items),
        *chain.from_iterable(_label(address) for address in addresses),
        *tracking_numbers,
    ]
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
    rest: Any = F("search_text")
    for column in ("email", "customer_email"):
        address: Any = Upper(column)
        rest = Replace(rest, address, Value("\n"), output_field=TextField())
    return rest


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
