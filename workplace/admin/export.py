"""Orders as files: a workbook for a spreadsheet, or CSV; few at once, so that other pages are served meanwhile."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from threading import BoundedSemaphore
from typing import Any, cast

from django.http import StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.callers import Rights
from orders.export import AMOUNTS, COLUMNS, TIMES, exported, rows
from orders.querysets import OrderQuerySet
from workplace.admin.workbook import amount, moment, text, workbook

MOST_ROWS = 50_000
"""The most orders in a workbook, which take a few seconds; longer lists are for CSV."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


_PLACES = BoundedSemaphore(2)
"""The most threads of a web worker that may write files at the same time."""


class NotExported(Exception):
    """No file is written; the sentence says why, and what to do."""


def export(orders: OrderQuerySet, kind: str, rights: Rights) -> StreamingHttpResponse:
    """The orders as a file of the kind, as far as the rights show them.

    Raises:
        NotExported: there are more than such a file holds, or too many files are being written.
    """
    _title, written = EXPORTS[kind]
    answer = written(orders, rights)
    if not _PLACES.acquire(blocking=False):
        raise NotExported(gettext("Other files are being generated. Try again in a minute."))
    answer.streaming_content = _InItsPlace(answer.streaming_content)  # type: ignore[arg-type]
    return answer


class _InItsPlace:
    """A streamed answer; when it is closed, its place is free again."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._places, self._is_taken = chunks, _PLACES, True

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def close(self) -> None:
        if self._is_taken:
            self._is_taken = False
            self._places.release()


def exported_csv(orders: OrderQuerySet, rights: Rights) -> StreamingHttpResponse:
    """The orders as CSV, with the mark by which spreadsheets know UTF-8 from what they would guess."""
    answer = exported(orders, rights)
    answer.streaming_content = chain([BOM_UTF8], cast(Iterator[bytes], answer.streaming_content))
    return answer


def exported_workbook(orders: OrderQuerySet, rights: Rights) -> StreamingHttpResponse:
    """The orders as an Excel workbook: amounts are numbers, times are dates in UTC, all else is text.

    Raises:
        NotExported: there are more than a workbook is made of.
    """
    if orders[MOST_ROWS : MOST_ROWS + 1]:
        sentence = gettext("A workbook holds at most %(most)d orders. Narrow the list down, or export it as CSV.")
        raise NotExported(sentence % {"most": MOST_ROWS})
    head = [f"{name} (UTC)" if name in TIMES else name for name in COLUMNS]
    file = {"Content-Disposition": 'attachment; filename="orders.xlsx"'}
    return StreamingHttpResponse(workbook("Orders", head, _lines(orders, rights)), content_type=XLSX, headers=file)


def _lines(orders: OrderQuerySet, rights: Rights) -> Iterator[list[str]]:
    makers = [(name, _MAKERS.get(name, _text)) for name in COLUMNS]
    for row in rows(orders, rights):
        yield [make(row[name]) for name, make in makers]


def _text(value: Any) -> str:
    return text("" if value is None else str(value))


_MAKERS: dict[str, Any] = {**dict.fromkeys(AMOUNTS, amount), **dict.fromkeys(TIMES, moment)}

EXPORTS: Mapping[str, tuple[str | Promise, Callable[[OrderQuerySet, Rights], StreamingHttpResponse]]] = {
    "export-csv": (_("Export as CSV"), exported_csv),
    "export-xlsx": (_("Export as XLSX"), exported_workbook),
}
"""The kinds of files: what each is called, and how it is written."""
