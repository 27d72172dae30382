"""Events in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from common.admin import ReadOnlyAdmin
from events.mail_delivery import send_again
from events.models import Event, Message


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """What happened."""

    list_display = ("at", "order", "sequence", "type", "actor_kind", "actor_name")
    list_filter = ("type", "actor_kind", "channel")
    list_select_related = ("order",)
    search_fields = ("=order__ref",)


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """E-mails to customers, and how far each has got."""

    list_display = ("created_at", "order", "template", "to", "state", "attempts", "sent_at", "failure")
    list_filter = ("state", "template", "language")
    list_select_related = ("order",)
    search_fields = ("=order__ref", "=to")
    actions = ("send_again",)

    @admin.action(description="Send again what was given up or is unsure", permissions=["resend"])
    def send_again(self, request: HttpRequest, messages: QuerySet[Message]) -> None:
        """Put them back into the outbox."""
        for message in messages:
            send_again(message, at=timezone.now())

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.change_message")
