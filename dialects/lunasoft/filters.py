"""Lunasoft's pages of fifty, filters and sorting: `?page=2&id=54000&created_on_after=2015-04-27&sort=-created,id`.

Parameters that are not known are ignored; a value that means nothing is a bad request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce
from django.http import QueryDict

from access.callers import Caller
from common.api.parameters import InvalidParameters, whole_number
from orders.models import ExternalId, ExternalKind, Order
from orders.querysets import OrderQuerySet
from orders.statuses import OrderStatus

NAME = "lunasoft"
PER_PAGE = 50
LARGEST_PAGE = 10**6
_NUMBER = r"^[0-9]{1,15}$"
_SECONDS = re.compile(r"-?\d{1,11}(\.\d{1,6})?")
_SPACE_FOR_PLUS = re.compile(r"(T\S+) (\d\d:?\d\d)$")
SORTABLE = {"id": "known_by", "created": "date_placed"}


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of a list, and the number of the next one; False if there is none."""

    rows: Any
    number: int

    def read(self) -> tuple[list[Any], int | bool]:
        """The rows of the page, and the value of `next_page`."""
        first = (self.number - 1) * PER_PAGE
        found = list(self.rows[first : first + PER_PAGE + 1])
        return found[:PER_PAGE], self.number + 1 if len(found) > PER_PAGE else False


def listed(orders: OrderQuerySet, query: QueryDict, zone: tzinfo) -> OrderPage:
    """The page that the parameters ask for. Times without an offset are meant in `zone`.

    Raises:
        InvalidParameters: a value that means nothing.
    """
    lowest = _whole(query, "id") if query.get("id") else 0
    if query.get("created_on_after"):
        orders = orders.filter(date_placed__gte=_moment(query, zone))
    number, columns = page_in(query), _sorting(query)
    is_by_number = columns[0].removeprefix("-") == SORTABLE["id"]
    if not imported_numbers().exists():
        found = orders.annotate(known_by=F("serial"))
    elif is_by_number and connection.vendor == "postgresql":
        return OrderPage(_first_by_number(orders, lowest, columns[0], number * PER_PAGE + 1), number)
    else:
        found = numbered(orders)
    found = found.filter(known_by__gte=lowest) if lowest else found
    return OrderPage(found.order_by(*columns).values_list("pk", "known_by"), number)


def placed_orders(caller: Caller) -> OrderQuerySet:
    """The placed orders in the caller's reach, the newest first."""
    placed = Order.objects.visible_to(caller).exclude(status=OrderStatus.NEW)
    return placed.filter(date_placed__isnull=False).order_by("-serial")


def page_in(query: QueryDict) -> int:
    """The number of the page that is asked for."""
    page = _whole(query, "page") if query.get("page") else 1
    if page < 1:
        raise _meaningless("page")
    return min(page, LARGEST_PAGE)


def numbered(orders: OrderQuerySet) -> OrderQuerySet:
    """The orders with their numbers: imported ones, or else their serials."""
    own: Any = imported_numbers().filter(object_id=OuterRef("pk")).values(number=Cast("value", BigIntegerField()))
    return orders.annotate(known_by=Coalesce(Subquery(own), F("serial"), output_field=BigIntegerField()))


def imported_numbers() -> QuerySet[ExternalId]:
    """The imported numbers of orders."""
    return ExternalId.objects.filter(dialect=NAME, kind=ExternalKind.ORDER, value__regex=_NUMBER)


def _first_by_number(orders: OrderQuerySet, lowest: int, column: str, most: int) -> QuerySet[Any]:
    """The first `most` orders by number: of those with an imported one (indexed by length and digits), and of the
    others (indexed by serial)."""
    table = f'"{ExternalId._meta.db_table}"'
    named = f'{table}.object_id = "orders_order".id AND {table}.dialect = %s AND {table}.kind = %s'
    number = RawSQL(f"CASE WHEN {table}.value ~ '{_NUMBER}' THEN {table}.value::bigint END", ())
    number.output_field = BigIntegerField()
    digits = [RawSQL(f"length({table}.value)", ()), RawSQL(f"{table}.value", ())]
    is_descending = column.startswith("-")
    theirs = orders.extra(tables=[ExternalId._meta.db_table], where=[named], params=[NAME, ExternalKind.ORDER.value])
    theirs = theirs.annotate(known_by=number).filter(known_by__gte=lowest)
    theirs = theirs.order_by(*(part.desc() if is_descending else part.asc() for part in digits))
    others = orders.exclude(Exists(imported_numbers().filter(object_id=OuterRef("pk")))).annotate(known_by=F("serial"))
    others = others.filter(serial__gte=lowest).order_by("-serial" if is_descending else "serial")
    picked = [found.values_list("pk", "known_by")[:most] for found in (theirs, others)]
    return picked[0].union(picked[1], all=True).order_by(column)


def _sorting(query: QueryDict) -> list[str]:
    columns = []
    for word in filter(None, (query.get("sort") or "").split(",")):
        name = word.strip()
        field = SORTABLE.get(name.removeprefix("-"))
        if field is None:
            raise _meaningless("sort")
        columns.append(f"-{field}" if name.startswith("-") else field)
    if not columns:
        return ["-known_by"]
    if SORTABLE["id"] not in {column.removeprefix("-") for column in columns}:
        columns.append(f"-{SORTABLE['id']}" if columns[-1].startswith("-") else SORTABLE["id"])
    return columns


def _whole(query: QueryDict, name: str) -> int:
    number = whole_number(str(query.get(name)))
    if number is None:
        raise _meaningless(name)
    return number


def _moment(query: QueryDict, zone: tzinfo) -> datetime:
    """A time: ISO 8601 with or without an offset, a day, or seconds since 1970."""
    text = str(query.get("created_on_after")).strip()
    try:
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(float(text), UTC)
        moment = datetime.fromisoformat(_SPACE_FOR_PLUS.sub(r"\1+\2", text))
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise _meaningless("created_on_after") from error


def _meaningless(name: str) -> InvalidParameters:
    return InvalidParameters.on(name, code="invalid", sentence=f"This value of '{name}' means nothing.")
