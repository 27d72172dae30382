"""A workbook for spreadsheets, streamed row by row: of Office Open XML what one sheet needs, and no more.

A library that makes an object of each cell takes ten times as long, and gives nothing away before the last row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from itertools import count
from zipfile import ZIP_DEFLATED, ZipFile

_CHUNK = 64 * 1024
_QUICKLY = 1
"""zlib's level: a higher one takes longer than all the rest, and saves a tenth."""
_EXACT_DIGITS = 15
"""The precision of spreadsheets in digits; an amount with more is written as text."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAKEN_FOR_A_CHARACTER = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What begins the number of a character in texts of spreadsheets, such as `_x000D_`."""
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_SECONDS_A_DAY = 24 * 60 * 60
_HEAD, _MOMENT, _TEXT, _AMOUNT = 1, 2, 3, 4
"""Places in the style sheet; amounts follow by how many digits they have after the point."""


def workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The bytes of a workbook with one sheet: a head that stays in view, and rows of cells as made below."""
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED, compresslevel=_QUICKLY) as archive:  # type: ignore[call-overload]
        for name, content in _FRAME.items():
            archive.writestr(name, content.replace("{title}", escape(title)))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_SHEET_BEGINS.encode())
            for chunk in _chunks(columns, rows):
                sheet.write(chunk)
                yield outlet.taken()
            sheet.write(_SHEET_ENDS.encode())
    yield outlet.taken()


def text(value: str) -> str:
    """A cell with a text that no spreadsheet takes for a formula; an empty one if there is none."""
    return _written(value, style=_TEXT) if value else ""


def amount(value: str) -> str:
    """A cell with an amount as a number, with the digits that are written after its point."""
    fraction = value.partition(".")[2]
    if len(value) > _EXACT_DIGITS and len(Decimal(value).as_tuple().digits) > _EXACT_DIGITS:
        return text(value)
    return f' s="{_AMOUNT + len(fraction)}"><v>{value}</v>'


def moment(value: datetime | None) -> str:
    """A cell with a time in UTC, to the second; an empty one if there is none."""
    if value is None:
        return ""
    since = value - _DAY_ZERO
    return f' s="{_MOMENT}"><v>{since.days + since.seconds / _SECONDS_A_DAY!r}</v>'


class _Outlet:
    """What the archive has written and nobody has taken yet."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, written: bytes) -> int:
        self._waiting += written
        return len(written)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def _chunks(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    letters = [_letters(place) for place in range(len(columns))]
    waiting = [_row(1, letters, [_written(column, style=_HEAD) for column in columns])]
    size = 0
    for number, row in zip(count(2), rows, strict=False):
        waiting.append(_row(number, letters, row))
        size += len(waiting[-1])
        if size > _CHUNK:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()


def _row(number: int, letters: Sequence[str], cells: Sequence[str]) -> str:
    filled = "".join([f'<c r="{at}{number}"{cell}</c>' for at, cell in zip(letters, cells, strict=True) if cell])
    return f'<row r="{number}">{filled}</row>'


def _written(value: str, *, style: int) -> str:
    clean = escape(_TAKEN_FOR_A_CHARACTER.sub("_x005F_", _UNWRITABLE.sub(" ", value)), quote=False)
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{clean}</t></is>'


def _letters(place: int) -> str:
    """What spreadsheets call a column: A to Z, then AA."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FORMATS = ["#,##0", *(f"#,##0.{'0' * digits}" for digits in range(1, 5))]

_SHEET_BEGINS = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
_SHEET_ENDS = "</sheetData></worksheet>"
_FRAME = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="6">'
        '<numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm:ss"/>'
        + "".join(f'<numFmt numFmtId="{165 + digits}" formatCode="{code}"/>' for digits, code in enumerate(_FORMATS))
        + '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        '<cellStyleXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs>'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
        + "".join(
            f'<xf numFmtId="{165 + digits}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
            for digits in range(len(_FORMATS))
        )
        + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
"""The parts that are the same for every sheet."""
