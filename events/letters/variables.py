"""The variables of e-mail texts, and how each is read from what an e-mail is about.

A text can use these variables only: words, addresses of pages, conditions, and rows of these. Amounts are written
with their currency, in the language of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.amounts import format_money
from events.letters.status_names import status_name

Facts = Mapping[str, Any]
"""What an e-mail is about: the data of its event, and what every e-mail says."""

Value = str | bool | Sequence[Mapping[str, Any]]
"""Words, a condition, or rows of values."""


class Kind(Enum):
    """What a variable is."""

    WORDS = "words"
    LINK = "link"
    CONDITION = "condition"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: what it is, what it means, and how it is read in a language; `parts` are those of a row."""

    kind: Kind
    description: Promise
    read: Callable[[Facts, str], Value]
    parts: Mapping[str, Variable] = field(default_factory=dict)


Variables = Mapping[str, Variable]


def values_of(variables: Variables, facts: Facts, language: str) -> dict[str, Value]:
    """The values of variables. What the facts lack, as an erasure leaves them, is empty."""
    return {name: variable.read(facts, language) for name, variable in variables.items()}


def _words(key: str, description: Promise) -> Variable:
    return Variable(Kind.WORDS, description, lambda facts, language: _said(facts.get(key)))


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _link(key: str, description: Promise) -> Variable:
    def read(facts: Facts, language: str) -> str:
        url = _said(facts.get(key))
        return url if urlsplit(url).scheme in ("http", "https") else ""

    return Variable(Kind.LINK, description, read)


def _money(key: str, description: Promise) -> Variable:
    def read(facts: Facts, language: str) -> str:
        amount = _said(facts.get(key))
        return format_money(Decimal(amount), facts["currency"], language=language) if amount else ""

    return Variable(Kind.WORDS, description, read)


def _condition(description: Promise, holds: Callable[[Facts], bool]) -> Variable:
    return Variable(Kind.CONDITION, description, lambda facts, language: holds(facts))


def _moment(key: str, description: Promise) -> Variable:
    def read(facts: Facts, language: str) -> str:
        said = _said(facts.get(key))
        if not said:
            return ""
        moment = datetime.fromisoformat(said)
        return f"{date_format(moment, 'DATETIME_FORMAT')} ({moment.tzname()})"

    return Variable(Kind.WORDS, description, read)


def _rows(key: str, description: Promise, parts: Variables) -> Variable:
    def read(facts: Facts, language: str) -> Value:
        rows = facts.get(key) or []
        return [values_of(parts, {"currency": facts.get("currency"), **row}, language) for row in rows]

    return Variable(Kind.ROWS, description, read, parts)


def _method(facts: Facts, language: str) -> str:
    label, digits = facts.get("label"), facts.get("card_last4")
    return " •••• ".join(part for part in (gettext(label) if label else "", digits) if part)


COMMON: Variables = {
    "number": _words("number", _("The order's number")),
    "ref": _words("ref", _("The order's ref")),
    "customer_name": _words("customer_name", _("The customer's name; may be empty")),
    "shop": _words("shop", _("The channel's name")),
    "shop_url": _link("shop_url", _("The address of the shop; may be empty")),
    "page_url": _link("page_url", _("The address of the order's page; may be empty")),
}
_LINE: Variables = {
    "quantity": _words("quantity", _("The number of units")),
    "name": _words("name", _("The name of the item")),
}
_LINES = _rows("lines", _("The units that this is about"), _LINE)
_AGAIN = _words("again", _("How many of them an earlier e-mail announced; may be empty"))
_REFUNDED_TO = Variable(Kind.WORDS, _("The method, with the end of the card's number"), _method)
_REFUNDS = _rows(
    "parts",
    _("The refunds"),
    {"amount": _money("amount", _("The amount")), "method": _REFUNDED_TO},
)
_SHIPMENT: Variables = {
    "carrier": _words("carrier", _("The carrier; may be empty")),
    "tracking_number": _words("tracking_number", _("The tracking number; may be empty")),
    "tracking_url": _link("tracking_url", _("The address at which the shipment is tracked; may be empty")),
    "lines": _rows("lines", _("The units in it"), {**_LINE, "again": _AGAIN}),
}
_NOTE = _words("note", _("The note; may be empty"))
_PLAN: Variables = {
    "is_return": _condition(_("A return, and no cancellation"), lambda facts: facts.get("plan_type") == "refund"),
    "lines": _LINES,
}

OWN: Mapping[str, Variables] = {
    "placed": {
        "lines": _rows("lines", _("The items"), {**_LINE, "amount": _money("amount", _("The amount"))}),
        "adjustments": _rows(
            "adjustments",
            _("What is added to the sum of the items: shipping, discounts, fees"),
            {"label": _words("label", _("What it is")), "amount": _money("amount", _("The amount"))},
        ),
        "total": _money("total", _("The order's total")),
    },
    "paid": {"amount": _money("amount_paid", _("The amount"))},
    "payment_failed": {"amount": _money("amount", _("The amount"))},
    "reminded": {
        "amount": _money("amount_outstanding", _("The amount that is outstanding")),
        "expires": _condition(_("The order ends if it is not paid"), lambda facts: bool(facts.get("expires"))),
    },
    "expired": {},
    "shipped": {"shipments": _rows("shipments", _("The shipments"), _SHIPMENT)},
    "unshipped": {"lines": _LINES},
    "lost": {
        "is_refunded": _condition(
            _("The customer gets a refund, and no replacement"), lambda facts: facts.get("instead") == "refund"
        ),
        "lines": _LINES,
    },
    "delivered": {
        "are_several": _condition(
            _("Several shipments were delivered"), lambda facts: len(facts.get("shipments") or []) > 1
        ),
    },
    "refunded": {"amount": _money("amount", _("The amount")), "method": _REFUNDED_TO},
    "request_received": _PLAN,
    "request_approved": {**_PLAN, "refunds": _REFUNDS},
    "request_refused": _PLAN,
    "plan_completed": {**_PLAN, "refunds": _REFUNDS},
    "item_rejected": {**_LINE, "reason": _words("reason", _("The reason; may be empty")), "refunds": _REFUNDS},
    "withdrawn": {
        "declared_by": _words("declared_by", _("Who withdraws from the contract; empty after an erasure")),
        "declared_at": _moment("declared_at", _("When the withdrawal was received")),
        "lines": _LINES,
    },
    "status_changed": {
        "status": Variable(
            Kind.WORDS, _("The status"), lambda facts, language: status_name(_said(facts.get("to")), language)
        ),
        "note": _NOTE,
    },
    "status_noted": {"status": _words("label", _("The status")), "note": _NOTE},
}
"""The variables of each e-mail besides those that all have."""


def variables_of(template: str) -> Variables:
    """The variables that the text of an e-mail may name."""
    return {**OWN[template], **COMMON}
