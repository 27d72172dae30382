"""A customer's earlier orders elsewhere, as a storefront reports them (Aplazame's history)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from addresses.services import refuse_erased
from common.actors import Actor
from common.errors import InvalidInput, Sentence
from common.money import fits, too_many_digits
from events.types import EventType
from orders.change import changing
from orders.models import CustomerHistoryEntry, Order

_REPLACED = ["amount", "due", "status", "type", "order_date", "currency", "billing", "shipping", "updated_at"]
"""The fields of an entry that a later one with its reference replaces."""


def add_history(
    order: Order, entries: Sequence[Mapping[str, Any]], *, actor: Actor, at: datetime
) -> list[CustomerHistoryEntry]:
    """Keep the earlier orders of an order's customer: all of them, or none. An entry with a known reference is
    replaced.

    Raises:
        InvalidInput: an amount has more digits than its currency, or a reference occurs twice.
        CustomerErased: nothing is written about them any more.
    """
    _check(entries)
    with changing(order, actor=actor, at=at) as change:
        customer = change.order.customer
        refuse_erased(customer)
        rows = [CustomerHistoryEntry(customer=customer, created_at=at, updated_at=at, **entry) for entry in entries]
        CustomerHistoryEntry.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["customer", "reference"],
            update_fields=_REPLACED,
        )
        change.record(EventType.HISTORY_ADDED, references=[row.reference for row in rows])
        kept = CustomerHistoryEntry.objects.filter(customer=customer, reference__in=[row.reference for row in rows])
        return list(kept.order_by("order_date", "id"))


def _check(entries: Sequence[Mapping[str, Any]]) -> None:
    errors: dict[tuple[str | int, ...], tuple[str, Sentence]] = {}
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        for name in ("amount", "due"):
            amount = entry.get(name)
            if amount is not None and not fits(amount, entry["currency"]):
                errors[index, name] = ("too_many_digits", too_many_digits(amount, entry["currency"]))
        if entry["reference"] in seen:
            errors[index, "id"] = ("duplicate", Sentence("'{id}' occurs twice.", id=entry["reference"]))
        seen.add(entry["reference"])
    if errors:
        raise InvalidInput(errors)
