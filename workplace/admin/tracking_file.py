"""Tracking numbers in a CSV file: read line by line, each bad line with its reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext

MOST_BYTES = 512 * 1024
MOST_LINES = 250
LENGTHS = {"ref": 64, "number": 64, "tracking_number": 100, "carrier": 100, "tracking_url": 500}
"""The columns that are read, and the most characters of each."""

_SPOILED = re.compile(r'="?\w+"?|\d([.,]\d+)?[eE]\+\d+')
"""What spreadsheets make of long numbers: formulas, and powers of ten."""

_web_address = URLValidator(schemes=["http", "https"])


class FileUnreadable(Exception):
    """The file as a whole cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its order, its tracking, and what is wrong with it."""

    at: int
    ref: str
    number: str
    tracking_number: str
    carrier: str
    tracking_url: str
    problem: str = ""

    @property
    def order(self) -> str:
        """What the line calls the order."""
        return self.ref or self.number

    @property
    def tracking(self) -> dict[str, str]:
        """What the line says; an empty cell says nothing."""
        said = {name: getattr(self, name) for name in ("tracking_number", "carrier", "tracking_url")}
        return {name: text for name, text in said.items() if text}


def read_lines(content: bytes) -> list[Line]:
    """The lines below the header that say anything.

    Raises:
        FileUnreadable: it is too large, no text in UTF-8, no CSV, or lacks a column.
    """
    rows = list(_rows(_text(content)))
    if not rows:
        raise FileUnreadable(gettext("The file has no lines below its header."))
    if len(rows) > MOST_LINES:
        raise FileUnreadable(gettext("The file has more than %d lines. Split it.") % MOST_LINES)
    seen: set[tuple[str, str]] = set()
    return [_line(at, cells, seen) for at, cells in rows]


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise FileUnreadable(gettext("The file is larger than %d KiB.") % (MOST_BYTES // 1024))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = gettext("The file is not in UTF-8. In a spreadsheet, save it as “CSV UTF-8”.")
        raise FileUnreadable(wrong) from error
    if "\0" in text:
        raise FileUnreadable(gettext("The file is no CSV file. In a spreadsheet, save it as “CSV UTF-8”."))
    return text


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines by their number in the file, as column and cell."""
    header_line = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = _header(next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    except csv.Error as error:
        raise FileUnreadable(gettext("The file is no CSV file: %s.") % error) from error


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip().lower().replace(" ", "_") for cell in cells]
    known = [name for name in names if name in LENGTHS]
    if len(known) != len(set(known)):
        raise FileUnreadable(gettext("The header names a column twice."))
    if "tracking_number" not in names or not {"ref", "number"} & set(names):
        raise FileUnreadable(
            gettext("The first line must name the columns: ref (or number), tracking_number, and perhaps carrier.")
        )
    return names


def _line(at: int, cells: Mapping[str, str], seen: set[tuple[str, str]]) -> Line:
    values = {name: cells.get(name, "") for name in LENGTHS}
    problem = _problem(values) or _repeated(values, seen)
    return Line(at, **{name: text[:200] if problem else text for name, text in values.items()}, problem=problem)


def _problem(values: Mapping[str, str]) -> str:
    if not (values["ref"] or values["number"]):
        return gettext("The line names no order.")
    if not values["tracking_number"]:
        return gettext("The tracking number is missing.")
    if _SPOILED.fullmatch(values["tracking_number"]):
        return gettext(
            "A spreadsheet has spoiled the tracking number: format its column as text, and fill it in again."
        )
    for name, most in LENGTHS.items():
        if len(values[name]) > most:
            return gettext("%(column)s is longer than %(most)d characters.") % {"column": name, "most": most}
        if not values[name].isprintable():
            return gettext("%s has characters that cannot be printed.") % name
    return _wrong_address(values["tracking_url"])


def _wrong_address(address: str) -> str:
    try:
        if address:
            _web_address(address)
    except ValidationError:
        return gettext("tracking_url is no web address: it must begin with https://.")
    return ""


def _repeated(values: Mapping[str, str], seen: set[tuple[str, str]]) -> str:
    named = {(name, values[name].upper()) for name in ("ref", "number") if values[name]}
    tracking = {("tracking_number", values["tracking_number"].upper())}
    if named & seen:
        return gettext("The order stands in the file before.")
    if tracking & seen:
        return gettext(
            "The tracking number stands in the file before. If two orders share a shipment, ship this one on its own "
            "page."
        )
    seen |= named | tracking
    return ""
