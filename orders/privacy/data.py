"""Everything that is kept about a person, to be given to them (Art. 15 and 20 GDPR)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q

from access.models import CustomerToken
from addresses.models import Customer, CustomerAddress
from common.actors import Actor
from common.fields import ExactDecimalField
from events.models import Delivery
from orders.models import CustomerHistoryEntry, ExternalId, Order, PrivacyEntry, PrivacyKind
from orders.privacy.inventory import PARTS, Table
from orders.privacy_log import entry_of

MOST_ORDERS = 50

LEFT_OUT = frozenset(
    {"token", "token_digest", "digest", "idempotency_key", "asking_key", "decision_key", "lost_key", "search_text"}
    | {"is_running", "transaction", "serial"}
)
"""Columns left out: secrets, internal numbers, and derived texts."""

GIVEN = [table for table in PARTS if table.model is not Delivery]
"""Deliveries repeat what events say."""

Data = dict[str, Any]
_NAMES: Mapping[str, str] = {"orderitem": "items", "statuschange": "statuses", "cancellationplan": "cancellation_plans"}


def personal_data(customer: Customer, *, after: UUID | None, actor: Actor, at: datetime) -> Data:
    """Everything about a customer, with up to 50 orders: see `orders_after`. The reader is recorded in the privacy
    log."""
    entry_of(PrivacyKind.DATA_READ, actor=actor, at=at, customer=customer).save(force_insert=True)
    orders, last = orders_after(customer, after)
    return {**_beside_orders(customer), "orders": orders, "last": last}


def orders_after(customer: Customer, after: UUID | None) -> tuple[list[Data], UUID | None]:
    """Up to 50 orders of a customer with all their rows, oldest first, after the order `after`; and the id to continue
    from, if there are more."""
    orders = Order.objects.filter(customer=customer).order_by("pk")
    rows = list((orders.filter(pk__gt=after) if after else orders)[: MOST_ORDERS + 1])
    page = rows[:MOST_ORDERS]
    return _orders(page), page[-1].pk if len(rows) > MOST_ORDERS else None


def _beside_orders(customer: Customer) -> Data:
    return {
        "customer": _columns(customer),
        "account": _account(customer),
        "guest_retention_months": customer.channel.guest_retention_months if customer.is_guest else None,
        "addresses": _all(_addresses_on_no_order(customer)),
        "history": _all(CustomerHistoryEntry.objects.filter(customer=customer).order_by("pk")),
        "external_ids": _all(ExternalId.objects.filter(object_id=customer.pk).order_by("pk")),
        "tokens": _all(CustomerToken.objects.filter(customer=customer).order_by("pk")),
        "privacy_log": _all(PrivacyEntry.objects.filter(customer=customer).order_by("pk")),
    }


def _account(customer: Customer) -> Data | None:
    """The account to sign in with, without the digest of its password."""
    user = customer.user
    if user is None:
        return None
    return {
        "username": user.username,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "date_joined": user.date_joined,
        "last_login": user.last_login,
    }


def _addresses_on_no_order(customer: Customer) -> Iterable[CustomerAddress]:
    uses = Order.objects.filter(Q(billing_address=OuterRef("pk")) | Q(shipping_address=OuterRef("pk")))
    return CustomerAddress.objects.filter(~Exists(uses), customer=customer).order_by("pk")


def _orders(orders: list[Order]) -> list[Data]:
    """Orders with all that belongs to them."""
    parts: dict[UUID, dict[str, list[Data]]] = defaultdict(lambda: defaultdict(list))
    for table in GIVEN:
        for row, order_id in _rows(table, orders):
            parts[order_id][_name(table.model)].append(_columns(row))
    ids = {pk for order in orders for pk in (order.billing_address_id, order.shipping_address_id) if pk}
    addresses: dict[UUID | None, Data] = {row.pk: _columns(row) for row in CustomerAddress.objects.filter(pk__in=ids)}
    return [
        {
            **_columns(order),
            "billing_address": addresses.get(order.billing_address_id),
            "shipping_address": addresses.get(order.shipping_address_id),
            **{_name(table.model): parts[order.pk][_name(table.model)] for table in GIVEN},
        }
        for order in orders
    ]


def _rows(table: Table, orders: list[Order]) -> Iterable[tuple[Any, UUID]]:
    """The rows of a table that belong to orders, each with its order's id."""
    found = table.model._default_manager.filter(**{f"{table.path}__in": orders}).select_related(*_way(table))
    for row in found.order_by("pk"):
        holder: Any = row
        for step in _way(table):
            holder = getattr(holder, step)
        yield row, holder.order_id


def _way(table: Table) -> list[str]:
    return table.path.split("__")[:-1]


def _all(rows: Iterable[Model]) -> list[Data]:
    return [_columns(row) for row in rows]


def _columns(row: Any) -> Data:
    """A row by its columns: whole amounts, and relations as ids."""
    model: type[Model] = type(row)
    shown, amounts = {name: getattr(row, name) for name in _shown(model)}, _amounts(model)
    return {name: _plain(value) if name in amounts and value is not None else value for name, value in shown.items()}


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


@cache
def _shown(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.name not in LEFT_OUT)


@cache
def _amounts(model: type[Model]) -> frozenset[str]:
    fields = model._meta.concrete_fields
    return frozenset(field.attname for field in fields if isinstance(field, ExactDecimalField))


def _name(model: type[Model]) -> str:
    """What rows of a model are called: `statuses`, `payments`."""
    name = str(model._meta.model_name)
    return _NAMES.get(name, f"{name}s")
