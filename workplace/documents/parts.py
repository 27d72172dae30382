"""The parts of a sheet, as `sheets.typ` draws them below each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from addresses.models import CustomerAddress
from common.amounts import format_money
from common.countries import name_of
from orders.models import Order
from payments.models import Payment
from workplace.documents.code128 import bars

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and its share of the width."""

    label: str
    share: int
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and a note in small letters below it."""

    text: str
    quiet: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A line below a table: an amount and what it is."""

    label: str
    amount: str
    strong: bool = False
    quiet: bool = False


# --- parts -----------------------------------------------------------------------------------------------------------


def heading(order: Order, title: str, *, facts: Iterable[str] = (), aside: str = "", with_code: bool = False) -> Part:
    """The document's title, and which order it is of."""
    said = {"title": title, "order": gettext("Order"), "number": order.number, "aside": aside}
    placed = [day(order.date_placed)] if order.date_placed else []
    code = {"text": order.ref, "bars": bars(order.ref)} if with_code else None
    return {"kind": "heading", **said, "facts": [*placed, *facts], "code": code}


def columns(*beside: tuple[str, Sequence[str]]) -> Part:
    """Lines side by side, each below its label."""
    return {"kind": "columns", "columns": [{"label": label, "lines": lines} for label, lines in beside]}


def table(heads: Sequence[Column], rows: Iterable[Sequence[str | Cell]]) -> Part:
    """Rows below their headings, which are repeated at the top of the next page."""
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    return {"kind": "table", "columns": heads, "rows": cells}


def sums(rows: Iterable[Sum]) -> Part:
    """Amounts below each other."""
    return {"kind": "sums", "rows": list(rows)}


def label(text: str) -> Part:
    """What the next part is about."""
    return {"kind": "label", "label": text}


def note(text: str, *, about: str = "") -> Part:
    """What somebody wrote, in their own lines."""
    return {"kind": "note", "label": about, "text": text.replace("\r\n", "\n")}


PAGE: Part = {"kind": "page"}
"""The next part begins on a new page."""


# --- texts -----------------------------------------------------------------------------------------------------------


def day(at: datetime) -> str:
    """A day as the document's language writes it."""
    return date_format(localtime(at), "DATE_FORMAT")


def money(order: Order, amount: Decimal) -> str:
    """An amount of the order, with its currency."""
    return format_money(amount, order.currency, language=get_language() or "en")


def method(payment: Payment) -> str:
    """How somebody paid."""
    card = f" •••• {payment.card_last4}" if payment.card_last4 else ""
    return f"{payment.method_name}{card}"


def address_lines(address: CustomerAddress | None) -> list[str]:
    """The lines of an address on a letter."""
    if address is None:
        return []
    place = f"{address.postcode} {address.city_name}" + (f", {address.state}" if address.state else "")
    country = name_of(address.country_code)
    person = f"{address.first_name} {address.last_name}"
    lines = [address.company_name, person, address.line, address.line2, place, country]
    return [line.strip() for line in lines if line and line.strip()]
