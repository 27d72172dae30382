"""Model fields used everywhere: exact amounts, rates and identifiers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import CheckConstraint, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from common.prepared import PREPARED

PLACES = 4
_ONE = 10**PLACES


class ExactDecimalField(models.BigIntegerField):
    """A `Decimal` stored as a whole number of ten-thousandths.

    SQLite keeps decimals as floats and loses digits; an integer is exact on every database, and sums and
    comparisons in SQL stay plain integer work.

    Raises `ValueError` for a value that has more than four digits after the point.
    """

    # What the type checker is to know: the integer is the database's business alone.
    _pyi_private_set_type: Decimal | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    _pyi_lookup_exact_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-PLACES)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except ArithmeticError as error:
            sentence = _("'%(value)s' is not a decimal number.")
            raise ValidationError(sentence, code="invalid", params={"value": value}) from error

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        scaled = Decimal(str(value)) * _ONE
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {PLACES} digits after the point.")
        return int(scaled)

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return models.Field.formfield(self, **{"form_class": forms.DecimalField, "decimal_places": PLACES, **kwargs})

    @property
    def validators(self) -> list[Any]:
        """None of the integer field's: those compare the stored number with the written one."""
        return list(self._validators)  # type: ignore[attr-defined]


class MoneyField(ExactDecimalField):
    """An amount in units of the currency of the same row or of its order."""


class RateField(ExactDecimalField):
    """A rate in per cent: `21` is 21 %."""


def next_number(numbers: type[models.Model]) -> int:
    """The next number of a model that hands them out, one row a number."""
    if connection.vendor != "postgresql":
        return int(numbers._base_manager.create().pk)
    with connection.cursor() as cursor:
        cursor.execute(f'{PREPARED}INSERT INTO "{numbers._meta.db_table}" DEFAULT VALUES RETURNING id')  # noqa: S608
        return int(cursor.fetchone()[0])


SERIAL_BITS = 40
"""Serials stay below 2 to this power, so that ids of parts that are computed from them are exact in JavaScript."""


class SerialField(models.BigIntegerField):
    """A whole number that identifies a row for ever, like its UUID: for callers whose ids are integers (ADR 25).

    It is taken when the row is inserted, from the table `taken_from`, without waiting for anybody.
    """

    def __init__(self, *args: Any, taken_from: str = "common.SerialNumber", **kwargs: Any) -> None:
        self.taken_from = taken_from
        super().__init__(*args, **{"unique": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"taken_from": self.taken_from}

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        serial = getattr(instance, self.attname)
        if add and serial is None:
            serial = next_number(apps.get_model(self.taken_from))
            setattr(instance, self.attname, serial)
        return serial


def serial_in_range(name: str) -> CheckConstraint:
    """The constraint that a row's `serial` is positive and below the limit."""
    return CheckConstraint(condition=Q(serial__gte=1, serial__lt=2**SERIAL_BITS), name=name)


class Identified(models.Model):
    """A row known to the outside by a UUID that grows with time, so that new rows lie together in every index."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
