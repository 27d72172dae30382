"""Compiles read serializers into SQL, so that PostgreSQL itself writes the JSON of an answer.

The serializers stay the one description of an answer; anything in them without a rule here is refused when a statement
is compiled, never rendered differently. Values that depend on the caller are named parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from django.conf import settings
from django.db.models import Choices, Field, Model
from django.utils import translation
from rest_framework import serializers

from common.api.fields import CodeField, StateField
from common.api.money_fields import MoneyField, RateField
from common.fields import PLACES
from common.money import CURRENCIES_BY_DIGITS

MOMENT = """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of a to-many relation come from: their foreign key to the row above, order and condition."""

    model: type[Model]
    parent: str
    order: str
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """A table in the statement, and the one above it, which its `parent` key points to.

    `digits` names a column of the statement that has the `digits_of` the table's `currency`, where one was made for it.
    """

    model: type[Model]
    alias: str
    relations: Mapping[str, Rows]
    parent: str = ""
    above: Scope | None = None
    digits: str = ""

    def column(self, source: str) -> str:
        """The SQL of a column of this table."""
        return f'{self.alias}."{self.field(source).column}"'

    def field(self, source: str) -> Field[Any, Any]:
        """The model's field behind a column or a foreign key's `…_id`."""
        names = {known.name: known for known in self.model._meta.concrete_fields}
        names |= {known.attname: known for known in self.model._meta.concrete_fields}
        return names[source]

    def at(self, path: str) -> tuple[Scope, str]:
        """The table and the column at the end of a path that only leads upwards."""
        first, _, rest = path.partition(".")
        if not rest:
            return self, first
        if first != self.parent or self.above is None:
            raise NotCompilable(f"{self.model.__name__} does not lie under '{first}'.")
        return self.above.at(rest)


class NotCompilable(TypeError):
    """A serializer contains something without a rule here."""


def row_of(serializer: serializers.Serializer[Any], scope: Scope) -> str:
    """The columns of a `SELECT` that makes one JSON object."""
    return ", ".join(f'{value_of(part, scope)} AS "{name}"' for name, part in serializer.fields.items())


@singledispatch
def value_of(part: serializers.Field[Any, Any, Any, Any], scope: Scope) -> str:
    """The SQL of one value: by default the plain column, as fields do that change nothing."""
    if type(part) not in PLAIN:
        raise NotCompilable(f"{type(part).__name__} has no rule.")
    if part.source.startswith("get_") and part.source.endswith("_display"):
        return _words(scope, part.source[4:-8], _label)
    return scope.column(part.source)


PLAIN = {
    serializers.BooleanField,
    serializers.CharField,
    serializers.ChoiceField,
    serializers.EmailField,
    serializers.IPAddressField,
    serializers.IntegerField,
    serializers.JSONField,
    serializers.URLField,
    serializers.UUIDField,
    serializers.DateField,
}


@value_of.register(serializers.DateTimeField)
def _(part: serializers.DateTimeField, scope: Scope) -> str:
    return MOMENT.format(scope.column(part.source))


@value_of.register(serializers.BaseSerializer)
def _(part: serializers.Serializer[Any], scope: Scope) -> str:
    """A row that a foreign key of this table points to, or a part of this one."""
    if part.source == "*":
        return f"(SELECT row_to_json(x) FROM (SELECT {row_of(part, scope)}) x)"
    key = scope.field(part.source)
    below = Scope(key.related_model, f"{scope.alias}_{part.source}", scope.relations)
    table = below.model._meta.db_table
    found = f'SELECT {row_of(part, below)} FROM "{table}" {below.alias}'
    one = f'{found} WHERE {below.alias}."id" = {scope.alias}."{key.column}"'
    return f"(SELECT row_to_json(x) FROM ({one}) x)"


@value_of.register(serializers.ListSerializer)
def _(part: serializers.ListSerializer[Any], scope: Scope) -> str:
    """The rows that point to this one."""
    return f"COALESCE((SELECT json_agg(x) FROM ({rows_of(part, scope)}) x), '[]'::json)"


def rows_of(part: serializers.ListSerializer[Any], scope: Scope) -> str:
    """The `SELECT` of the rows that point to this one, in their order."""
    rows = scope.relations[f"{scope.model._meta.model_name}.{part.source}"]
    below = Scope(rows.model, f"{scope.alias}_{part.source}", scope.relations, rows.parent, scope)
    conditions = [f'{below.column(rows.parent)} = {scope.alias}."id"']
    conditions += [_is(below.column(name), value) for name, value in rows.where.items()]
    direction = "DESC" if rows.order.startswith("-") else "ASC"
    ordered = f"{below.column(rows.order.lstrip('-'))} {direction}"
    found = f'SELECT {row_of(part.child, below)} FROM "{rows.model._meta.db_table}" {below.alias}'
    return f"{found} WHERE {' AND '.join(conditions)} ORDER BY {ordered}"


@value_of.register(MoneyField)
def _(part: MoneyField, scope: Scope) -> str:
    return money_text(scope.column(part.source), part.currency, scope)


def money_text(amount: str, currency: str, scope: Scope) -> str:
    """The SQL that writes an amount, an expression over columns of money, with the digits of the currency at a path."""
    owner, column = scope.at(currency)
    digits = owner.digits if owner.digits and column == "currency" else digits_of(owner.column(column))
    return f"round({amount} / {10**PLACES}.0, {digits})::text"


def digits_of(currency: str) -> str:
    """The SQL of how many digits a currency has."""
    cases = " ".join(
        f"WHEN {currency} IN ({', '.join(map(literal, sorted(codes)))}) THEN {digits}"
        for digits, codes in CURRENCIES_BY_DIGITS.items()
    )
    return f"CASE {cases} ELSE 2 END"


@value_of.register(RateField)
def _(part: RateField, scope: Scope) -> str:
    return f"to_char({scope.column(part.source)} / {10**PLACES}.0, 'FM999999990.0099')"


@value_of.register(StateField)
def _(part: StateField, scope: Scope) -> str:
    names = {member.value: member.name for member in part.choices}
    return _words(scope, part.source, lambda choice: names[choice[0]])


@value_of.register(CodeField)
def _(part: CodeField, scope: Scope) -> str:
    key = scope.field(part.source)
    return f'(SELECT code FROM "{key.related_model._meta.db_table}" WHERE id = {scope.alias}."{key.column}")'


def _words(scope: Scope, source: str, word: Callable[[tuple[Any, Any]], str]) -> str:
    """A stored code as a word."""
    choices = scope.field(source).flatchoices
    cases = " ".join(f"WHEN {literal(choice[0])} THEN {literal(word(choice))}" for choice in choices)
    return f"CASE {scope.column(source)} {cases} END"


def _label(choice: tuple[Any, Any]) -> str:
    """The label of a state in the API's language, whatever the thread that compiles has answered before."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(choice[1])


def _is(column: str, value: Any) -> str:
    return f"{column} {'IS' if value is None or isinstance(value, bool) else '='} {literal(value)}"


def literal(value: Any) -> str:
    """A constant in SQL: it comes from code, never from a caller."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(int(value))
    return "'" + str(value.value if isinstance(value, Choices) else value).replace("'", "''").replace("%", "%%") + "'"
