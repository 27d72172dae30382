"""Columns that are not shown as they are stored: states as badges, words of programs as words of people.

The workplace says how (`show_as`); pages that browse rows look it up here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.contrib import admin
from django.db.models import Field, Model

Show = Callable[[Any], Any]
"""What is shown of a row."""

_SHOWN: dict[tuple[type[Model], str], Show] = {}


def show_as(model: type[Model], name: str, show: Show) -> None:
    """Show a column of a model so, wherever its rows are browsed."""
    _SHOWN[model, name] = show


def with_shown_columns(model: type[Model], columns: Iterable[Any]) -> list[Any]:
    """The columns of a page, as they are shown."""
    return [
        _column(model._meta.get_field(name), _SHOWN[model, name]) if (model, name) in _SHOWN else name
        for name in columns
    ]


@cache
def _column(field: Field[Any, Any], show: Show) -> Show:
    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(row: Model) -> Any:
        return show(row)

    column.__name__ = field.name
    return column
