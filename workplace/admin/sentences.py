"""Events, gateway calls and refusals as sentences for staff."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from access.callers import Caller
from common.amounts import format_number
from common.errors import InvalidInput, OutcomeUnknown, Refusal, Sentence
from common.money import digits
from events.types import EventType as E
from orders.statuses import OrderStatus
from payments.models import Payment
from workplace.admin.page import OrderPage
from workplace.labels import (
    LOSSES,
    ORDER_STATUSES,
    PLAN_STATUSES,
    PLAN_TYPES,
    WITHDRAWAL_GROUNDS,
    format_money,
    label_of,
    name_of,
    name_of_method,
)

Facts = Mapping[str, Any]

VOCABULARY = frozenset("name current wanted status question done place inner outer adjustment method".split())
"""Words of a sentence that are no names and no amounts."""

AMOUNTS = frozenset(
    "amount asked authorized available most outstanding paid payable refunded reserved sent sum total".split()
)
"""Words of a sentence that are amounts of money where they are texts."""
MOMENTS = frozenset({"until"})
"""Words of a sentence that are points in time where they are texts."""
_DECIMALS = re.compile(r"-?[0-9]+(?:\.([0-9]+))?")

SENTENCES: Mapping[str, str | Promise] = {
    E.ORDER_DRAFTED: _("A draft was created."),
    E.ORDER_PLACED: _("The order was placed."),
    E.ORDER_UPDATED: _("The order was changed: {fields}."),
    E.ORDER_AMENDED: _("Items were changed: the total went from {total_before} to {total} {currency}."),
    E.ORDER_STATUS_CHANGED: _("The status went from {from} to {to}."),
    E.ORDER_STATUS_NOTED: _("'{label}' was written into the status log."),
    E.ORDER_PAID: _("The order is paid in full: {amount_paid} {currency}."),
    E.ORDER_REFUNDED: _("Refunded in full: {amount_refunded} {currency}."),
    E.ORDER_EXPIRED: _("The order was not paid in time."),
    E.ORDER_REMINDED: _("The customer was reminded to pay."),
    E.ORDER_WITHDRAWN: _("The customer withdrew from the contract: {lines}."),
    E.ORDER_ERASED: _("The person was erased; {pseudonym} stands in their place."),
    E.NOTE_ADDED: _("A note was written."),
    E.HISTORY_ADDED: _("The storefront sent the customer's order history."),
    E.ITEM_PACKED: _("{item} was packed."),
    E.ITEM_DELIVERED: _("{quantity} × {item} arrived."),
    E.ITEM_REJECTED: _("{quantity} × {item} was rejected."),
    E.ITEM_SHIPPING_STOPPED: _("{quantity} × {item} was refunded before it was sent, and is not shipped any more."),
    E.ITEM_SHIPPING_RESUMED: _("{quantity} × {item} is shipped after all: its refund failed."),
    E.SHIPMENT_CREATED: _("A shipment was created: {lines}."),
    E.SHIPMENT_CHANGED: _("A shipment's tracking was corrected."),
    E.SHIPMENT_SHIPPED: _("Shipped: {lines}."),
    E.SHIPMENT_DELIVERED: _("A shipment was delivered."),
    E.SHIPMENT_CANCELLED: _("A shipment was cancelled."),
    E.SHIPMENT_UNSHIPPED: _("It was a mistake that this was shipped: {lines}."),
    E.SHIPMENT_LOST: _("Lost: {lines}. Instead: {instead}."),
    E.PAYMENT_STARTED: _("A payment of {amount} {currency} was started: {payment}."),
    E.PAYMENT_PROCESSING: _("The payment of {amount} {currency} is with the gateway."),
    E.PAYMENT_AUTHORIZED: _("{amount} {currency} was authorized: {payment}."),
    E.PAYMENT_COMPLETED: _("{amount} {currency} was paid: {payment}."),
    E.PAYMENT_FAILED: _("The payment of {amount} {currency} failed: {payment}."),
    E.PAYMENT_CANCELLED: _("The payment of {amount} {currency} was voided: {payment}."),
    E.PAYMENT_UNKNOWN: _("The gateway did not answer about the payment of {amount} {currency}."),
    E.PAYMENT_DISPUTED: _("The customer's bank charged back {amount} {currency}: {payment}."),
    E.REFUND_RESERVED: _("A refund of {amount} {currency} to {payment} is reserved."),
    E.REFUND_SENT: _("The gateway was asked to refund {amount} {currency} to {payment}."),
    E.REFUND_SUCCEEDED: _("{amount} {currency} was refunded to {payment}."),
    E.REFUND_FAILED: _("{amount} {currency} could not be refunded to {payment}."),
    E.REFUND_UNKNOWN: _("It is not known yet whether {amount} {currency} was refunded to {payment}."),
    E.PLAN_OPENED: _("{plan_type} asked for: {lines}."),
    E.PLAN_MOVED: _("{plan_type}: {plan_status}."),
    E.PLAN_APPROVED: _("{plan_type} approved: {lines}."),
    E.PLAN_COMPLETED: _("{plan_type} completed: {lines}."),
    E.PLAN_REJECTED: _("{plan_type} rejected: {lines}."),
    E.PLAN_CANCELLED: _("{plan_type} withdrawn: {lines}."),
    E.PLAN_FAILED: _("{plan_type} failed: the refund did not succeed."),
    E.MAIL_FAILED: _("An e-mail could not be sent."),
    E.MAIL_RESENT: _("An e-mail was sent to the customer again."),
}
"""An event on the timeline; braces are filled from its data. A type without a sentence shows its label."""
_TYPES = dict(E.choices)

ASKED: Mapping[str, str | Promise] = {
    "capture": _("{gateway} is asked to capture {amount} {currency}."),
    "cancel": _("{gateway} is asked to void the payment of {amount} {currency}."),
    "refund": _("{gateway} is asked to refund {amount} {currency}."),
    "look_up_payment": _("{gateway} is asked for the status of the payment of {amount} {currency}."),
    "look_up_refund": _("{gateway} is asked for the status of the refund of {amount} {currency}."),
}


@dataclass(frozen=True, slots=True)
class EventFormatter:
    """Events of one order as sentences; its rows are called by their labels."""

    page: OrderPage
    caller: Caller

    def event(self, type: str, data: Facts) -> str:
        """One event in a sentence."""
        names = {name: named(self, data) for name, named in _NAMES.items() if _SOURCE.get(name, name) in data}
        sentence = SENTENCES.get(type) or gettext(_TYPES.get(type, type))
        return str(sentence).format_map(_Lenient({**data, **names, **_sums(data)}))

    def gateway_call(self, call: Facts) -> str:
        """One question to a gateway in a sentence."""
        names = {payment.method: payment.method_name for payment in self.page.payments}
        name = names.get(call["gateway"]) or name_of_method(call["gateway"])
        template = str(ASKED.get(call["operation"], "{gateway}: {operation}"))
        return template.format_map({**call, **_sums(call), "gateway": name})

    def payment(self, payment_id: str) -> str:
        """A payment as people recognise it, for whoever sees payments."""
        if not self.caller.sees_payments:
            return gettext("a payment")
        found = next((row for row in self.page.payments if str(row.pk) == payment_id), None)
        return name_of(found) if found else gettext("another payment")

    def lines(self, lines: Any) -> str:
        """Units: `2 × Medium Mug, 1 × Plate`."""
        return ", ".join(f"{line['quantity']} × {self.item(line['item'])}" for line in lines)

    def item(self, item_id: str) -> str:
        """An item's name."""
        found = next((row for row in self.page.items if str(row.pk) == item_id), None)
        return found.name if found else gettext("an item")


_NAMES: Mapping[str, Callable[[EventFormatter, Facts], str]] = {
    "from": lambda formatter, data: _status(data["from"]),
    "to": lambda formatter, data: _status(data["to"]),
    "fields": lambda formatter, data: ", ".join(gettext(name.replace("_", " ")) for name in data["fields"]),
    "item": lambda formatter, data: formatter.item(data["item"]),
    "payment": lambda formatter, data: formatter.payment(data["payment"]),
    "lines": lambda formatter, data: formatter.lines(data["lines"]),
    "instead": lambda formatter, data: str(LOSSES[data["instead"]]),
    "plan_type": lambda formatter, data: str(PLAN_TYPES[data["plan_type"]]),
    "plan_status": lambda formatter, data: label_of(PLAN_STATUSES, data["to"]),
}
_SOURCE = {"plan_status": "plan_type"}
_SUMS = ("amount", "amount_paid", "amount_refunded", "total", "total_before")


class _Lenient(dict[str, Any]):
    """Data that an old event lacks shows as …."""

    def __missing__(self, key: str) -> str:
        return "…"


def _status(name: str | None) -> str:
    status = OrderStatus.__members__.get(name or "")
    return label_of(ORDER_STATUSES, status) if status else str(name or "")


def _sums(facts: Facts) -> dict[str, str]:
    return {
        name: _number(facts[name], digits(facts["currency"])) for name in _SUMS if facts.keys() >= {name, "currency"}
    }


def _number(amount: Any, places: int) -> str:
    return format_number(Decimal(amount), places, language=get_language())


def note_of(type: str, data: Facts) -> str:
    """The reason or note given with an event; texts of the service itself in the reader's language."""
    said = data.get("note") if type in (E.ORDER_STATUS_CHANGED, E.ORDER_STATUS_NOTED) else data.get("reason")
    ground = WITHDRAWAL_GROUNDS.get(data.get("ground"), "")
    return " – ".join(str(part) for part in (gettext(str(said)) if said else "", ground) if part)


def name_and_amount(payment: Payment) -> str:
    """A payment with what it is about."""
    return f"{format_money(payment.amount, payment.currency)}, {name_of(payment)}"


def refusal_text(refusal: Refusal) -> str:
    """A refusal as a sentence."""
    if isinstance(refusal, OutcomeUnknown):
        return gettext("The gateway did not answer, so the outcome is unknown. The service keeps checking.")
    reasons = [translated(reason) for reason in refusal.facts.get("reasons", {}).values()]
    return " ".join(reasons) or translated(refusal.detail)


def translated(sentence: Sentence) -> str:
    """A sentence in staff's language."""
    template = gettext(sentence.template)
    words = {name: _localized(name, value) for name, value in sentence.words.items()}
    text = template.format_map(words) if words else template
    return text[:1].upper() + text[1:]


def _localized(name: str, value: Any) -> Any:
    """A word of the vocabulary, an amount or a time in a refusal; names stay as they are."""
    if name in AMOUNTS and isinstance(value, str) and (decimals := _DECIMALS.fullmatch(value)):
        return _number(value, len(decimals[1] or ""))
    if name in MOMENTS and isinstance(value, str):
        return date_format(datetime.fromisoformat(value), "DATETIME_FORMAT")
    return gettext(value) if name in VOCABULARY and isinstance(value, str) and value else value


def input_error_texts(error: InvalidInput) -> list[tuple[tuple[str | int, ...], str]]:
    """What is wrong with each field."""
    return [(path, translated(sentence)) for path, (_code, sentence) in error.errors.items()]
