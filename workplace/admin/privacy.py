"""A customer's pages for data access and erasure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from access.authentication import staff_behind, staff_may
from addresses.models import Customer
from common.errors import Refusal
from common.rehearsal import rehearse
from orders.models import PrivacyEntry
from orders.privacy.data import Data, orders_after, personal_data
from orders.privacy.erase import erase_customer
from workplace.admin.sentences import refusal_text


class PrivacyPages(ModelAdmin):  # type: ignore[misc]
    """The pages for data access and erasure."""

    @action(description=_("Everything kept (JSON)"), url_path="data", icon="download", permissions=["data"])
    def data(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Everything that is kept about a customer, as a file to give to them."""
        customer = self._customer(request, object_id)
        everything = personal_data(customer, after=None, actor=staff_behind(request).actor, at=timezone.now())
        file = {"Content-Disposition": f'attachment; filename="customer-{customer.pk}.json"'}
        return StreamingHttpResponse(_document(customer, everything), content_type="application/json", headers=file)

    @action(description=_("Erase"), url_path="erase", icon="person_remove", permissions=["erase"])
    def erase(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what an erasure would do, and execute it when confirmed."""
        customer = self._customer(request, object_id)
        caller = staff_behind(request)
        entry, refusal = None, ""
        try:
            if request.method == "POST":
                entry = erase_customer(customer, actor=caller.actor, at=timezone.now())
                self.message_user(request, _done(entry), messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:addresses_customer_change", args=[customer.pk]))
            with rehearse():
                entry = erase_customer(customer, actor=caller.actor, at=timezone.now())
        except Refusal as error:
            refusal = refusal_text(error)
        page: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Erase %s") % customer,
            "opts": self.opts,
            "original": customer,
            "entry": entry,
            "refusal": refusal,
        }
        return render(request, "admin/addresses/customer/erase.html", page)

    def has_data_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return staff_may(request, "privacy:read")

    def has_erase_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return staff_may(request, "privacy:write")

    def _customer(self, request: HttpRequest, object_id: str) -> Customer:
        customer: Customer | None = self.get_object(request, object_id)
        if customer is None:
            raise Http404
        return customer


def _done(entry: PrivacyEntry) -> str:
    return gettext("The person was erased; {pseudonym} stands in their place.").format(**entry.about)


def _document(customer: Customer, everything: Data) -> Iterator[str]:
    """One JSON document with all orders, read some at a time."""
    orders, last = everything.pop("orders"), everything.pop("last")
    yield _json(everything)[:-1] + ', "orders": ['
    while True:
        yield ", ".join(map(_json, orders))
        if last is None:
            break
        yield ", "
        orders, last = orders_after(customer, last)
    yield "]}"


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
