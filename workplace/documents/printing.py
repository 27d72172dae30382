"""Which documents there are of an order, and printing them in the customer's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from access.callers import Caller
from access.scopes import CUSTOMER_SCOPES
from common.actors import ActorKind
from common.languages import supported_language
from orders.models import Order
from workplace.documents import contents, sheets
from workplace.documents.logo import inlined
from workplace.documents.parts import Part
from workplace.documents.pdf import drawn
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

_PARTS: Mapping[DocumentKind, Callable[[Order, Caller], list[Part]]] = {
    DocumentKind.PACKING_SLIP: sheets.packing_slip,
    DocumentKind.CONFIRMATION: sheets.confirmation,
    DocumentKind.REFUND_NOTE: sheets.refund_note,
}


CUSTOMER = Caller(ActorKind.CUSTOMER, "", scopes=CUSTOMER_SCOPES)
"""Whom documents are written for."""

MOST_SHIPMENTS = 100
MOST_LINES = 500
"""The limits of one PDF, which takes a dozen seconds: a twelfth of a second per shipment, a hundredth per line."""


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
    return drawn([_sheet(order, kind, reader)], _logos([order]))


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
    packed = [order for order in orders if order.pk in size.orders]
    return drawn([_sheet(order, DocumentKind.PACKING_SLIP, CUSTOMER) for order in packed], _logos(packed))


def _sheet(order: Order, kind: DocumentKind, reader: Caller) -> dict[str, Any]:
    if not can_print(order, kind):
        raise NothingToPrint(kind)
    letterhead = Letterhead.objects.filter(channel=order.channel).first()
    language = language_of(order, letterhead)
    with override(language):
        return {
            "language": language,
            "title": str(TITLES[kind]),
            "number": order.number,
            "page": gettext("Page"),
            "sender": _sender(order, letterhead),
            "channel": order.channel_id,
            "parts": _PARTS[kind](order, reader),
        }


def _logos(orders: Iterable[Order]) -> dict[str, bytes]:
    """The logos of their channels, each once."""
    channels = {order.channel_id for order in orders}
    found = Letterhead.objects.filter(channel__in=channels).values_list("channel", "logo")
    return {str(channel): bytes(logo) for channel, logo in found if logo}


def language_of(order: Order, letterhead: Letterhead | None) -> str:
    """The customer's language as far as it is known, else the channel's."""
    return supported_language(order.language_code or (letterhead.language_code if letterhead else ""))


def sender_of(order: Order) -> dict[str, str]:
    """Who sends an order's documents: name, address, logo and host name."""
    letterhead = Letterhead.objects.filter(channel=order.channel).first()
    logo = letterhead.logo if letterhead else None
    return _sender(order, letterhead) | {"logo": inlined(bytes(logo)) if logo else ""}


def _sender(order: Order, letterhead: Letterhead | None) -> dict[str, str]:
    channel = order.channel
    name = letterhead.legal_name if letterhead else ""
    address = letterhead.address if letterhead else ""
    return {"name": name or channel.name, "address": address, "hostname": channel.hostname}
