"""What all pages of the admin have in common: staff who are limited to some channels see the rows of those."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib.admin import FieldListFilter, RelatedFieldListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest


class InChannels:
    """The pages of a model. Staff who are limited to some channels see the rows of these channels only.

    `channel_path` leads from a row to its channel; it is empty for rows that belong to none.
    """

    channel_path: str

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        reached = cast(Any, request.user).reached_channels()
        return rows if reached is None else rows.filter(self.in_channels(request, reached))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; by its primary key if `?_to_field=` names no column, where Django itself would fail."""
        return super().get_object(request, object_id, from_field or None)  # type: ignore[misc]

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        """The condition that a row is in the reach of somebody who reaches these channels alone."""
        return Q(**{f"{self.channel_path}__in": reached}) if self.channel_path else Q()


class _RowsInReach(RelatedFieldListFilter):
    """Narrows by rows that the reader can see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        other = field.remote_field.model
        if not model_admin.admin_site.is_registered(other):
            return super().field_choices(field, request, model_admin)
        page = model_admin.admin_site.get_model_admin(other)
        return [(row.pk, str(row)) for row in page.get_queryset(request).order_by(*page.get_ordering(request))]


FieldListFilter.register(lambda field: bool(field.remote_field), _RowsInReach, take_priority=True)
