"""Pages, criteria and sorting of Sylius' lists: `?page=2&limit=10&criteria[number][value]=21&sorting[date]=desc`.

What is not known is ignored, as Sylius does; a value that means nothing is a bad request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, OrderBy, Q
from django.db.models.functions import Upper
from django.http import Http404
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import get_default_timezone, is_naive, make_aware
from rest_framework.request import Request

from access.callers import Caller
from common.api.parameters import InvalidParameters, whole_number
from common.folding import folded
from dialects.common.aliases import aliased_row
from dialects.common.answer_cache import Seen
from dialects.common.ids import number_in
from dialects.common.links import path_to
from dialects.common.pages import slice_of
from dialects.common.picking import Picked, everything
from dialects.common.times import as_compared
from dialects.sylius.reading.page import NAME
from dialects.sylius.rendering.orders import SOURCES
from orders.models import ExternalKind, Order
from orders.querysets import OrderQuerySet
from orders.statuses import OrderStatus

PER_PAGE, MOST_PER_PAGE = 10, 100
LARGEST_PAGE = 10**6
MOST_SORTED = 10_000
_KEY = re.compile(r"criteria\[(\w+)\](?:\[(\w+)\])?(?:\[(\w+)\])?")
_SORTING = re.compile(r"sorting\[(\w+)\]")
SORTABLE = {
    "number": ["number"],
    "date": ["date_placed"],
    "checkout_completed_at": ["date_placed"],
    "checkoutCompletedAt": ["date_placed"],
    "total": ["total"],
    "channel": ["channel__code"],
    "customer": ["email", "-date_placed"],
    "state": ["status"],
}
"""The columns of each name; a minus reverses the direction."""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of a list, and what leads to the others."""

    rows: list[Seen]
    page: int
    limit: int
    total: int
    parameters: Mapping[str, str]

    def envelope(self, shown: Any) -> dict[str, Any]:
        """The answer."""
        last = max(1, ceil(self.total / self.limit))
        pages = {"self": self.page, "first": 1, "last": last}
        pages |= {"next": self.page + 1} if self.page < last else {}
        pages |= {"previous": self.page - 1} if self.page > 1 else {}
        path = f"{path_to('orders')}/"
        return {
            "page": self.page,
            "limit": self.limit,
            "pages": last,
            "total": self.total,
            "_links": {name: {"href": f"{path}?{self._query(number)}"} for name, number in pages.items()},
            "_embedded": {"items": shown},
        }

    def _query(self, page: int) -> str:
        return urlencode({**self.parameters, "page": page, "limit": self.limit})


def placed_orders(caller: Caller) -> OrderQuerySet:
    """The placed orders in the caller's reach, the newest number first. Carts are none."""
    return Order.objects.visible_to(caller).exclude(status=OrderStatus.NEW).order_by(*_sorting({}))


def listed(caller: Caller, request: Request) -> OrderPage:
    """The page that the parameters ask for.

    Raises:
        InvalidParameters: a value that means nothing.
        Http404: the list ends before the page.
    """
    parameters = {name: str(value) for name, value in request.query_params.items()}
    page = _positive(parameters, "page", 1, LARGEST_PAGE)
    limit = min(_positive(parameters, "limit", PER_PAGE, 10**9), MOST_PER_PAGE)
    turned_by = {name for name in parameters if name in ("page", "limit") or _SORTING.fullmatch(name)}
    if set(parameters) <= {"page", "limit"}:
        rows = everything(placed_orders, caller, SOURCES)
    else:
        found = placed_orders(caller).filter(*_conditions(parameters))
        _refuse_long_sort(found, parameters)
        rows = Picked(found.order_by(*_sorting(parameters)), SOURCES)
    shown = slice_of(rows, (page - 1) * limit, limit, request=request, turned_by=turned_by)
    if page > 1 and not shown.rows:
        raise Http404("The list ends before this page.")
    return OrderPage(shown.rows, page, limit, shown.count, parameters)


def _refuse_long_sort(found: OrderQuerySet, parameters: Mapping[str, str]) -> None:
    """Refuse to sort many orders by their channels' codes, for which there is no index.

    Raises:
        InvalidParameters: there are too many.
    """
    name = "sorting[channel]"
    if name in parameters and found.order_by()[: MOST_SORTED + 1].count() > MOST_SORTED:
        sentence = f"No more than {MOST_SORTED:,} orders are sorted by channel: criteria make them fewer."
        raise InvalidParameters.on(name, code="too_many", sentence=sentence)


def _positive(parameters: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    text = parameters.get(name)
    if text is None or text == "":
        return otherwise
    number = whole_number(text)
    if not number:
        raise _meaningless(name)
    return min(number, most)


def _sorting(parameters: Mapping[str, str]) -> list[OrderBy]:
    """Down to the order's id, so that an index of orders has all of it and can be read either way."""
    columns: list[OrderBy] = []
    for name, direction in parameters.items():
        field = _SORTING.fullmatch(name)
        if field is None or field[1] not in SORTABLE:
            continue
        if direction.lower() not in ("asc", "desc"):
            raise _meaningless(name)
        columns += [_turned(column, direction.lower()) for column in SORTABLE[field[1]]]
    columns = columns or [F("number").desc()]
    return [*columns, F("id").desc() if columns[-1].descending else F("id").asc()]


def _turned(column: str, direction: str) -> OrderBy:
    expression = Upper("email") if column == "email" else F(column.removeprefix("-"))
    is_descending = (direction == "desc") != column.startswith("-")
    return expression.desc() if is_descending else expression.asc()


# --- criteria --------------------------------------------------------------------------------------------------------


def _conditions(parameters: Mapping[str, str]) -> Iterator[Q]:
    criteria: dict[str, dict[str, str]] = {}
    for name, value in parameters.items():
        match = _KEY.fullmatch(name)
        if match and value != "":
            criteria.setdefault(match[1], {})[".".join(filter(None, match.groups()[1:]))] = value
    for name, given in criteria.items():
        if name in CRITERIA:
            yield CRITERIA[name](given)


def _text(*columns: str) -> Callable[[Mapping[str, str]], Q]:
    def condition(given: Mapping[str, str]) -> Q:
        wanted, value = given.get("type", "contains"), given.get("value", given.get("", ""))
        if wanted not in COMPARISONS:
            raise _meaningless("criteria")
        lookup, is_negated = COMPARISONS[wanted]
        if lookup == "in":
            matching: Any = [part.strip() for part in value.split(",")]
        else:
            matching = "" if wanted.endswith("empty") else value
        found = Q()
        for column in columns:
            found |= Q(**{f"{column}__{lookup}": matching})
        return ~found if is_negated else found & _narrowed(matching)

    return condition


def _narrowed(matching: str | list[str]) -> Q:
    """The orders whose search text contains every requested text, found by its index."""
    found = Q()
    for text in [matching] if isinstance(matching, str) else matching:
        found |= Q(search_text__contains=folded(text))
    return found


COMPARISONS = {
    "contains": ("icontains", False),
    "not_contains": ("icontains", True),
    "equal": ("exact", False),
    "not_equal": ("exact", True),
    "starts_with": ("istartswith", False),
    "ends_with": ("iendswith", False),
    "empty": ("exact", False),
    "not_empty": ("exact", True),
    "in": ("in", False),
    "not_in": ("in", True),
}
"""Sylius' words for comparing texts, as a look-up and whether it is turned round."""


def _placed(given: Mapping[str, str]) -> Q:
    found = Q()
    for end, lookup, clock in (("from", "gte", time.min), ("to", "lte", time.max)):
        day, hour = given.get(f"{end}.date", given.get(end, "")), given.get(f"{end}.time", "")
        if day:
            compared, moment = as_compared(lookup, _moment(day, hour, clock))
            found &= Q(**{f"date_placed__{compared}": moment})
    return found


def _moment(day: str, hour: str, clock: time) -> datetime:
    try:
        date = None if hour else parse_date(day)
        moment = None if date else parse_datetime(f"{day}T{hour}" if hour else day)
    except ValueError:
        raise _meaningless("criteria[date]") from None
    if moment is None and date is None:
        raise _meaningless("criteria[date]")
    moment = moment or datetime.combine(date, clock)  # type: ignore[arg-type]
    return make_aware(moment, get_default_timezone()) if is_naive(moment) else moment


def _total(given: Mapping[str, str]) -> Q:
    found = Q(currency=given["currency"].upper()) if "currency" in given else Q()
    for name, lookup in (("greaterThan", "gt"), ("lessThan", "lt")):
        if name in given:
            found &= Q(**{f"total__{lookup}": _amount(given[name])})
    return found


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text).quantize(Decimal("0.0001"))
    except InvalidOperation:
        raise _meaningless("criteria[total]") from None
    if not amount.is_finite() or abs(amount) >= 10**14:
        raise _meaningless("criteria[total]")
    return amount


def _channel(given: Mapping[str, str]) -> Q:
    text = given.get("", given.get("value", ""))
    number = number_in(text)
    if number is None:
        return Q(channel__code=text)
    named = aliased_row(NAME, ExternalKind.CHANNEL, number)
    return Q(channel=named) if named else Q(channel__serial=number)


CRITERIA = {
    "number": _text("number"),
    "customer": _text("email", "first_name", "last_name"),
    "date": _placed,
    "total": _total,
    "channel": _channel,
}


def _meaningless(name: str) -> InvalidParameters:
    return InvalidParameters.on(name, code="invalid", sentence=f"The value of '{name}' is not valid.")
