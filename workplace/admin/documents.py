"""Printing the documents of orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from access.authentication import staff_behind
from orders.models import Order
from orders.statuses import TERMINATED
from workplace.documents.printing import (
    MOST_LINES,
    MOST_SHIPMENTS,
    TITLES,
    DocumentKind,
    NothingToPrint,
    TooMuchToPrint,
    can_print,
    print_document,
    print_packing_slips,
)

PERMISSIONS = {
    DocumentKind.PACKING_SLIP: ("orders.view_shipment", "orders.change_shipment"),
    DocumentKind.CONFIRMATION: ("orders.view_order",),
    DocumentKind.REFUND_NOTE: ("payments.view_payment",),
}
"""Any of these opens a document to a member of staff who may see orders."""


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A document that can be printed now."""

    kind: str
    title: str | Promise
    url: str


def documents_for(request: HttpRequest, order: Order) -> list[DocumentLink]:
    """The documents there are of an order that this person may print."""
    return [
        DocumentLink(kind.value, TITLES[kind], reverse("admin:orders_order_document", args=[order.pk, kind.value]))
        for kind in DocumentKind
        if _may_print(request, kind) and can_print(order, kind)
    ]


class OrderDocuments(ModelAdmin):  # type: ignore[misc]
    """The documents of an order as PDF, each at an address of its own."""

    def get_urls(self) -> list[URLPattern]:
        document = path(
            "<uuid:order_id>/documents/<slug:kind>/",
            self.admin_site.admin_view(self.document_view),
            name="orders_order_document",
        )
        return [document, *super().get_urls()]

    def document_view(self, request: HttpRequest, order_id: Any, kind: str) -> HttpResponse:
        """A document of one order, to look at and print."""
        if kind not in PERMISSIONS:
            raise Http404
        if not _may_print(request, DocumentKind(kind)):
            raise PermissionDenied
        reader = staff_behind(request)
        order = get_object_or_404(Order.objects.visible_to(reader).select_related("channel"), pk=order_id)
        try:
            pdf = print_document(order, DocumentKind(kind), reader=reader)
        except NothingToPrint as nothing:
            raise Http404(_nothing_to_print(order)) from nothing
        return _shown(pdf, f"{kind}-{order.ref}")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """What can be done with chosen orders, printing among it."""
        actions: dict[str, Any] = super().get_actions(request)
        if _may_print(request, DocumentKind.PACKING_SLIP):
            actions["print_packing_slips"] = self.get_action("print_packing_slips")
        return actions

    @admin.action(description=_("Print packing slips"))
    def print_packing_slips(self, request: HttpRequest, orders: QuerySet[Order]) -> HttpResponse | None:
        """One PDF with the packing slips of the chosen orders."""
        chosen = list(orders.select_related("channel")[: MOST_SHIPMENTS + 1])
        if len(chosen) > MOST_SHIPMENTS:
            self.message_user(request, _("Choose at most %d orders at once.") % MOST_SHIPMENTS, messages.ERROR)
            return None
        try:
            return _shown(print_packing_slips(chosen), "packing-slips")
        except NothingToPrint:
            self.message_user(request, _("None of these orders has a packing slip."), messages.ERROR)
        except TooMuchToPrint as refused:
            size = {"shipments": refused.size.shipments, "lines": refused.size.lines}
            most = {"most_shipments": MOST_SHIPMENTS, "most_lines": MOST_LINES}
            self.message_user(request, _TOO_MUCH % {**size, **most}, messages.ERROR)
        return None


_TOO_MUCH = _(
    "These orders have %(shipments)d shipments with %(lines)d lines. At most %(most_shipments)d shipments with "
    "%(most_lines)d lines altogether are printed at once: choose fewer orders."
)


def _nothing_to_print(order: Order) -> Promise:
    if order.status in TERMINATED:
        return _("The order is cancelled or refunded, so there is nothing to pack.")
    return _("There is no such document of this order yet.")


def _may_print(request: HttpRequest, kind: DocumentKind) -> bool:
    person = request.user
    return person.has_perm("orders.view_order") and any(person.has_perm(name) for name in PERMISSIONS[kind])


def _shown(pdf: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
