"""Filtering lists by query parameters, `field__lookup`. Unknown parameters are refused, never ignored.

class OrderFilters(StrictFilterSet):
    number = TextFilter(lookups=("exact", "contains", "icontains"), help_text="The channel's number.")
    status = WordsFilter(vocabulary=OrderStatus, lookups=("exact", *RANGE))
    total = AmountFilter(lookups=("exact", *RANGE))
    paid_at = MomentFilter(lookups=(*RANGE, "isnull"))
    item__sku = TextsFilter("items__sku")
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django_filters.filters import BaseCSVFilter, Filter
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from drf_spectacular.drainage import set_override
from rest_framework.views import APIView

from common.api import filter_fields as fields
from common.api.model_paths import leads_to_many
from common.api.ordering import PARAMETER as ORDERING
from common.api.ordering import ordering_fields
from common.api.parameters import InvalidParameters, refuse_repeated, refuse_unknown

RANGE = ("gte", "gt", "lte", "lt")
EVERYWHERE = frozenset({"format", "token"})
MEANINGS = {
    "exact": "Exactly this.",
    "gte": "At least this.",
    "gt": "More than this.",
    "lte": "At most this.",
    "lt": "Less than this.",
    "contains": "Contains this.",
    "icontains": "Contains this, in upper or lower case.",
    "isnull": "Whether it is missing.",
    "date": "On this day (UTC).",
}


class StrictFilter(Filter):
    """`lookups` are the lookups there are, "exact" by the bare name, each a filter of its own with the same `options`:
    `method`, `vocabulary`, and what subclasses add. `right` names what the caller must be allowed to see to ask for it,
    where not everybody sees the field. Through a to-many relation, any row may match."""

    field_class: type[fields.StrictField] = fields.TextField
    meanings = MEANINGS
    parent: Any
    """The filters of this request; django-filter sets them."""

    def __init__(
        self,
        field_name: str | None = None,
        lookup_expr: str = "exact",
        *,
        lookups: tuple[str, ...] = ("exact",),
        help_text: str = "",
        right: str = "",
        **options: Any,
    ) -> None:
        self.lookups = lookups
        self.right = right
        self.options = options
        known = {name: options[name] for name in ("method", "vocabulary") if name in options}
        super().__init__(field_name, lookup_expr, help_text=help_text, **known)

    def spread(self, name: str) -> Iterator[tuple[str, Filter]]:
        """A filter for each lookup, by the parameter's name."""
        for lookup in self.lookups:
            kind = self.kind_for(lookup)
            help_text = " ".join(filter(None, [self.extra["help_text"], kind.meanings.get(lookup)]))
            options = {} if kind is YesNoFilter else self.options
            filter_ = kind(self.field_name, lookup, help_text=help_text, right=self.right, **options)
            set_override(filter_, "field", filter_.described())
            yield name if lookup == "exact" else f"{name}__{lookup}", filter_

    def kind_for(self, lookup: str) -> type[StrictFilter]:
        """The filter that serves a lookup of this one's column."""
        return YesNoFilter if lookup == "isnull" else type(self)

    def described(self) -> fields.Schema:
        """The parameter in OpenAPI."""
        return self.field_class(**self.extra).described() | {"description": self.extra["help_text"]}

    def filter(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if value is None:
            return queryset
        condition = self.condition(value)
        if leads_to_many(queryset.model, str(self.field_name)):
            rows = queryset.model._base_manager.filter(condition)
            return queryset.filter(pk__in=rows.values("pk"))
        return queryset.filter(condition)

    def condition(self, value: Any) -> Q:
        """The rows that match."""
        return Q((f"{self.field_name}__{self.lookup_expr}", value))


class TextFilter(StrictFilter):
    """A text, by default as it is stored."""

    def kind_for(self, lookup: str) -> type[StrictFilter]:
        return {"contains": ContainsFilter, "isnull": YesNoFilter}.get(lookup, TextFilter)


class ContainsFilter(StrictFilter):
    """A part of a text, in this very case. Indexes serve only `icontains`, so that is asked for as well."""

    def condition(self, value: Any) -> Q:
        return Q((f"{self.field_name}__icontains", value), (f"{self.field_name}__contains", value))


class AmountFilter(StrictFilter):
    """An amount of money."""

    field_class = fields.AmountField


class MomentFilter(StrictFilter):
    """A time."""

    field_class = fields.MomentField

    def kind_for(self, lookup: str) -> type[StrictFilter]:
        return {"date": DayFilter}.get(lookup, super().kind_for(lookup))


class DayFilter(StrictFilter):
    """A time on a day in UTC, as a range, which an index serves."""

    field_class = fields.DayField

    def condition(self, value: Any) -> Q:
        start = datetime.combine(value, time(), UTC)
        try:
            end = Q((f"{self.field_name}__lt", start + timedelta(days=1)))
        except OverflowError:
            end = Q()
        return Q((f"{self.field_name}__gte", start)) & end


class IdFilter(StrictFilter):
    """A UUID."""

    field_class = fields.IdField


class YesNoFilter(StrictFilter):
    """True or false."""

    field_class = fields.YesNoField


class JsonFilter(StrictFilter):
    """A JSON value equal to this one."""

    field_class = fields.JsonField


class CodeFilter(StrictFilter):
    """A code, compared as a number."""

    field_class = fields.CodeField


class ListFilter(StrictFilter, BaseCSVFilter):
    """Any of several values."""

    base_field_class = fields.ListField
    meanings = MEANINGS | {"exact": "Any of these."}

    def condition(self, value: Any) -> Q:
        return Q((f"{self.field_name}__in", value))


class TextsFilter(ListFilter, TextFilter):
    """Texts separated by commas. Other lookups than "exact" take one."""

    base_field_class = fields.TextListField
    meanings = ListFilter.meanings | {"exact": r"Any of these. A comma in a value among others is written `\,`."}

    def kind_for(self, lookup: str) -> type[StrictFilter]:
        return TextsFilter if lookup == "exact" else super().kind_for(lookup)


class IdsFilter(ListFilter):
    """UUIDs separated by commas."""

    field_class = fields.IdField


class WordsFilter(ListFilter):
    """Words of a `vocabulary` (a Django `Choices`) separated by commas, by name in any case or by code."""

    field_class = fields.WordField

    def kind_for(self, lookup: str) -> type[StrictFilter]:
        return CodeFilter if lookup in RANGE else super().kind_for(lookup)


class StrictFilterSet(FilterSet):
    """The filters of a list, each lookup a parameter of its own."""

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        asked = data or {}
        # Copying the filters that nobody asked for would cost more than the rest of the request.
        self.base_filters = OrderedDict((name, filter_) for name, filter_ in self.base_filters.items() if name in asked)
        super().__init__(data, *args, **options)

    @classmethod
    def get_filters(cls) -> OrderedDict[str, Filter]:
        declared: dict[str, Any] = super().get_filters()
        return OrderedDict(pair for name, filter_ in declared.items() for pair in filter_.spread(name))


class StrictFilterBackend(DjangoFilterBackend):
    """django-filter that refuses unknown, repeated and bad parameters.

    Besides its filters a view may declare `extra_parameters`: what else it understands, such as "expand".
    """

    filterset_base = StrictFilterSet

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        filters = {} if getattr(view, "detail", False) else self._filters(view, queryset)
        refuse_unknown(request, known_parameters(view) | filters.keys())
        refuse_repeated(request, {name for name, known in filters.items() if isinstance(known, ListFilter)})
        filterset = self.get_filterset(request, queryset, view) if filters else None
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            wrong = filterset.form.errors.as_data().items()
            raise InvalidParameters({name: (errors[0].code or "", errors[0].messages[0]) for name, errors in wrong})
        rows: QuerySet[Any] = filterset.qs
        return rows

    def _filters(self, view: APIView, queryset: QuerySet[Any]) -> Mapping[str, Filter]:
        filterset = self.get_filterset_class(view, queryset)
        return filterset.base_filters if filterset else {}


def known_parameters(view: APIView) -> set[str]:
    """What a view understands besides its filters."""
    paginator = getattr(view, "paginator", None)
    known = {*EVERYWHERE, *getattr(view, "extra_parameters", ()), *getattr(paginator, "parameters", ())}
    return known | {ORDERING} if ordering_fields(view) else known
