"""What the description says of whole numbers: what we mean, not what a database's columns can hold."""

from __future__ import annotations

from typing import Any

COLUMN_LIMITS = {limit for bits in (15, 31, 63) for limit in (2**bits - 1, -(2**bits))}
"""They differ between SQLite and PostgreSQL."""


def without_column_limits(result: Any, **_options: Any) -> Any:
    """The description without the limits of columns, so that it is the same on every database."""
    _forget_limits(result["components"]["schemas"])
    return result


def _forget_limits(schema: Any) -> None:
    if isinstance(schema, list):
        for part in schema:
            _forget_limits(part)
    elif isinstance(schema, dict):
        for bound in ("minimum", "maximum"):
            if schema.get(bound) in COLUMN_LIMITS:
                del schema[bound]
                schema.pop("format", None)
                _name_alone(schema)
        for part in schema.values():
            _forget_limits(part)


def _name_alone(schema: dict[str, Any]) -> None:
    """A reference needs no `allOf` around it when it is alone."""
    if set(schema) == {"allOf"} and len(schema["allOf"]) == 1:
        schema |= schema.pop("allOf")[0]
