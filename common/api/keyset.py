"""Walking a list from place to place instead of counting rows: every page costs as much as the first.

A place is next to a row and is named by the row's values in the ordering columns, so rows that come and go elsewhere
cause no repetition and no gap.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import reduce
from hashlib import blake2b
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Field, Func, Model, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

from common.api import strict_json
from common.api.model_paths import field_at
from common.api.ordering import Column
from common.errors import InvalidInput

LONGEST_CURSOR = 2000
_LARGEST = 2**63 - 1


class BadCursor(ValueError):
    """The text is no cursor, or one of another list or another ordering."""


class Place(NamedTuple):
    """Right after a row or, looking backwards, right before it. Without values: before the first row."""

    backwards: bool = False
    values: tuple[Any, ...] | None = None


class Keyset:
    """The columns that a list is ordered by. The last one is unique and never null."""

    def __init__(self, model: type[Model], columns: Sequence[Column]) -> None:
        self.columns = columns
        self.fields = [field_at(model, column.path) for column in columns]
        self.fingerprint = blake2b(f"{model._meta.label} {columns}".encode(), digest_size=6).hexdigest()

    def annotated(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with what `cursor` needs to know of them."""
        values = {f"key_{index}": F(column.path) for index, column in enumerate(self.columns)}
        annotated: QuerySet[Any] = queryset.annotate(**values)
        return annotated

    def cursor(self, row: Any, *, backwards: bool = False) -> str:
        """The place next to an annotated row, as a text for use in URLs."""
        values = [_written(getattr(row, f"key_{index}")) for index in range(len(self.columns))]
        return base64.urlsafe_b64encode(orjson.dumps([self.fingerprint, backwards, values])).rstrip(b"=").decode()

    def place(self, cursor: str) -> Place:
        """The place that a cursor names. An empty one is before the first row.

        Raises:
            BadCursor: it is not one of this list in this order.
        """
        if not cursor:
            return Place()
        match _decoded(cursor):
            case [self.fingerprint, bool(backwards), [*values]] if len(values) == len(self.columns):
                return Place(
                    backwards, tuple(_read(*field, value) for field, value in zip(self.fields, values, strict=True))
                )
        raise BadCursor

    def beyond(self, place: Place) -> list[Q]:
        """What is to be read from a place on: conditions whose rows follow each other in the list.

        They are several where the leading column goes from values to nulls on the way, because each is one range of an
        index and all together would not be.
        """
        if place.values is None:
            return [Q()]
        columns = [column.flipped for column in self.columns] if place.backwards else self.columns
        steps = zip(columns, self.fields, place.values, strict=True)
        return _ranges([_Step(column, *field, value) for column, field, value in steps])


class _Step(NamedTuple):
    """A column and the value in it from which on rows are wanted."""

    column: Column
    field: Field[Any, Any]
    nullable: bool
    value: Any

    def where(self, lookup: str, value: Any) -> Q:
        return Q((f"{self.column.path}__{lookup}", value))


def _ranges(steps: Sequence[_Step]) -> list[Q]:
    """The rows beyond these values, as conditions that follow each other. Null is larger than every value."""
    step, *rest = steps
    if step.value is None:
        alike = step.where("isnull", True) & _either(rest)
        return [alike, step.where("isnull", False)] if step.column.descending else [alike]
    if step.nullable and not step.column.descending:
        return [_among_values(steps), step.where("isnull", True)]
    return [_among_values(steps)]


def _among_values(steps: Sequence[_Step]) -> Q:
    """The rows beyond these values that have any value in the leading column, which is not null here."""
    step, *rest = steps
    if all(other.column.descending == step.column.descending and not other.nullable for other in rest):
        return _beyond_at_once(steps)
    within, beyond = ("lte", "lt") if step.column.descending else ("gte", "gt")
    ties = step.where("exact", step.value) & _either(rest)
    # The first condition follows from the rest, but only by it PostgreSQL sees the range of the index.
    return step.where(within, step.value) & (step.where(beyond, step.value) | ties)


def _either(steps: Sequence[_Step]) -> Q:
    return reduce(or_, _ranges(steps))


class _Row(Func):
    """`(a, b)`: SQL compares rows column by column, and an index over the columns serves that."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


def _beyond_at_once(steps: Sequence[_Step]) -> Q:
    """All columns compared as one row, which is right if they go in one direction and there are no nulls."""
    compare = LessThan if steps[0].column.descending else GreaterThan
    columns = _Row(*(F(step.column.path) for step in steps))
    return Q(compare(columns, _Row(*(Value(step.value, output_field=step.field) for step in steps))))


def _written(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, UUID) else value


def _decoded(cursor: str) -> Any:
    try:
        padded = cursor[:LONGEST_CURSOR] + "=" * (-len(cursor) % 4)
        return strict_json.read(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, InvalidInput) as error:
        raise BadCursor from error


def _read(field: Field[Any, Any], nullable: bool, written: Any) -> Any:
    """A column's value from its JSON, if exactly this JSON is what we would write for it."""
    if written is None and nullable:
        return None
    try:
        value = field.to_python(written)
        alike = type(_written(value)) is type(written) and _written(value) == written
        stored = field.get_prep_value(value) if alike else None
    except (ValidationError, ValueError, TypeError, ArithmeticError) as error:
        raise BadCursor from error
    if stored is None or (isinstance(stored, int) and abs(stored) > _LARGEST):
        raise BadCursor
    return value
