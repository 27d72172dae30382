"""Admin pages that show everything and change nothing: what changes goes through a service."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin, TabularInline
from unfold.views import ChangeList

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):
    """Counts no further than anybody turns pages, so that a long list opens as fast as a short one."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by().values("pk")[:MOST_COUNTED].count() if isinstance(rows, QuerySet) else len(rows)


class _DeclaredFilters(ChangeList):  # type: ignore[misc]
    """What a list is narrowed by are its declared filters. Django takes every column and lookup from the address
    beside them: so a hidden column could be guessed letter by letter, and any be searched without an index."""

    def get_filters(self, request: HttpRequest) -> tuple[Any, ...]:
        specs, has_filters, undeclared, *rest = super().get_filters(request)
        if undeclared or any("\0" in value for values in self.filter_params.values() for value in values):
            raise IncorrectLookupParameters
        return specs, has_filters, undeclared, *rest


class ListAdmin(ModelAdmin):  # type: ignore[misc]
    """A model whose list is narrowed by its declared filters and by nothing else."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _DeclaredFilters


class _Unwritten:
    """Nobody adds or changes here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class _Unchangeable(_Unwritten):
    """Nor deletes."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class _Browsed(ListAdmin):
    """Long lists, and rows in full. Who has the permission to view them sees them."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    ordering: tuple[str, ...] = ("-pk",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        hidden = self.get_exclude(request, obj) or ()
        return [field.name for field in self.model._meta.fields if field.name not in hidden]


class ReadOnlyAdmin(_Unchangeable, _Browsed):
    """A model to browse."""


class EndableAdmin(_Unwritten, _Browsed):
    """Rows that programs write, to browse. Deleting is how one is ended by hand."""


class ReadOnlyInline(_Unchangeable, TabularInline):  # type: ignore[misc]
    """Rows that belong to the one on the page."""

    extra = 0
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return list(self.fields or [])
