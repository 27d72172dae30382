"""Orders as a workbook for a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from tempfile import NamedTemporaryFile
from typing import Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from common.money import digits
from orders.export import AMOUNTS, COLUMNS, TIMES, rows
from orders.querysets import OrderQuerySet

MOST_ROWS = 100_000
"""So many orders make a spreadsheet of some tens of megabytes; longer lists are for CSV."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EXACT_DIGITS = 15
"""Spreadsheets calculate with so many digits; an amount with more is written as text."""


class TooManyRows(Exception):
    """A workbook would be too long; the sentence says what to do."""


def exported_workbook(orders: OrderQuerySet) -> HttpResponseBase:
    """The orders as an Excel workbook: amounts are numbers, times are dates in UTC, all else is text.

    Raises:
        TooManyRows: there are more than a workbook is made of.
    """
    if orders[MOST_ROWS : MOST_ROWS + 1]:
        sentence = gettext("A workbook holds at most %(most)d orders. Narrow the list down, or export it as CSV.")
        raise TooManyRows(sentence % {"most": MOST_ROWS})
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Orders")
    sheet.freeze_panes = "B2"
    sheet.append([_head(sheet, name) for name in COLUMNS])
    for cells in _lines(sheet, orders):
        sheet.append(cells)
    file = NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115  (the answer closes it, and with that it is gone)
    book.save(file.name)
    return FileResponse(file, as_attachment=True, filename="orders.xlsx", content_type=XLSX)


def _lines(sheet: Any, orders: OrderQuerySet) -> Iterator[list[Any]]:
    for row in rows(orders):
        yield [_cell(sheet, name, row.get(name), str(row["currency"])) for name in COLUMNS]


def _head(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, f"{name} (UTC)" if name in TIMES else name)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, name: str, value: Any, currency: str) -> Any:
    if value is None or value == "":
        return None
    if name in AMOUNTS and len(Decimal(value).as_tuple().digits) <= _EXACT_DIGITS:
        return _amount(sheet, Decimal(value), currency)
    if isinstance(value, datetime):
        return _moment(sheet, value)
    return _text(sheet, str(value))


def _amount(sheet: Any, amount: Decimal, currency: str) -> Any:
    cell = WriteOnlyCell(sheet, amount)
    cell.number_format = f"#,##0.{'0' * digits(currency)}".rstrip(".")
    return cell


def _moment(sheet: Any, moment: datetime) -> Any:
    cell = WriteOnlyCell(sheet, moment.astimezone(UTC).replace(tzinfo=None, microsecond=0))
    cell.number_format = "yyyy-mm-dd hh:mm:ss"
    return cell


def _text(sheet: Any, text: str) -> Any:
    """A text that no spreadsheet takes for a formula."""
    cell = WriteOnlyCell(sheet)
    cell.value = _UNWRITABLE.sub(" ", text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
