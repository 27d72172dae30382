"""How PostgreSQL finds the first page for every filter and ordering of the dialects, asked as their clients ask."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from access.scopes import SCOPES
from access.services import create_api_key, create_client
from cancellations.models import CancellationPlan
from common.api.filter_fields import IdField
from common.prepared import PREPARED
from dialects.akinon import filters as akinon
from dialects.akinon.filter_fields import ShownMomentField
from dialects.aplazame import filters as aplazame
from dialects.aplazame.filter_kinds import Amount, Discount, Moment
from dialects.common.answer_cache import PICKING
from dialects.registry import DIALECTS
from dialects.sylius import filters as sylius
from orders.models import Channel, Order
from orders_service.bench.plans import Explained, explained_by, sample_order

BOUNDS = ("gte", "gt", "lte", "lt")
NOBODY = UUID(int=0)


def explained_dialects() -> Iterator[Explained]:
    """Every filter with a value that occurs, and every ordering both ways, asked by a client of all channels."""
    with _client() as asking:
        for dialect, path, parameters in _asked(sample_order("channel")):
            query = f"{path}?{urlencode(parameters)}" if parameters else path
            reports = list(_reports(asking, f"/dialects/{dialect}{query}"))
            plans = explained_by(f"{dialect} {query}", [report for _, report in reports])
            picking = explained_by(plans.query, [report for counts, report in reports if not counts])
            yield replace(plans, reads_all_of=picking.reads_all_of)


@contextmanager
def _client() -> Iterator[Client]:
    """A client with every scope, which nobody keeps."""
    headers = {"Content-Type": "application/json", "Host": "localhost"}
    with transaction.atomic(), override_settings(DIALECTS=list(DIALECTS)):
        known = create_client(
            "explain", channels=list(Channel.objects.values_list("pk", flat=True)), scopes=tuple(SCOPES)
        ).client
        yield Client(headers={"Authorization": f"Bearer {create_api_key(known).secret}", **headers})
        transaction.set_rollback(True)


def _reports(asking: Client, url: str) -> Iterator[tuple[bool, dict[str, Any]]]:
    """The plans of the statements that find the rows, and whether each only counts them, up to 10,000. The others are
    prepared."""
    with CaptureQueriesContext(connection) as captured:
        answer = asking.get(url)
    if answer.status_code != 200:
        raise ValueError(f"{url}: {answer.status_code} {answer.content[:500]!r}")
    found = [sql for sql in (query["sql"] for query in captured) if _finds(sql)]
    with connection.cursor() as cursor:
        for statement in found:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
            (report,) = cursor.fetchone()
            counts = statement.startswith("SELECT COUNT(")
            yield counts, (json.loads(report) if isinstance(report, str) else report)[0]


def _finds(sql: str) -> bool:
    return sql.removeprefix(PREPARED).startswith(PICKING) or sql.startswith("SELECT")


def _asked(order: Order) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    yield "salesman", "/orders/all/", {"limit": "50"}
    yield "salesman", "/orders/all/", {"limit": "50", "after": order.ref}
    for parameters in _of_sylius(order):
        yield "sylius", "/api/v1/orders/", {"limit": "50", **parameters}
    lists = {
        "orders": (akinon.ORDERS, order),
        "order-items": (akinon.ITEMS, order.items.all()[0]),
        "cancellation-plans": (akinon.PLANS, CancellationPlan.objects.order_by("id")[0]),
        "customer-addresses": (akinon.ADDRESSES, order.shipping_address),
    }
    for name, (filters, row) in lists.items():
        yield "akinon", f"/api/i1/{name}/", {"limit": "50"}
        for parameter, (lookup, field) in filters.items():
            value = _value(row, parameter, _path(parameter, lookup, field)) or (
                str(NOBODY) if isinstance(field, IdField) else "x"
            )
            yield "akinon", f"/api/i1/{name}/", {"limit": "50", parameter: value}
    for number in ("id", "-id", "created", "-created", "-created,id"):
        yield "lunasoft", "/orders", {"sort": number}
    yield "lunasoft", "/orders", {"id": str(order.serial)}
    yield "lunasoft", "/orders", {"created_on_after": _value(order, "", "date_placed__gte")}
    for parameters in _of_aplazame(order):
        yield "aplazame", "/orders", parameters


def _path(parameter: str, lookup: str, field: Any) -> str:
    if isinstance(field, ShownMomentField):
        return f"{field.column}__{field.lookup}"
    return parameter if lookup == akinon.CONDITION else lookup


def _of_sylius(order: Order) -> Iterator[dict[str, str]]:
    for kind in sylius.COMPARISONS:
        yield {"criteria[number][type]": kind, "criteria[number][value]": order.number}
        yield {"criteria[customer][type]": kind, "criteria[customer][value]": order.email}
    yield {"criteria[date][from][date]": _value(order, "", "date_placed__gte")[:10]}
    yield {"criteria[date][to][date]": _value(order, "", "date_placed__lte")[:10]}
    yield {"criteria[total][greaterThan]": _value(order, "", "total__gte")}
    yield {"criteria[total][lessThan]": _value(order, "", "total__lte")}
    yield {"criteria[total][currency]": "KWD"}
    yield {"criteria[channel]": order.channel.code}
    yield {"criteria[channel]": str(order.channel.serial)}
    for name in sylius.SORTABLE:
        few = {"criteria[number][value]": order.number} if name == "channel" else {}
        yield {f"sorting[{name}]": "asc", **few}
        yield {f"sorting[{name}]": "desc", **few}


def _of_aplazame(order: Order) -> Iterator[dict[str, str]]:
    for field, known in aplazame.FILTERS.items():
        for lookup in ("exact", *known.lookups):
            yield {field if lookup == "exact" else f"{field}-{lookup}": _aplazame_value(order, field, lookup)}
    for printed, (field, lookup) in aplazame.DOCUMENTED.items():
        yield {printed: _aplazame_value(order, field, lookup)}
    yield {"q": f"{order.last_name} {order.email}"}
    for name in aplazame.ORDERING:
        yield {"ordering": name}
        yield {"ordering": f"-{name}"}


def _aplazame_value(order: Order, field: str, lookup: str) -> str:
    known = aplazame.FILTERS[field]
    if lookup == "isnull":
        return "no"
    if isinstance(known, Discount) or lookup in BOUNDS:
        lookup = "gte" if lookup == "exact" else lookup
        value = _value(order, "", f"{known.path}__{lookup}")
    else:
        # All customers of the seed have the same first name.
        path = "last_name" if known.path == "first_name" else known.path
        value = _APLAZAMES.get(field) or _said(_at(order, path))
    if isinstance(known, Amount):
        return f"{Decimal(value) * 100:.2f}"
    return value or (order.created_at.isoformat() if isinstance(known, Moment) else "x")


_APLAZAMES = {"account-type": "e", "account-gender": "2", "customer-document_id-type": "04"}


def _value(row: Any, parameter: str, lookup: str) -> str:
    """A value for a filter that finds the row, or, for a bound, that few rows lie beyond."""
    if parameter in _WORDS:
        return str(_WORDS[parameter](row))
    path, _, comparison = lookup.rpartition("__")
    if comparison in BOUNDS:
        return _bound(type(row), path, comparison)
    if comparison == "range":
        return str(_at(row, path) // 100 * 100)
    known = path if comparison in ("contains", "icontains") else lookup
    return _said(_at(row, known))


_WORDS: Mapping[str, Any] = {
    "status": lambda row: row.status if isinstance(row, CancellationPlan) else row.status // 100 * 100,
    "cancel_status": lambda row: "completed",
    "order_items": lambda row: row.lines.all()[0].item_id,
    "created_at__date": lambda row: row.created_at.date(),
    "payment_plan": lambda row: "{}",
}


def _bound(model: type[Model], path: str, comparison: str) -> str:
    rows = model._default_manager.filter(**{f"{path}__isnull": False})
    extremes = rows.order_by(f"-{path}" if comparison in ("gte", "gt") else path).values_list(path, flat=True)
    return _said(list(extremes[:21])[-1])


def _at(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step)
    return row


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "" if value is None else str(getattr(value, "pk", value))
