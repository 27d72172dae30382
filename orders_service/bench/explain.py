"""How PostgreSQL finds the first page for every documented filter, search and ordering of orders."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from access.callers import Caller
from common.api.ordering import Column, ordered
from orders.filters import ORDERING, OrderFilter
from orders.models import Order
from orders_service.bench.plans import Explained, explained_by, sample_order

PAGE = 51
"""A page of fifty, and one more to see whether there is another."""


class _Asked(NamedTuple):
    """A request, as far as filters look at it."""

    auth: Caller


def explained(caller: Caller) -> Iterator[Explained]:
    """Every filter with a value that occurs, and every ordering both ways, as this caller would ask."""
    sample = _sample()
    for name in OrderFilter.base_filters:
        yield _explained({name: _value(name, sample)}, "-date_placed", caller)
    for name in ORDERING:
        for direction in ("", "-"):
            yield _explained({}, f"{direction}{name}", caller)


def _explained(parameters: dict[str, str], ordering: str, caller: Caller) -> Explained:
    query = urlencode(parameters or {"ordering": ordering})
    reached = Order.objects.visible_to(caller)
    filtered = OrderFilter(QueryDict(urlencode(parameters)), queryset=reached, request=_Asked(caller))
    if not filtered.is_valid():
        raise ValueError(f"{query}: {filtered.errors}")
    column = Column(ORDERING[ordering.lstrip("-")], descending=ordering.startswith("-"))
    page: QuerySet[Order] = ordered(filtered.qs, [column]).only("pk")[:PAGE]
    report = json.loads(page.explain(format="json", analyze=True))[0]
    return explained_by(query, [report])


def _sample() -> Order:
    """The order with whose values the filters are tried."""
    return sample_order("customer", "channel")


def _value(name: str, order: Order) -> str:
    """A value for a filter that finds the order, or orders like it."""
    path, _, lookup = name.rpartition("__")
    if lookup in ("gte", "gt", "lte", "lt"):
        return _bound(path, lookup, order)
    if lookup == "isnull":
        return "false"
    if lookup == "date":
        return str(order.date_placed.date())  # type: ignore[union-attr]
    if lookup in ("contains", "icontains"):
        return str(getattr(order, path))[1:]
    return str(_EXACT[name](order))


def _bound(path: str, lookup: str, order: Order) -> str:
    """A bound close to the far end, so that few rows lie beyond it: the case in which an index matters most."""
    owner, _, column = path.rpartition("__")
    model = type(order.customer) if owner else Order
    rows = model._default_manager.filter(**{f"{column}__isnull": False})
    ends = rows.order_by(f"-{column}" if lookup in ("gte", "gt") else column).values_list(column, flat=True)
    extreme = list(ends[:21])[-1]
    return extreme.isoformat() if hasattr(extreme, "isoformat") else str(extreme)


_EXACT: dict[str, Any] = {
    "q": lambda order: f"{order.last_name or order.email} {order.ref}",
    "id": lambda order: str(order.pk),
    "ref": lambda order: order.ref,
    "number": lambda order: order.number,
    "email": lambda order: order.email.upper(),
    "status": lambda order: "CREATED,HOLD",
    "payment_status": lambda order: order.payment_status,
    "shipping_status": lambda order: order.shipping_status,
    "cancel_status": lambda order: "completed",
    "currency": lambda order: "KWD",
    "channel": lambda order: order.channel.code,
    "customer": lambda order: str(order.customer_id),
    "has_gift_box": lambda order: "true",
    "payment_method": lambda order: "cash-on-delivery",
    "tracking_number": lambda order: order.shipments.exclude(tracking_number="").values_list(
        "tracking_number", flat=True
    )[0],
    "item__sku": lambda order: order.items.values_list("sku", flat=True)[0],
    "total": lambda order: str(order.total),
    "customer__phone": lambda order: order.phone,
    "customer__document_id": lambda order: order.customer.document_id or "12345678Z",
    "customer__document_id_type": lambda order: "04",
    "customer__document_id_country": lambda order: "ES",
    "customer__account_type": lambda order: "existing",
    "customer__external_id": lambda order: order.customer.external_id or "C-1001",
    "customer__gender": lambda order: "2",
}
