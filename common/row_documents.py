"""Rows as JSON documents, by which PostgreSQL is given all rows of a table at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any
from uuid import UUID

import orjson
from django.db.models import NOT_PROVIDED, AutoField, Field, JSONField, Model

from common.fields import ExactDecimalField

Encode = Callable[[Any], Any] | None
"""Converts a column's value to one that JSON knows, if needed."""

Written = tuple[str, str, Encode]
"""An attribute, its column, and how its value is written."""


@cache
def columns_with_encoders(model: type[Model]) -> dict[str, tuple[str, Encode]]:
    """The column behind each attribute, and how its value is written."""
    return {field.attname: (str(field.column), _encoder(field)) for field in model._meta.concrete_fields}


@cache
def written_of(model: type[Model]) -> list[Written]:
    """What is written of a new row: all that the database does not fill in itself."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, AutoField) and field.db_default is NOT_PROVIDED
    ]
    return [(field.attname, *columns_with_encoders(model)[field.attname]) for field in fields]


def document(rows: Iterable[Mapping[str, Any]], written: Sequence[Written]) -> str:
    """A JSON array of rows, each given by its attributes."""
    encoded = [{column: encode(row[name]) if encode else row[name] for name, column, encode in written} for row in rows]
    return orjson.dumps(encoded, default=_spelled).decode()


def _encoder(field: Field[Any, Any]) -> Encode:
    if isinstance(field, ExactDecimalField):
        return field.get_prep_value
    if isinstance(field, JSONField):
        return partial(_as_json, encoder=field.encoder or json.JSONEncoder)
    return None


def _as_json(value: Any, encoder: type[json.JSONEncoder]) -> orjson.Fragment | None:
    """The value of a JSON column. Its slow encoder is used only for values that are no plain JSON, or have numbers
    beyond 64 bits."""
    if value is None:
        return None
    try:
        return orjson.Fragment(orjson.dumps(value, option=_PLAIN))
    except TypeError:
        return orjson.Fragment(json.dumps(value, cls=encoder))


_PLAIN = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def _spelled(value: Any) -> str:
    """orjson does not know the type of UUID that `uuid7` returns."""
    if isinstance(value, UUID):
        return str(value)
    raise TypeError
