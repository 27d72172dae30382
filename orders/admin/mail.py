"""E-mails to customers, and sending again those that could not be sent."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from access.authentication import staff_behind, staff_may
from common.admin import ReadOnlyAdmin
from events.models import UNDELIVERED, Message
from orders.services.resend import resend_mail


def may_read_mail(request: HttpRequest) -> bool:
    """Whether e-mails to customers are shown to whoever opened a page."""
    return request.user.has_perm("events.view_message")


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """E-mails, and how far each has got."""

    list_display = ("created_at", "order", "template", "to", "state", "attempts", "sent_at", "failure")
    list_filter = ("state", "template", "language")
    list_select_related = ("order",)
    search_fields = ("order__ref__exact", "order__number__exact", "order__email__iexact")
    actions = ("send_again",)

    @admin.action(description=_("Send again what could not be sent"), permissions=["resend"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """What was sent, or will be, is left alone."""
        caller = staff_behind(request)
        undelivered = list(chosen.filter(state__in=UNDELIVERED).select_related("order"))
        for message in undelivered:
            resend_mail(message, actor=caller.actor, at=timezone.now())
        sent = len(undelivered)
        told = ngettext("%d e-mail is in the outbox once more.", "%d e-mails are in the outbox once more.", sent)
        self.message_user(request, told % sent, messages.SUCCESS if sent else messages.WARNING)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return staff_may(request, "orders:write")
