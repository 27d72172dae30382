"""The order of lists: chosen by public names, total, and the same on every database.

Null counts as larger than every value: it comes last ascending and first descending.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from common.api.model_paths import field_at
from common.api.parameters import InvalidParameters
from common.api.suggestions import did_you_mean, quoted

PARAMETER = "ordering"


class Column(NamedTuple):
    """A column that a list is ordered by, as a path from the list's model."""

    path: str
    descending: bool = False

    @property
    def flipped(self) -> Column:
        return self._replace(descending=not self.descending)


class StrictOrderingBackend(BaseFilterBackend):
    """`?ordering=-total,date_placed`.

    A view declares `ordering_fields` (public name → path in the model) and `ordering` (the default, in public names).
    """

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        fields = ordering_fields(view)
        if getattr(view, "detail", False) or not fields:
            return queryset
        return ordered(queryset, _columns(request.query_params.get(PARAMETER, _default(view)), fields))

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        fields = ordering_fields(view)
        if not fields:
            return []
        names = [sign + name for name in fields for sign in ("", "-")]
        schema = {"type": "array", "items": {"type": "string", "enum": names}, "default": _default(view).split(",")}
        return [
            {
                "name": PARAMETER,
                "in": "query",
                "required": False,
                "description": "What to sort by, descending with `-` in front; several are separated by commas. "
                "Missing values come last ascending and first descending.",
                "schema": schema,
                "style": "form",
                "explode": False,
            }
        ]


def ordering_fields(view: APIView) -> Mapping[str, str]:
    """What a view's lists can be ordered by: public names and paths."""
    fields: Mapping[str, str] = getattr(view, "ordering_fields", {})
    return fields


def _default(view: APIView) -> str:
    default: str = view.ordering  # type: ignore[attr-defined]
    return default


def ordered(queryset: QuerySet[Any], columns: Iterable[Column]) -> QuerySet[Any]:
    """The rows in this order, ties broken by primary key."""
    columns = _total(queryset.model, columns)
    return queryset.order_by(*(_expression(queryset, column) for column in columns))


def columns_of(queryset: QuerySet[Any]) -> list[Column]:
    """What the rows are ordered by already, down to the primary key.

    Raises `TypeError` for an ordering by anything but columns.
    """
    return _total(queryset.model, map(_column, queryset.query.order_by))


def _columns(text: str, fields: Mapping[str, str]) -> list[Column]:
    """The columns that a value of the parameter asks for."""
    chosen: dict[str, Column] = {}
    for word in text.split(","):
        name = word.removeprefix("-")
        if name not in fields:
            sentence = f"Nothing can be ordered by {quoted(name)}.{did_you_mean(name, fields)}"
            raise InvalidParameters.on(PARAMETER, code="unknown_field", sentence=sentence)
        if name in chosen:
            raise InvalidParameters.on(PARAMETER, code="duplicate", sentence=f"'{name}' is named twice.")
        chosen[name] = Column(fields[name], descending=word.startswith("-"))
    return list(chosen.values())


def _total(model: type[Model], columns: Iterable[Column]) -> list[Column]:
    """The columns up to the primary key, which is added in the direction of the first one if it is missing.

    Rows that are alike in a related row's column stay together by that row: so the database goes from one related
    row to the next, and never has to gather all the rows that are alike.
    """
    key = model._meta.pk.name
    total: list[Column] = []
    for column in columns:
        total.append(column._replace(path=key) if column.path == "pk" else column)
        if total[-1].path == key:
            return total
    if total and "__" in total[-1].path:
        total.append(total[-1]._replace(path=total[-1].path.partition("__")[0]))
    return [*total, Column(key, descending=bool(total) and total[0].descending)]


def _expression(queryset: QuerySet[Any], column: Column) -> OrderBy:
    """The column for `order_by`. Where nulls go is said only where the database would put them elsewhere, because an
    index serves an ordering only if it is spelled alike."""
    _, nullable = field_at(queryset.model, column.path)
    said = True if nullable and not connections[queryset.db].features.nulls_order_largest else None
    if column.descending:
        return F(column.path).desc(nulls_first=said)
    return F(column.path).asc(nulls_last=said)


def _column(ordering: Any) -> Column:
    if isinstance(ordering, str):
        return Column(ordering.removeprefix("-"), descending=ordering.startswith("-"))
    if isinstance(ordering, OrderBy) and isinstance(ordering.expression, F):
        column: Any = ordering.expression
        return Column(column.name, descending=ordering.descending)
    raise TypeError(f"Not ordered by a column: {ordering!r}")
