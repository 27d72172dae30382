"""What the list of orders can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import CheckboxFilter, RadioFilter, RangeDateFilter, RangeNumericFilter

from access.authentication import staff_behind
from access.granting import channels_to_give
from access.models import User
from addresses.models import Customer
from common.fields import PLACES
from orders.models import Channel, Order
from orders.statuses import CancelStatus
from workplace.admin.amounts import AmountField
from workplace.labels import ORDER_STATUSES, PAYMENT_STATUSES, PLAN_STATUSES, SHIPPING_STATUSES, Labels, label_of
from workplace.work_queue import QUEUES

Orders = QuerySet[Order, Order]
Choices = list[tuple[str, str | Promise]]

NEEDS = {
    "refund_unknown": _("Refunds whose outcome is unknown"),
    "refund_manually": _("Refunds to make manually"),
    "plan_to_decide": _("Cancellations and returns to decide"),
    "plan_failed": _("Cancellations whose refund failed"),
    "payment_to_confirm": _("Payments to confirm"),
    "payment_to_decide": _("Payments to decide about"),
    "payment_unknown": _("Payments whose outcome is unknown"),
    "late_shipment": _("Paid, not shipped, older than 2 days"),
    "mail_failed": _("E-mails that could not be sent"),
}
"""What orders can wait for, as people call it."""


def queues_of(request: HttpRequest) -> list[str]:
    """The kinds of work that a person may do something about."""
    return [name for name, queue in QUEUES.items() if request.user.has_perm(queue.permission)]


def channels_of(request: HttpRequest) -> list[Channel]:
    """The channels that a person reaches."""
    return list(channels_to_give(cast(User, request.user)).order_by("name", "code"))


class NeedsFilter(RadioFilter):  # type: ignore[misc]
    """Orders that wait for a person."""

    title = _("what it needs")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(name, NEEDS[name]) for name in queues_of(request)]

    def queryset(self, request: HttpRequest, queryset: Orders) -> Orders:
        needed = self.value()
        if not needed:
            return queryset
        if needed not in queues_of(request):
            raise IncorrectLookupParameters
        return queryset.filter(QUEUES[needed].orders(timezone.now()))


class _AnyOfFilter(CheckboxFilter):  # type: ignore[misc]
    """Orders with one of several values."""

    path: str

    def queryset(self, request: HttpRequest, queryset: Orders) -> Orders:
        chosen = [value for value in self.value() or () if value]
        if not chosen:
            return queryset
        if not set(chosen) <= {str(value) for value, _text in self.lookup_choices}:
            raise IncorrectLookupParameters
        return queryset.filter(**{f"{self.path}__in": chosen})


class _WordsFilter(_AnyOfFilter):
    """Orders in one of several states of a vocabulary."""

    labels: Labels

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(str(value), text) for value, (text, _tone) in self.labels.items()]


class StatusFilter(_WordsFilter):
    title, parameter_name, path, labels = _("status"), "status", "status", ORDER_STATUSES

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(str(int(value)), text) for value, (text, _tone) in self.labels.items()]


class PaymentFilter(_WordsFilter):
    title, parameter_name, path, labels = _("payment"), "payment_status", "payment_status", PAYMENT_STATUSES


class ShippingFilter(_WordsFilter):
    title, parameter_name, path, labels = _("shipping"), "shipping_status", "shipping_status", SHIPPING_STATUSES


class CancelFilter(_AnyOfFilter):
    title, parameter_name, path = _("cancellation"), "cancel_status", "cancel_status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(value, label_of(PLAN_STATUSES, value)) for value in CancelStatus.values]


class ChannelFilter(_AnyOfFilter):
    title, parameter_name, path = _("channel"), "channel", "channel__code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(channel.code, channel.name) for channel in channels_of(request)]


class CustomerFilter(RadioFilter):  # type: ignore[misc]
    """Orders of the customer in the query, for staff who may see customers; not offered in the form."""

    title, parameter_name = _("customer"), "customer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        asked = request.GET.get(self.parameter_name)
        return [(asked, _named(asked, request))] if asked else []

    def queryset(self, request: HttpRequest, queryset: Orders) -> Orders:
        asked = self.value()
        if not asked:
            return queryset
        if not _named(asked, request):
            raise IncorrectLookupParameters
        return queryset.filter(customer=asked)


class PlacedFilter(RangeDateFilter):  # type: ignore[misc]
    """Orders placed on certain days, the last one included."""

    def queryset(self, request: HttpRequest, queryset: Orders) -> Orders:
        first, last = (self.used_parameters.get(f"{self.parameter_name}_{end}") for end in ("from", "to"))
        if first:
            queryset = queryset.filter(date_placed__gte=_midnight(_day(first)))
        if last and _day(last) < date.max:
            queryset = queryset.filter(date_placed__lt=_midnight(_day(last) + timedelta(days=1)))
        return queryset


class _TotalForm(forms.Form):
    """From which total to which."""

    total_from = AmountField(label=_("Total from"), decimal_places=PLACES, required=False)
    total_to = AmountField(label=_("Total to"), decimal_places=PLACES, required=False)


_LOOKUPS = {"total_from": "total__gte", "total_to": "total__lte"}


class TotalFilter(RangeNumericFilter):  # type: ignore[misc]
    """Orders of certain totals, each in its own currency."""

    def queryset(self, request: HttpRequest, queryset: Orders) -> Orders:
        """What is no amount narrows nothing, and is said to be wrong."""
        form = _TotalForm(self.used_parameters)
        for name, errors in form.errors.items():
            messages.warning(request, f"{form[name].label}: {errors[0]}")
        bounds = {_LOOKUPS[name]: amount for name, amount in form.cleaned_data.items() if amount is not None}
        return queryset.filter(**bounds)

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        yield {"form": _TotalForm(self.used_parameters)}


def _named(customer_id: str, request: HttpRequest) -> str:
    """The name of a customer in a person's reach; empty if there is none, or the person may not see customers."""
    reached = Customer.objects.visible_to(staff_behind(request))
    try:
        found = reached.filter(pk=customer_id).first()
    except ValidationError:
        return ""
    return (found.full_name or str(found)) if found else ""


def _day(written: str) -> date:
    try:
        day = forms.DateField(input_formats=[*get_format("DATE_INPUT_FORMATS"), "%d.%m.%Y"]).to_python(written)
    except ValidationError as error:
        raise IncorrectLookupParameters from error
    return cast(date, day)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
