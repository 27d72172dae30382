"""Customers in the admin, with their personal data and its erasure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from access.authentication import staff_behind
from access.callers import Caller
from access.scopes import PERMISSION_FOR_SCOPE, SEES_CUSTOMERS
from addresses.models import Customer
from common.admin import ReadOnlyAdmin
from common.countries import name_of
from common.preserved_filters import CARRIED
from orders.models import CustomerHistoryEntry, PrivacyEntry
from workplace.admin.privacy import PrivacyPages
from workplace.customer_page import addresses_of, external_ids_of, history_of, orders_of
from workplace.labels import Text

PRIVATE = "addresses:read"


@admin.register(Customer)
class CustomerAdmin(PrivacyPages, ReadOnlyAdmin):
    """Customers. Identity numbers are shown to staff who may read them in the API."""

    channel_path = "channel"
    actions_detail = ("data", "erase")
    list_display = ("email", "first_name", "last_name", "phone", "channel", "account_type", "created_at")
    list_filter = ("channel", "account_type")
    sorts = {"created_at": ("created_at", "id")}
    list_select_related = ("channel",)
    search_fields = ("email__iexact", "phone__exact", "external_id__exact", "document_id__exact")
    needs = {"document_id": PERMISSION_FOR_SCOPE[PRIVATE]}

    def has_view_permission(self, request: HttpRequest, obj: Customer | None = None) -> bool:
        """Who may change a customer and not know them sees none (ADR 82)."""
        return request.user.has_perm(SEES_CUSTOMERS)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of a customer. Nothing is changed here."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        customer = self.get_object(request, object_id)
        if customer is None:
            away: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return away
        return TemplateResponse(request, "admin/addresses/customer/page.html", self._shown(request, customer))

    def _shown(self, request: HttpRequest, customer: Customer) -> dict[str, Any]:
        caller = staff_behind(request)
        has_history = request.user.has_perm("orders.view_customerhistoryentry")
        return {
            **self.admin_site.each_context(request),
            "title": customer.full_name or str(customer),
            "opts": self.opts,
            "original": customer,
            "customer": customer,
            "orders": orders_of(customer, caller),
            "addresses": addresses_of(customer) if caller.may(PRIVATE) else [],
            "history": history_of(customer) if has_history else [],
            "external_ids": external_ids_of(customer),
            "details": list(_details(customer, caller)),
            "may": {scope.replace(":", "_"): True for scope in caller.scopes},
            "carried": urlencode({CARRIED: urlencode({"customer": customer.pk})}),
        }

    def found(self, paths: Sequence[Sequence[str]], term: str) -> Q:
        """Search in every channel by name: the unique indexes begin with the channel."""
        channels = Customer._meta.get_field("channel").related_model._default_manager.values_list("pk", flat=True)
        return super().found(paths, term) & Q(channel__in=list(channels))


def _details(customer: Customer, caller: Caller) -> Iterator[tuple[Text, str]]:
    """What is known besides name and contact; identity numbers only for those who may read them."""
    rows: list[tuple[Text, str]] = [
        (gettext("Customer number"), str(customer.serial)),
        (gettext("Id in the storefront"), customer.external_id),
        (gettext("Known as"), gettext("guest") if customer.is_guest else gettext("account")),
        (gettext("Language"), customer.language_code),
        (gettext("Birthday"), date_format(customer.birthday, "DATE_FORMAT") if customer.birthday else ""),
        (gettext("Gender"), customer.get_gender_display() if customer.gender else ""),
        (gettext("Joined"), _moment(customer.date_joined)),
        (gettext("Last login"), _moment(customer.last_login)),
        (gettext("Known since"), _moment(customer.created_at)),
    ]
    if caller.may(PRIVATE):
        rows += [
            (gettext("Identity document"), customer.get_document_id_type_display()),
            (gettext("Identity number"), customer.document_id),
            (gettext("Country of the document"), name_of(customer.document_id_country)),
        ]
    yield from ((label, str(value)) for label, value in rows if value)


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""


@admin.register(CustomerHistoryEntry)
class CustomerHistoryAdmin(ReadOnlyAdmin):
    """Customers' earlier orders elsewhere."""

    channel_path = "customer__channel"
    list_display = ("reference", "customer", "amount", "currency", "status", "type", "order_date")
    list_filter = ("status",)
    list_select_related = ("customer",)
    search_fields = ("customer__id__exact", "customer__phone__exact", "customer__document_id__exact")
    needs = {"customer": SEES_CUSTOMERS, "customer__document_id": PERMISSION_FOR_SCOPE[PRIVATE]}


@admin.register(PrivacyEntry)
class PrivacyEntryAdmin(ReadOnlyAdmin):
    """The privacy log."""

    list_display = ("created_at", "kind", "actor_name", "customer_id", "order", "ip")
    list_filter = ("kind",)
    list_select_related = ("order",)
    search_fields = ("customer__id__exact", "order__ref__exact", "actor_id__exact")
    needs = {"customer": SEES_CUSTOMERS}

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        return Q(pk__in=PrivacyEntry.objects.visible_to(staff_behind(request)).values("pk"))
