"""The form with which a channel's letterhead is changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from common.errors import InvalidInput
from orders.models import Channel
from workplace.admin.sentences import input_error_texts
from workplace.documents.logo import LARGEST_FILE, inlined
from workplace.letterhead import change_letterhead
from workplace.models import Letterhead


class LetterheadForm(forms.Form):
    """The letterhead of a channel's documents."""

    legal_name = forms.CharField(
        label=_("Legal name"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )
    address = forms.CharField(label=_("Address"), max_length=1000, required=False, widget=UnfoldAdminTextareaWidget)
    language_code = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("For customers of whom no language is known."),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("A PNG or JPEG picture of at most 256 KiB."),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False, widget=UnfoldBooleanSwitchWidget)

    def changes(self) -> dict[str, Any]:
        """What the service is asked for. Without a new picture the logo stays as it is."""
        changes = {name: self.cleaned_data[name] for name in ("legal_name", "address", "language_code")}
        if self.cleaned_data["logo"]:
            changes["logo"] = self.cleaned_data["logo"].read(LARGEST_FILE + 1)
        elif self.cleaned_data["remove_logo"]:
            changes["logo"] = None
        return changes


class LetterheadPage(ModelAdmin):  # type: ignore[misc]
    """A page of the channel for its letterhead."""

    @action(description=_("Letterhead"), url_path="letterhead", icon="article", permissions=["letterhead"])
    def letterhead(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show and change the letterhead of the channel's documents."""
        channel = self.get_object(request, object_id)
        if channel is None:
            raise Http404
        row = Letterhead.objects.filter(channel=channel).first()
        form = LetterheadForm(request.POST or None, request.FILES or None, initial=_initial(row))
        if request.method == "POST" and form.is_valid() and _save(channel, form):
            self.log_change(request, channel, str(_("Letterhead changed.")))
            self.message_user(request, _("The letterhead was saved."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:orders_channel_change", args=[channel.pk]))
        page = {
            **self.admin_site.each_context(request),
            "title": _("Letterhead of %s") % channel,
            "opts": self.opts,
            "original": channel,
            "form": form,
            "logo": inlined(bytes(row.logo)) if row and row.logo else "",
        }
        return render(request, "admin/orders/channel_form.html", page)

    def has_letterhead_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return request.user.has_perm("orders.change_channel")


def _initial(row: Letterhead | None) -> dict[str, str]:
    if row is None:
        return {"language_code": settings.LANGUAGE_CODE}
    return {"legal_name": row.legal_name, "address": row.address, "language_code": row.language_code}


def _save(channel: Channel, form: LetterheadForm) -> bool:
    try:
        change_letterhead(channel, at=timezone.now(), changes=form.changes())
    except InvalidInput as wrong:
        for (field, *_rest), sentence in input_error_texts(wrong):
            form.add_error(str(field), sentence)
        return False
    return True
