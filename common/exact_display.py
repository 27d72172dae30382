"""Columns of amounts and rates on pages that browse rows: amounts with their currency, and with the digits of that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import get_language

from common.amounts import format_money, format_number
from common.fields import ExactDecimalField, MoneyField

_OWNERS = ("order", "plan", "payment", "item")
"""The path to the currency of rows that have none of their own."""


def with_exact_numbers(model: type[Model], columns: Iterable[Any]) -> list[Any]:
    """The columns of a page, where amounts and rates are spelled for people."""
    exact = {field.name: field for field in model._meta.fields if isinstance(field, ExactDecimalField)}
    return [_column(exact[name]) if name in exact else name for name in columns]


@cache
def _column(field: ExactDecimalField) -> Callable[[Model], str | None]:
    spell = _amount if isinstance(field, MoneyField) else _rate

    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(row: Model) -> str | None:
        number = getattr(row, field.name)
        return None if number is None else spell(number, row)

    column.__name__ = field.name
    return column


def _amount(amount: Decimal, row: Any) -> str:
    while not hasattr(row, "currency"):
        row = next(getattr(row, owner) for owner in _OWNERS if hasattr(row, owner))
    return format_money(amount, row.currency, language=get_language())


def _rate(rate: Decimal, row: Model) -> str:
    places = -int(rate.normalize().as_tuple().exponent)
    return format_number(rate, max(0, places), language=get_language())
