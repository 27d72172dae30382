"""Events, webhook endpoints and deliveries in the admin."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.forms import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import RadioFilter
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from access.authentication import staff_behind, staff_may
from common.admin import ListAdmin, ReadOnlyAdmin, show_secret_once
from common.errors import InvalidInput
from events.models import Delivery, DeliveryState, Event, WebhookEndpoint
from events.types import EventType
from events.webhooks.destination import destination_of
from events.webhooks.endpoints import (
    TooManyEndpoints,
    change_endpoint,
    redeliver,
    redeliver_failed,
    refuse_too_many,
    register_endpoint,
    remove_endpoint,
    rotate_secret,
    send_test,
)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """What happened."""

    channel_path = "channel"
    list_display = ("at", "order", "sequence", "type", "actor_kind", "actor_name")
    list_filter = ("type", "actor_kind", "channel")
    list_select_related = ("order",)
    search_fields = ("order__ref__exact", "order__number__exact")


class WebhookEndpointForm(forms.ModelForm):
    """The URL that events are sent to, and their types."""

    event_types = forms.MultipleChoiceField(
        label=_("event types"),
        choices=EventType.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        required=False,
        help_text=_("Empty: all."),
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["url", "description", "event_types", "enabled"]

    def clean_url(self) -> str:
        """The URL, if webhooks can go there."""
        url: str = self.cleaned_data["url"]
        try:
            destination_of(url)
        except InvalidInput as wrong:
            code, sentence = wrong.errors[("url",)]
            raise ValidationError(gettext(sentence.template), code=code) from wrong
        return url

    def clean(self) -> dict[str, Any] | None:
        """The cleaned form, if another endpoint is allowed."""
        if self.instance._state.adding:
            try:
                refuse_too_many(None)
            except TooManyEndpoints as refusal:
                raise ValidationError(gettext(refusal.sentence).format_map(refusal.facts)) from refusal
        return super().clean()


class _ForManagersOfWebhooks:
    """Pages for staff who may manage webhooks in the API."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return staff_may(request, "webhooks:write")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return staff_may(request, "webhooks:write")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return staff_may(request, "webhooks:write")


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(_ForManagersOfWebhooks, ListAdmin):
    """The list of webhook endpoints."""

    form = WebhookEndpointForm
    readonly_fields = ("client", "failures", "resting_until", "previous_secret_until")
    fields = ("url", "description", "event_types", "enabled", *readonly_fields)
    list_display = ("__str__", "url", "client", "enabled", "failures", "resting_until", "created_at")
    list_filter = ("enabled",)
    list_select_related = ("client",)
    search_fields = ("url", "description", "=client__client_id")
    ordering = ("-pk",)
    actions = ("send_a_test", "give_a_new_secret", "deliver_again")

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        return Q(pk__in=WebhookEndpoint.objects.visible_to(staff_behind(request)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An endpoint of staff receives the events of all channels."""
        reaches_all = cast(Any, request.user).reached_channels() is None
        return reaches_all and staff_may(request, "webhooks:write") and staff_may(request, "events:read")

    def has_change_permission(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> bool:
        return staff_may(request, "webhooks:write")

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: forms.ModelForm, change: bool) -> None:
        cleaned = form.cleaned_data
        if change:
            change_endpoint(obj, at=timezone.now(), changes=cleaned)
        else:
            enabled = cleaned.pop("enabled")
            endpoint = register_endpoint(**cleaned, client=None, at=timezone.now())
            change_endpoint(endpoint, at=timezone.now(), changes={"enabled": enabled})
            obj.pk = endpoint.pk
            show_secret_once(request, gettext("The signing secret is %s") % endpoint.secret)

    def delete_model(self, request: HttpRequest, obj: WebhookEndpoint) -> None:
        remove_endpoint(obj)

    @admin.action(description=_("Send a test"), permissions=["change"])
    def send_a_test(self, request: HttpRequest, chosen: QuerySet[WebhookEndpoint]) -> None:
        """Disabled endpoints are sent none."""
        sent = [send_test(endpoint, at=timezone.now()) for endpoint in chosen.filter(enabled=True)]
        said = ngettext("%d test is on its way.", "%d tests are on their way.", len(sent))
        self.message_user(request, said % len(sent), messages.SUCCESS if sent else messages.WARNING)

    @admin.action(description=_("Rotate the secret; the old one keeps signing for a day"), permissions=["change"])
    def give_a_new_secret(self, request: HttpRequest, chosen: QuerySet[WebhookEndpoint]) -> None:
        for endpoint in chosen:
            secret = rotate_secret(endpoint, at=timezone.now()).secret
            show_secret_once(request, f"{endpoint}: {secret}")

    @admin.action(description=_("Deliver again what failed"), permissions=["change"])
    def deliver_again(self, request: HttpRequest, chosen: QuerySet[WebhookEndpoint]) -> None:
        _report_count(self, request, sum(redeliver_failed(endpoint, at=timezone.now()) for endpoint in chosen))


class UndeliveredFilter(RadioFilter):  # type: ignore[misc]
    """Deliveries that need a person."""

    title = _("what it needs")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("redelivery", _("Webhooks that could not be delivered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return queryset & Delivery.objects.undelivered() if self.value() else queryset


@admin.register(Delivery)
class DeliveryAdmin(_ForManagersOfWebhooks, ReadOnlyAdmin):
    """The list of deliveries, which may be deleted."""

    list_display = ("created_at", "endpoint", "type", "state", "attempts", "status_code", "delivered_at", "failure")
    list_filter = (UndeliveredFilter, "state", "type", "endpoint")
    list_select_related = ("endpoint",)
    actions = ("deliver_again",)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """A queue begins with what waits longest."""
        return ("pk",) if request.GET.get("needs") else self.ordering

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        return Q(pk__in=Delivery.objects.visible_to(staff_behind(request)))

    @admin.action(description=_("Deliver again"), permissions=["view"])
    def deliver_again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        """Deliveries that are pending anyway are left alone."""
        ended = chosen.exclude(state=DeliveryState.WAITING).select_related("endpoint")
        _report_count(self, request, len([redeliver(delivery, at=timezone.now()) for delivery in ended]))


def _report_count(page: ModelAdmin, request: HttpRequest, number: int) -> None:
    said = ngettext("%d message is sent again.", "%d messages are sent again.", number)
    page.message_user(request, said % number, messages.SUCCESS if number else messages.WARNING)
