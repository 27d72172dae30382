"""Events in the admin."""

from __future__ import annotations

from django.contrib import admin

from common.admin import ReadOnlyAdmin
from events.models import Event


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """What happened."""

    list_display = ("at", "order", "sequence", "type", "actor_kind", "actor_name")
    list_filter = ("type", "actor_kind", "channel")
    list_select_related = ("order",)
    search_fields = ("order__ref__exact", "order__number__exact")
