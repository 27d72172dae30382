"""The lists that staff keep: carriers and reasons."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext
from unfold.widgets import UnfoldAdminTextInputWidget

from access.granting import channels_to_give
from access.models import User
from common.admin import ListAdmin
from orders.models import Carrier, Reason
from orders.models.reason import LONGEST_LABEL
from workplace.admin.reason_report import ReasonReport

OTHER_LANGUAGES = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def _reaches_all(request: HttpRequest) -> bool:
    return cast(User, request.user).reached_channels() is None


@admin.register(Carrier)
class CarrierAdmin(ListAdmin):
    """The carriers that are offered. They are of all channels, so staff who are limited to some change none."""

    channel_path = ""
    fields = ("code", "name", "tracking_url", "is_active")
    list_display = ("name", "code", "tracking_url", "is_active")
    search_fields = ("code", "name")
    ordering = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(super().has_add_permission(request)) and _reaches_all(request)

    def has_change_permission(self, request: HttpRequest, obj: Carrier | None = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and _reaches_all(request)

    def has_delete_permission(self, request: HttpRequest, obj: Carrier | None = None) -> bool:
        return bool(super().has_delete_permission(request, obj)) and _reaches_all(request)


class ReasonForm(forms.ModelForm):
    """A reason with its label in each language. Staff who are limited to channels must choose one of them."""

    needs_channel = False

    class Meta:
        model = Reason
        fields = ("verb", "code", "channel", "label", "position", "for_customers", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in OTHER_LANGUAGES:
            self.fields[f"label_{code}"] = forms.CharField(
                label=gettext("Label in %(language)s") % {"language": name},
                max_length=LONGEST_LABEL,
                required=False,
                initial=self.instance.labels.get(code, ""),
                widget=UnfoldAdminTextInputWidget,
            )
        if "channel" in self.fields:
            self.fields["channel"].required = self.needs_channel

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        said = {code: self.cleaned_data.get(f"label_{code}", "") for code, _name in OTHER_LANGUAGES}
        self.instance.labels = {code: text for code, text in said.items() if text}
        return cleaned


@admin.register(Reason)
class ReasonAdmin(ReasonReport, ListAdmin):
    """The reasons that are offered. Only staff who reach all channels change those of all channels."""

    form = ReasonForm
    list_display = ("label", "verb", "code", "channel", "position", "for_customers", "is_active")
    list_filter = ("verb", "channel", "for_customers", "is_active")
    list_select_related = ("channel",)
    search_fields = ("code", "label")
    ordering = ("verb", "position", "label")

    def get_fieldsets(self, request: HttpRequest, obj: Reason | None = None) -> Any:
        """With the labels in other languages, which are no columns."""
        labels = [f"label_{code}" for code, _name in OTHER_LANGUAGES] if self._may_write(request, obj) else ["labels"]
        offered = ["position", "for_customers", "is_active"]
        return [(None, {"fields": ["verb", "code", "channel", "label", *labels, *offered]})]

    def get_form(self, request: HttpRequest, obj: Reason | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **{**kwargs, "fields": list(ReasonForm.Meta.fields)})
        return type(form.__name__, (form,), {"needs_channel": not _reaches_all(request)})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(
            db_field, request, queryset=channels_to_give(cast(User, request.user)), **kwargs
        )

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        return Q(channel=None) | Q(channel__in=reached)

    def has_change_permission(self, request: HttpRequest, obj: Reason | None = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and self._is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Reason | None = None) -> bool:
        return bool(super().has_delete_permission(request, obj)) and self._is_own(request, obj)

    def _is_own(self, request: HttpRequest, obj: Reason | None) -> bool:
        return obj is None or obj.channel_id is not None or _reaches_all(request)

    def _may_write(self, request: HttpRequest, obj: Reason | None) -> bool:
        return self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)
