"""Where a path like `customer__last_login` leads, seen from a model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model


def field_at(model: type[Model], path: str) -> tuple[Field[Any, Any], bool]:
    """The field at the end of a path, and whether null may be found there."""
    fields = list(_fields(model, path))
    return fields[-1], any(field.null for field in fields)


def leads_to_many(model: type[Model], path: str) -> bool:
    """Whether a path goes through a relation with several rows on its far side."""
    return any(field.one_to_many or field.many_to_many for field in _fields(model, path))


def _fields(model: type[Model], path: str) -> Iterator[Any]:
    """The fields along a path, up to what is no field, such as a key of a JSON value."""
    for name in path.split("__"):
        try:
            field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return
        yield field
        model = field.related_model or model
