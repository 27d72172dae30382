"""Looking for words in the whole database: in every text or JSON column of the database's own catalogue, so that none
is missed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import connection

from common.folding import folded

_CATALOGUE = {
    "postgresql": """
        SELECT c.table_name, c.column_name
        FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
          AND c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'inet', 'ARRAY', 'xml')
        ORDER BY 1, 2
    """,
    "sqlite": """
        SELECT t.name, c.name
        FROM sqlite_master t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND (c.type LIKE '%char%' OR c.type LIKE '%text%' OR c.type LIKE '%json%')
        ORDER BY 1, 2
    """,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A column in which words were found, and in how many rows."""

    table: str
    column: str
    rows: int


def columns_with_text() -> list[tuple[str, str]]:
    """Every table and column that may hold words."""
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUE[connection.vendor])
        return [(table, column) for table, column in cursor.fetchall()]


def find_words(words: Sequence[str]) -> Iterator[Found]:
    """The columns with one of the words, in any case, as a part of a text, or as JSON and searches write it."""
    patterns = sorted({f"%{_literal(form)}%" for word in words if word.strip() for form in _forms(word.strip())})
    if not patterns:
        return
    for table, columns in groupby(columns_with_text(), key=lambda pair: pair[0]):
        names = [column for _table, column in columns]
        for column, rows in zip(names, _counted(table, names, patterns), strict=True):
            if rows:
                yield Found(table, column, rows)


def _counted(table: str, columns: Sequence[str], patterns: Sequence[str]) -> Sequence[int]:
    """The number of rows with one of the words, by column; each table is read once."""
    quoted = connection.ops.quote_name
    says = " OR ".join([_LIKE[connection.vendor]] * len(patterns))
    counts = [f"COUNT(CASE WHEN {says.replace('{column}', quoted(column))} THEN 1 END)" for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)} FROM {quoted(table)}", [*patterns] * len(columns))  # noqa: S608
        row: Sequence[int] = cursor.fetchone()
    return row


_LIKE = {
    "postgresql": "{column}::text ILIKE %s ESCAPE '!'",
    "sqlite": "{column} LIKE %s ESCAPE '!'",
}


def _forms(word: str) -> set[str]:
    """How a word may be written: SQLite knows no capitals besides A to Z, and escapes all other letters in JSON."""
    plain = {word, word.lower(), word.upper(), folded(word)}
    return plain | {json.dumps(form)[1:-1] for form in plain}


def _literal(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
