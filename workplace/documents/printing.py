"""Which documents there are of an order, and printing them in the customer's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from access.callers import Caller
from access.scopes import CUSTOMER_SCOPES
from common.actors import ActorKind
from events.mail_text import supported_language
from orders.models import Order
from workplace.documents import contents
from workplace.documents.logo import inlined
from workplace.documents.pdf import drawn, joined
from workplace.models import Letterhead


class DocumentKind(StrEnum):
    """A document of an order, as addresses name it."""

    PACKING_SLIP = "packing-slip"
    CONFIRMATION = "confirmation"
    REFUND_NOTE = "refund-note"


TITLES: Mapping[DocumentKind, Promise] = {
    DocumentKind.PACKING_SLIP: _("Packing slip"),
    DocumentKind.CONFIRMATION: _("Order confirmation"),
    DocumentKind.REFUND_NOTE: _("Refund note"),
}

_THERE: Mapping[DocumentKind, Callable[[Order], bool]] = {
    DocumentKind.PACKING_SLIP: contents.has_shipments,
    DocumentKind.CONFIRMATION: contents.is_placed,
    DocumentKind.REFUND_NOTE: contents.has_refunds,
}

_CONTENTS: Mapping[DocumentKind, Callable[[Order], dict[str, Any]]] = {
    DocumentKind.PACKING_SLIP: contents.of_packing_slip,
    DocumentKind.CONFIRMATION: contents.of_confirmation,
    DocumentKind.REFUND_NOTE: contents.of_refund_note,
}


CUSTOMER = Caller(ActorKind.CUSTOMER, "", scopes=CUSTOMER_SCOPES)
"""Whom documents are written for."""

MOST_SHIPMENTS = 100
MOST_LINES = 500
"""So many take a dozen seconds: about a twelfth of a second for a shipment, and a hundredth for a line."""


class NothingToPrint(LookupError):
    """There is no such document of the order yet."""


class TooMuchToPrint(Exception):
    """Drawing would take longer than a browser waits."""

    def __init__(self, size: contents.SlipsSize) -> None:
        self.size = size
        super().__init__()


def can_print(order: Order, kind: DocumentKind) -> bool:
    """Whether there is this document of an order: a refund note, say, once money went back."""
    return _THERE[kind](order)


def print_document(order: Order, kind: DocumentKind, *, reader: Caller = CUSTOMER) -> bytes:
    """A document of an order as PDF, with no more on it than its reader may see.

    Raises:
        NothingToPrint: there is no such document of the order yet.
    """
    if not can_print(order, kind):
        raise NothingToPrint(kind)
    letterhead = Letterhead.objects.filter(channel=order.channel).first()
    language = language_of(order, letterhead)
    with override(language):
        page = {
            "order": order,
            "currency": order.currency,
            "language": language,
            "title": TITLES[kind],
            "sender": _sender(order, letterhead),
            "reader": reader,
            **_CONTENTS[kind](order),
        }
        return drawn(render_to_string(f"documents/{kind.name.lower()}.html", page))


def print_packing_slips(orders: Sequence[Order]) -> bytes:
    """The packing slips of several orders in one PDF; of those that have one.

    Raises:
        NothingToPrint: none of them has one.
        TooMuchToPrint: they have more than `MOST_SHIPMENTS`, or more than `MOST_LINES` on them.
    """
    size = contents.size_of_packing_slips(orders)
    if not size.orders:
        raise NothingToPrint(DocumentKind.PACKING_SLIP)
    if size.shipments > MOST_SHIPMENTS or size.lines > MOST_LINES:
        raise TooMuchToPrint(size)
    return joined(print_document(order, DocumentKind.PACKING_SLIP) for order in orders if order.pk in size.orders)


def language_of(order: Order, letterhead: Letterhead | None) -> str:
    """The customer's language as far as it is known, else the channel's."""
    return supported_language(order.language_code or (letterhead.language_code if letterhead else ""))


def sender_of(order: Order) -> dict[str, Any]:
    """Who sends an order's documents: name, address, logo and host name."""
    return _sender(order, Letterhead.objects.filter(channel=order.channel).first())


def _sender(order: Order, letterhead: Letterhead | None) -> dict[str, Any]:
    channel = order.channel
    if letterhead is None:
        return {"name": channel.name, "address": "", "logo": "", "hostname": channel.hostname}
    return {
        "name": letterhead.legal_name or channel.name,
        "address": letterhead.address,
        "logo": inlined(bytes(letterhead.logo)) if letterhead.logo else "",
        "hostname": channel.hostname,
    }
