"""JSON written by PostgreSQL as text, for answers in which hardly a value is a plain column and keys come and go.

Arguments are SQL, as are results. A function that makes a JSON text makes NULL of NULL, unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from common.api.json_sql import literal
from common.fields import PLACES
from common.money import CURRENCIES_BY_DIGITS


def text(value: str) -> str:
    """A text."""
    return f"to_json({value})::text"


def plain(value: str) -> str:
    """A number, a truth value, or JSON."""
    return f"({value})::text"


def quoted(word: str) -> str:
    """A text that needs no escaping."""
    return f"""('"' || ({word}) || '"')"""


def some_text(value: str) -> str:
    """A text; NULL if it is empty."""
    return text(f"NULLIF({value}, '')")


def sparse(**values: str) -> str:
    """An object of JSON texts, without the keys whose value is NULL."""
    pairs = (f"""'"{name}":' || ({value})""" for name, value in values.items())
    return f"""('{{' || concat_ws(',', {", ".join(pairs)}) || '}}')"""


def whole(**values: str) -> str:
    """An object of JSON texts, with all its keys: NULL is null."""
    return sparse(**{name: f"COALESCE({value}, 'null')" for name, value in values.items()})


def array(element: str, source: str) -> str:
    """A list of JSON texts, one for each row of a source, in its order; empty without any."""
    return f"(SELECT '[' || COALESCE(string_agg({element}, ','), '') || ']' FROM {source})"


def joined(*elements: str) -> str:
    """A list of those JSON texts that are not NULL; each may be several values, separated by commas."""
    return f"('[' || concat_ws(',', {', '.join(elements)}) || ']')"


def case(column: str, words: Mapping[Any, str], otherwise: str) -> str:
    """The word for a stored value; both come from code, never from a caller."""
    cases = " ".join(f"WHEN {literal(value)} THEN {literal(word)}" for value, word in words.items())
    return f"CASE {column} {cases} ELSE {otherwise} END"


def one_of(column: str, values: Collection[object]) -> str:
    """Whether a column has one of these values, which come from code, never from a caller."""
    return f"{column} IN ({', '.join(sorted(literal(value) for value in values))})"


def with_offset(moment: str, zone: str) -> str:
    """A time as `dialects.common.times.with_offset` writes it."""
    local, utc = (f"({moment} AT TIME ZONE {name})" for name in (zone, "'UTC'"))
    offset = f"'+' || to_char({local} - {utc}, 'HH24~MI')"
    signed = f"translate(replace(replace({offset}, '+-', '-'), '~-', '~'), '~', '')"
    form = """'YYYY-MM-DD"T"HH24:MI:SS'"""
    return quoted(
        f"CASE {zone} WHEN 'UTC' THEN to_char({utc}, {form}) || '+0000' ELSE to_char({local}, {form}) || {signed} END"
    )


def midnight(day: str, zone: str) -> str:
    """The beginning of a day in a zone, as `with_offset` writes it; with the seconds that offsets had long ago."""
    begun = f"({day})::timestamp"
    offset = f"({begun} - ({begun} AT TIME ZONE {zone} AT TIME ZONE 'UTC'))"

    def digits(interval: str) -> str:
        return f"replace(replace(to_char({interval}, 'HH24MI:SS'), ':00', ''), ':', '')"

    signed = f"CASE WHEN {offset} < '0' THEN '-' || {digits(f'-{offset}')} ELSE '+' || {digits(offset)} END"
    return quoted(f"""to_char({begun}, 'YYYY-MM-DD"T"HH24:MI:SS') || {signed}""")


def digits_of(currency: str) -> str:
    """How many digits a currency has after the point."""
    cases = " ".join(f"WHEN {one_of(currency, codes)} THEN {digits}" for digits, codes in CURRENCIES_BY_DIGITS.items())
    return f"CASE {cases} ELSE 2 END"


def ten_thousandths_in_a_unit(currency: str) -> str:
    """How many of the ten-thousandths that amounts are stored in make one smallest unit of a currency: a `numeric`."""
    cases = " ".join(
        f"WHEN {one_of(currency, codes)} THEN {10 ** (PLACES - digits)}"
        for digits, codes in CURRENCIES_BY_DIGITS.items()
    )
    return f"(CASE {cases} ELSE {10 ** (PLACES - 2)} END)::numeric"
