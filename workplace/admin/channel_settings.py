"""Forms of a channel's settings: its statuses, what its customers may do, and which e-mails they get."""

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
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from events.mail import CHOOSABLE
from orders.channel_settings import change_channel
from orders.models import CancellationPolicy, Carrier, Channel
from workplace.admin.json_field import JsonField
from workplace.labels import MESSAGES, Text


class ChannelForm(forms.Form):
    """Some of a channel's settings, as they are."""

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(channel, name) for name in self.fields}


class StatusesForm(ChannelForm):
    """How the channel calls its statuses, and in which zone its dialects tell times."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name) for name in sorted(available_timezones())],
        widget=UnfoldAdminSelectWidget,
    )
    status_names = JsonField(
        label=_("Names of statuses"),
        required=False,
        widget=UnfoldAdminTextareaWidget,
        help_text=_(
            'A list of objects like {"name": "Sent", "move": "ship", "shows": ["SHIPPED"]}. Empty: the usual ones.'
        ),
    )


class DaysField(forms.IntegerField):
    """A number of days or minutes; empty for none."""

    widget = UnfoldAdminIntegerFieldWidget

    def __init__(self, max_value: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=max_value, required=False, **kwargs)


class HostsField(forms.CharField):
    """Hosts, one a line."""

    widget = UnfoldAdminTextareaWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, list) else (value or "").lower().split()


class CustomersForm(ChannelForm):
    """What the channel's customers may do by themselves, and which e-mails they get."""

    customer_cancellation = forms.ChoiceField(
        label=_("Cancelling before anything is sent"),
        choices=[
            (CancellationPolicy.AT_ONCE, _("At once")),
            (CancellationPolicy.ON_REQUEST, _("On request; staff decide")),
            (CancellationPolicy.NEVER, _("Not by themselves")),
        ],
        widget=UnfoldAdminSelectWidget,
    )
    customer_address_correction = forms.BooleanField(
        label=_("Correcting the shipping address before anything is sent"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    return_days = DaysField(label=_("Days for returns"), help_text=_("After delivery. Empty: not by themselves."))
    withdrawal_days = DaysField(
        label=_("Days to withdraw from the contract"),
        help_text=_("After delivery; 14 in the European Union. Empty: not on the order page."),
        max_value=32_767,
    )
    page_days = DaysField(label=_("Days of the order page"), help_text=_("Empty: its links never end."))
    mails = forms.MultipleChoiceField(
        label=_("E-mails"),
        required=False,
        choices=[(name, MESSAGES[name]) for name in CHOOSABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    mail_from = forms.CharField(
        label=_("Sender of e-mails"),
        max_length=254,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Empty: the service's own."),
    )
    unpaid_reminder_minutes = DaysField(label=_("Minutes until the reminder to pay"), help_text=_("Empty: never."))
    unpaid_expiry_minutes = DaysField(label=_("Minutes until an unpaid order ends"), help_text=_("Empty: never."))
    guest_retention_months = DaysField(
        label=_("Months until guests are erased"),
        help_text=_("After their last order. Empty: never."),
        max_value=1200,
    )
    return_url = forms.CharField(
        label=_("Address after paying"),
        max_length=500,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Such as https://shop.example/thanks/{ref}. Empty: the order's page, or where the service leads."),
    )
    return_hosts = HostsField(
        label=_("Hosts after paying"),
        help_text=_("To which the storefront may let a customer return instead, one a line: shop.example"),
    )
    color = forms.CharField(
        label=_("Colour of the order page"),
        max_length=30,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Such as #0b6e4f."),
    )


class ShippingForm(ChannelForm):
    """How the channel ships."""

    default_carrier = forms.ModelChoiceField(
        Carrier.objects.filter(is_active=True).order_by("name"),
        label=_("Usual carrier"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Of shipments for which none is named."),
    )


class ChannelSettingsPages(ModelAdmin):  # type: ignore[misc]
    """Pages of the channel for its settings."""

    @action(description=_("Statuses and time zone"), url_path="statuses", icon="label", permissions=["settings"])
    def statuses(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show and change how the channel calls its statuses."""
        return self._change(request, object_id, StatusesForm, _("Statuses of %s"))

    @action(description=_("Customers and e-mails"), url_path="customers", icon="group", permissions=["settings"])
    def customers(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show and change what customers may do, and which e-mails they get."""
        return self._change(request, object_id, CustomersForm, _("Customers of %s"))

    @action(description=_("Shipping"), url_path="shipping", icon="local_shipping", permissions=["settings"])
    def shipping(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show and change how the channel ships."""
        return self._change(request, object_id, ShippingForm, _("Shipping of %s"))

    def has_settings_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return request.user.has_perm("orders.change_channel")

    def _change(self, request: HttpRequest, object_id: str, shown: type[ChannelForm], title: Text) -> HttpResponse:
        channel = self.get_object(request, object_id)
        if channel is None:
            raise Http404
        form = shown(channel, request.POST or None)
        if request.method == "POST" and form.is_valid() and _save(channel, form):
            self.log_change(request, channel, ", ".join(form.changed_data))
            self.message_user(request, _("The settings were saved."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:orders_channel_change", args=[channel.pk]))
        page: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": title % channel,
            "opts": self.opts,
            "original": channel,
            "form": form,
        }
        return render(request, "admin/orders/channel_form.html", page)


def _save(channel: Channel, form: ChannelForm) -> bool:
    try:
        change_channel(channel, form.cleaned_data)
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return False
    return True
