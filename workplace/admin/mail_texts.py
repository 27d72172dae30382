"""The texts of e-mails: a list for each channel, and the page of each text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from common.in_channels import InChannels
from events.letters.texts import Place
from events.letters.wording import TEMPLATES
from events.models import MailText
from orders.models import Channel
from workplace.admin.list_filters import channels_of
from workplace.admin.mail_text_form import TextPage
from workplace.labels import MESSAGES
from workplace.work_queue import UNUSABLE_TEXTS


@admin.register(MailText)
class MailTextAdmin(InChannels, ModelAdmin):  # type: ignore[misc]
    """The texts of e-mails. They are changed on pages of our own."""

    channel_path = "channel"

    def get_urls(self) -> list[URLPattern]:
        """The list, and the page of each text."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="events_mailtext_changelist"),
            path(
                "<uuid:channel_id>/<slug:template>/<slug:language>/",
                wrap(self.text_view),
                name="events_mailtext_text",
            ),
        ]

    def has_view_permission(self, request: HttpRequest, obj: MailText | None = None) -> bool:
        return bool(request.user.has_perm(UNUSABLE_TEXTS.permission))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """All e-mails of a channel, and which of its texts are its own."""
        channels = _channels(request)
        channel = next((row for row in channels if row.code == request.GET.get("channel")), next(iter(channels), None))
        own = {(row.template, row.language): row for row in MailText.objects.current().filter(channel=channel)}
        rows = [
            (
                MESSAGES[template],
                [(template, code, name, own.get((template, code))) for code, name in settings.LANGUAGES],
            )
            for template in TEMPLATES
        ]
        page = {"title": _("E-mail texts"), "channels": channels, "channel": channel, "rows": rows}
        page["languages"] = settings.LANGUAGES
        return render(request, "admin/events/mailtext/list.html", self._context(request, page))

    def text_view(self, request: HttpRequest, channel_id: UUID, template: str, language: str) -> HttpResponse:
        """One text: change it, preview it, try it, or go back to the default one."""
        channel = next((row for row in _channels(request) if row.pk == channel_id), None)
        if channel is None or template not in TEMPLATES or language not in dict(settings.LANGUAGES):
            raise Http404
        page = TextPage(request, channel, Place(channel.pk, template, language))
        done = page.carry_out() if request.method == "POST" else None
        return done or render(request, "admin/events/mailtext/text.html", self._context(request, page.context()))

    def _context(self, request: HttpRequest, page: Mapping[str, Any]) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, **page}


def _channels(request: HttpRequest) -> list[Channel]:
    """The channels whose texts a person may change."""
    if not request.user.has_perm(UNUSABLE_TEXTS.permission):
        raise PermissionDenied
    return channels_of(request)
