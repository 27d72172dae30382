"""Forms: the rows that an order or a person left behind, with a blank wherever the next one differs.

A form's lines are PostgreSQL's COPY text with blanks written `%(name)s`; `loading` gives them to either database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import AutoField, Field, JSONField, Model

from common.fields import ExactDecimalField, MoneyField
from orders_service.seeding.lives import BIRTH

NULL = r"\N"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
"""In JSON amounts are texts, and no other text is a number."""
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "%": "%%"})


@dataclass(frozen=True, slots=True)
class Form:
    """The lines of each table, and what fills their numbered blanks: `at0` a time by its distance from the
    beginning, `raw0` such an amount as it is stored, `formatted0` such an amount as people read it."""

    lines: Mapping[type[Model], str]
    delays: tuple[timedelta, ...]
    raw: tuple[int, ...]
    formatted: tuple[int, ...]


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    """The columns that a form has. The database gives the others itself: positions and transactions."""
    columns = model._meta.concrete_fields
    return [column for column in columns if not column.has_db_default() and not isinstance(column, AutoField)]


def form_of(rows: Iterable[Model], *, columns: Mapping[str, str], words: Mapping[str, str]) -> Form:
    """Make a form. `columns` are blank in every table that has them; `words` are blank wherever they occur in a text.
    Both name the blank. So are, in any case, ids, times and amounts of money."""
    rows = list(rows)
    writer = _Writer(rows, columns, words)
    lines: dict[type[Model], str] = {}
    for row in rows:
        lines[type(row)] = lines.get(type(row), "") + writer.line(row)
    return Form(lines, tuple(writer.delays), tuple(writer.raw), tuple(writer.formatted))


def id_of_row(number: int) -> str:
    """The id of a form's n-th row: a UUID of version 7, made of the blanks `time` and `chance`."""
    return f"%(time)s7{number:03x}%(chance)s"


class _Writer:
    """Writes rows as lines with blanks. A blank is put between two private characters until the line is escaped."""

    def __init__(self, rows: list[Model], columns: Mapping[str, str], words: Mapping[str, str]) -> None:
        in_order_of_birth = sorted(UUID(str(row.id)) for row in rows)  # type: ignore[attr-defined]
        self.numbers = {id: number for number, id in enumerate(in_order_of_birth)}
        self.columns = columns
        self.words = words
        self.delays: dict[timedelta, int] = {}
        self.raw: dict[int, int] = {}
        self.formatted: dict[int, int] = {}

    def line(self, row: Model) -> str:
        cells = [self._cell(column, getattr(row, column.attname)) for column in columns_of(type(row))]
        return "\t".join(cells) + "\n"

    def _cell(self, column: Field[Any, Any], value: Any) -> str:
        if column.name in self.columns:
            return f"%({self.columns[column.name]})s"
        if value is None:
            return NULL
        if isinstance(column, JSONField):
            replaced = self._replaced(value)
            return _escaped(json.dumps(replaced, cls=DjangoJSONEncoder, ensure_ascii=False))
        if isinstance(column, MoneyField):
            return f"%(raw{_number(self.raw, int(value))})s"
        if isinstance(column, ExactDecimalField):
            return str(column.get_prep_value(value))
        return self._plain(value)

    def _plain(self, value: Any) -> str:
        if isinstance(value, UUID):
            return id_of_row(self.numbers[value])
        if isinstance(value, datetime):
            return f"%(at{_number(self.delays, value - BIRTH)})s"
        if isinstance(value, int):
            return str(int(value))
        return _escaped(self._worded(str(value)))

    def _replaced(self, value: Any, name: str = "") -> Any:
        """A value in JSON with blanks."""
        if isinstance(value, dict):
            return {key: self._replaced(part, key) for key, part in value.items()}
        if isinstance(value, list):
            return [self._replaced(part, name) for part in value]
        if isinstance(value, str) and _AMOUNT.fullmatch(value):
            return _blank(f"formatted{_number(self.formatted, int(Decimal(value)))}")
        if name in self.columns:
            return _blank(self.columns[name])
        return self._worded(value) if isinstance(value, str) else value

    def _worded(self, text: str) -> str:
        for word, blank in self.words.items():
            text = text.replace(word, _blank(blank))
        return _UUID.sub(self._dashed, text)

    def _dashed(self, found: re.Match[str]) -> str:
        number = self.numbers[UUID(found[0])]
        parts = _blank("time_high"), _blank("time_low"), f"7{number:03x}", _blank("chance_high"), _blank("chance_low")
        return "-".join(parts)


def _number(known: dict[Any, int], value: Any) -> int:
    """The number of a value among those known, which it is from now on."""
    return known.setdefault(value, len(known))


def _blank(name: str) -> str:
    return f"\ue000{name}\ue001"


def _escaped(text: str) -> str:
    return re.sub("\ue000(.+?)\ue001", r"%(\1)s", text.translate(_ESCAPES))
