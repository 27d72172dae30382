"""E-mails to customers, and sending again those that could not be sent."""

from __future__ import annotations

from typing import Any

import structlog
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RadioFilter

from access.authentication import staff_behind, staff_may
from access.scopes import SEES_CUSTOMERS
from common.actors import Actor
from common.admin import ReadOnlyAdmin
from events.letters.writing import letter_for
from events.models import UNDELIVERED, Message
from orders.resend_mail import MailNotUndelivered, resend_mail
from workplace.labels import MESSAGES, Text

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 250


def may_read_mail(request: HttpRequest) -> bool:
    """Whether e-mails to customers are shown to whoever opened a page."""
    return request.user.has_perm("events.view_message")


class TemplateFilter(RadioFilter):  # type: ignore[misc]
    """E-mails of one kind."""

    title, parameter_name = _("e-mail"), "template"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Text]]:
        return list(MESSAGES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        if self.value() and self.value() not in MESSAGES:
            raise IncorrectLookupParameters
        return queryset.filter(template=self.value()) if self.value() else queryset


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """E-mails, and how far each has got."""

    channel_path = "order__channel"
    list_display = ("created_at", "order", "template", "to", "state", "attempts", "sent_at", "failure")
    list_filter = ("state", TemplateFilter, "language")
    list_select_related = ("order",)
    search_fields = ("order__ref__exact", "order__number__exact", "order__email__iexact")
    needs = {"to": SEES_CUSTOMERS, "order__email": SEES_CUSTOMERS}
    actions = ("send_again",)
    exclude = ("context",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return ["letter", *super().get_readonly_fields(request, obj)]

    get_fields = get_readonly_fields

    @admin.display(description=_("as the customer reads it"))
    def letter(self, message: Message) -> SafeString | None:
        """None for one that cannot be written; its failure is shown instead."""
        try:
            letter = letter_for(message)
        except Exception:
            log.exception("mail_not_written", message=str(message.pk))
            return None
        return format_html('<pre class="wp-letter"><b>{}</b>\n\n{}</pre>', letter.subject, letter.text)

    @admin.action(description=_("Send again what could not be sent"), permissions=["resend"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """What was sent, or will be, is left alone."""
        undelivered = list(chosen.filter(state__in=UNDELIVERED).select_related("order")[: MOST_AT_ONCE + 1])
        if len(undelivered) > MOST_AT_ONCE:
            refused = gettext("At most %(most)d e-mails are sent again at once. Narrow the list down, or choose fewer.")
            self.message_user(request, refused % {"most": MOST_AT_ONCE}, messages.ERROR)
            return
        number = chosen.count()
        sent = sum(_is_sent_again(message, staff_behind(request).actor) for message in undelivered)
        message = ngettext("%d e-mail is queued again.", "%d e-mails are queued again.", sent)
        self.message_user(request, message % sent, messages.SUCCESS if sent else messages.WARNING)
        if left := number - sent:
            alone = ngettext(
                "%d e-mail was left alone: it was sent, or waits to be.",
                "%d e-mails were left alone: they were sent, or wait to be.",
                left,
            )
            self.message_user(request, alone % left, messages.INFO)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return staff_may(request, "orders:write")


def _is_sent_again(message: Message, actor: Actor) -> bool:
    """Whether it was still undelivered when its turn came."""
    try:
        resend_mail(message, actor=actor, at=timezone.now())
    except MailNotUndelivered:
        return False
    return True
