"""Admin pages that show everything and change nothing: changes go through services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, ORDER_VAR
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.views import ChangeList

from common.exact_display import with_exact_numbers
from common.in_channels import InChannels
from common.shown_columns import with_shown_columns

MOST_COUNTED = 10_000

MOST_FOUND_ELSEWHERE = 1_000
"""The number of rows of another table that a search follows to the listed ones."""

Sort = tuple[str | OrderBy, ...]


class CappedPaginator(Paginator):
    """Counts up to a limit, so that a long list opens as fast as a short one."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by().values("pk")[:MOST_COUNTED].count() if isinstance(rows, QuerySet) else len(rows)


class _DeclaredFilters(ChangeList):  # type: ignore[misc]
    """Only the declared filters narrow a list. Django would also take any column and lookup from the query: a hidden
    column could be guessed letter by letter, and any column searched without an index."""

    preserved_filters: str

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.way_back = self.preserved_filters
        self.preserved_filters = ""

    def url_for_result(self, result: Model) -> str:
        """The address of a row, with the list's filters to return to. Django would resolve each address to check
        whether it may add them."""
        url: str = super().url_for_result(result)
        return f"{url}?{self.way_back}" if self.way_back else url

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """Nothing where Django leads when it did not understand what to narrow by: else it would be everything."""
        rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        return rows.none() if ERROR_FLAG in request.GET else rows

    def get_filters(self, request: HttpRequest) -> tuple[Any, ...]:
        specs, has_filters, undeclared, *rest = super().get_filters(request)
        if undeclared or any("\0" in value for values in self.filter_params.values() for value in values):
            raise IncorrectLookupParameters
        return specs, has_filters, undeclared, *rest


class ListAdmin(InChannels, ModelAdmin):  # type: ignore[misc]
    """A model whose list is narrowed by its declared filters and by nothing else."""

    list_sections = ()
    """None; unfold asks for them in each row, which takes long where the name is missing."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _DeclaredFilters

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if ERROR_FLAG in request.GET:
            sentence = gettext("The filters or the search are invalid, so nothing is shown. Change them and try again.")
            self.message_user(request, sentence, messages.WARNING)
        page: HttpResponse = super().changelist_view(request, extra_context)
        return page


class IndexedChangeList(_DeclaredFilters):
    """Sorted by one column at a time, as its index is; the other way round, the index is read from its end."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Model]) -> list[Any]:
        for place, direction in self.get_ordering_field_columns().items():
            ascending = [_order_by(each) for each in self.model_admin.sorts[_name_of(self.list_display[place])]]
            return ascending if direction == "asc" else [_reversed(each) for each in ascending]
        return list(self.model_admin.get_ordering(request))

    def get_ordering_field_columns(self) -> dict[int, str]:
        """The column that the address asks for first, if the list can be sorted by it, with its direction."""
        first = self.params.get(ORDER_VAR, "").partition(".")[0]
        _none, sign, written = first.rpartition("-")
        columns, sortable = enumerate(map(_name_of, self.list_display)), set(map(_name_of, self.sortable_by))
        places = {str(place): place for place, column in columns if column in sortable}
        return {places[written]: "desc" if sign else "asc"} if written in places else {}


def _name_of(column: Any) -> str:
    """A column of a list is named, or is what writes its cells."""
    return str(getattr(column, "__name__", column))


def _order_by(part: str | OrderBy) -> OrderBy:
    if isinstance(part, OrderBy):
        return part
    return F(part.removeprefix("-")).desc() if part.startswith("-") else F(part).asc()


def _reversed(part: OrderBy) -> OrderBy:
    turned = part.copy()
    turned.reverse_ordering()
    return turned


class _Unwritten:
    """Rows are not added or changed here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class _Unchangeable(_Unwritten):
    """Nor deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class _Browsed(ListAdmin):
    """Long lists, and rows in full, for everybody with the permission to view them.

    `needs` names the permissions without which a column is neither shown nor searched: `{"email": permission}`,
    `{"customer__document_id": permission}`.
    """

    needs: Mapping[str, str] = {}

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    ordering: tuple[str, ...] = ("-pk",)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return _for_people(self.model, self._seen(request, super().get_list_display(request)))

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return self._seen(request, super().get_search_fields(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        hidden = self.get_exclude(request, obj) or ()
        shown = [field.name for field in self.model._meta.fields if field.name not in hidden]
        return _for_people(self.model, self._seen(request, shown))

    get_fields = get_readonly_fields

    def _seen(self, request: HttpRequest, columns: Sequence[Any]) -> list[Any]:
        """The columns, or lookups of columns, without those that need a permission which the reader lacks."""
        lacking = [name for name, permission in self.needs.items() if not request.user.has_perm(permission)]
        return [each for each in columns if not any(f"{_name_of(each)}__".startswith(f"{name}__") for name in lacking)]


class ReadOnlyAdmin(_Unchangeable, _Browsed):
    """A model to browse.

    `sorts` names the columns that the list can be sorted by, each with the order of an index that begins with it.
    `search_fields` that all end in `exact` or `iexact` are searched for the whole term, each by its own index.
    """

    sorts: Mapping[str, Sort] = {}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return IndexedChangeList

    def get_sortable_by(self, request: HttpRequest) -> list[Any]:
        return [column for column in self.get_list_display(request) if _name_of(column) in self.sorts]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The rows with exactly this term in one of the columns."""
        paths = [path.split(LOOKUP_SEP) for path in self.get_search_fields(request)]
        if not (search_term and paths) or not all(path[-1] in ("exact", "iexact") for path in paths):
            found: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, search_term)
            return found
        return queryset.filter(self.found(paths, search_term.strip())), False

    def found(self, paths: Sequence[Sequence[str]], term: str) -> Q:
        """The condition that a row has the term in one of the columns."""
        return reduce(or_, [_rows_with(self.model, path, term) for path in paths])


class EndableAdmin(_Unwritten, _Browsed):
    """Read-only rows that staff can end by deleting them."""


class ReadOnlyInline(_Unchangeable, TabularInline):  # type: ignore[misc]
    """Rows that belong to the one on the page."""

    extra = 0
    show_change_link = True

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return _for_people(self.model, self.fields or [])

    get_readonly_fields = get_fields


def _for_people(model: type[Model], columns: Sequence[Any]) -> list[Any]:
    """The columns of a page as people read them."""
    return with_exact_numbers(model, with_shown_columns(model, columns))


def _rows_with(model: type[Model], path: Sequence[str], term: str) -> Q:
    """Rows of another table are found first: no index helps with a choice between columns of two tables."""
    column, *rest = path
    if len(rest) == 1:
        return Q(**{f"{column}__{rest[0]}": term}) if _can_hold(model._meta.get_field(column), term) else Q(pk__in=[])
    other = cast(type[Model], model._meta.get_field(column).related_model)
    elsewhere = other._default_manager.filter(_rows_with(other, rest, term)).values_list("pk", flat=True)
    return Q(**{f"{column}__in": list(elsewhere[:MOST_FOUND_ELSEWHERE])})


def _can_hold(field: Any, term: str) -> bool:
    """Whether a column can hold the term: an id is only found by a whole id."""
    try:
        field.to_python(term)
    except ValidationError:
        return False
    return True


def show_secret_once(request: HttpRequest, secret: str) -> None:
    """Show a secret on the next page only."""
    messages.success(request, gettext("%s. It is not shown again.") % secret)
