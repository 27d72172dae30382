"""The form with which a channel's names of statuses and its time zone are changed."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from orders.channel_settings import change_channel
from orders.models import Channel


class StatusesForm(forms.Form):
    """How the channel calls its statuses, and in which zone its dialects tell times."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name) for name in sorted(available_timezones())],
        widget=UnfoldAdminSelectWidget,
    )
    status_names = forms.JSONField(
        label=_("Names of statuses"),
        required=False,
        widget=UnfoldAdminTextareaWidget,
        help_text=_(
            'A list of objects like {"name": "Sent", "move": "ship", "shows": ["SHIPPED"]}. Empty: the usual ones.'
        ),
    )


class StatusesPage(ModelAdmin):  # type: ignore[misc]
    """A page of the channel for its statuses."""

    @action(description=_("Statuses and time zone"), url_path="statuses", icon="label", permissions=["statuses"])
    def statuses(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show and change how the channel calls its statuses."""
        channel = self.get_object(request, object_id)
        if channel is None:
            raise Http404
        initial = {"time_zone": channel.time_zone, "status_names": channel.status_names}
        form = StatusesForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid() and _save(channel, form):
            self.log_change(request, channel, str(_("Statuses changed.")))
            self.message_user(request, _("The statuses were saved."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:orders_channel_change", args=[channel.pk]))
        page: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Statuses of %s") % channel,
            "opts": self.opts,
            "original": channel,
            "form": form,
        }
        return render(request, "admin/orders/channel_form.html", page)

    def has_statuses_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return request.user.has_perm("orders.change_channel")


def _save(channel: Channel, form: StatusesForm) -> bool:
    try:
        change_channel(channel, form.cleaned_data)
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return False
    return True
