"""Imported ids (aliases): they take precedence over computed ones, in both directions (ADR 20).

An alias names a row by its primary key; what has no row of its own, such as an address in its role or a payment that
nobody has begun, by `place_key`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from dialects.common.ids import number_in
from dialects.common.units import unit_ids_between
from orders.models import ExternalId, ExternalKind, Order
from orders.querysets import OrderQuerySet


def place_key(order: UUID, kind: str, place: int | str) -> UUID:
    """The key of a part of an order that has no row: made of its kind, and its place or role in the order."""
    return UUID(bytes=sha256(order.bytes + f"{kind}:{place}".encode()).digest()[:16])


class Aliases:
    """The aliases of one dialect for everything on a page, read in two statements, or three if units have any.

    `rows` are the keys of all rows that may have one, `orders` those whose units may.
    """

    def __init__(self, dialect: str, *, rows: Iterable[UUID], orders: Sequence[Order] = ()) -> None:
        of_dialect = ExternalId.objects.filter(dialect=dialect, kind__in=ExternalKind.values)
        found = list(_about(rows, of_dialect))
        if orders and of_dialect.filter(kind=ExternalKind.UNIT).exists():
            found += of_dialect.filter(_units_of(orders))
        self._values = {(row.kind, row.object_id): row.value for row in found}

    def text(self, kind: str, key: UUID, otherwise: object) -> str:
        """The id as a text."""
        return self._values.get((kind, key), str(otherwise))

    def number(self, kind: str, key: UUID, otherwise: int) -> int:
        """The id as a whole number."""
        value = self._values.get((kind, key))
        return int(value) if value and value.isdecimal() else otherwise


@dataclass(frozen=True, slots=True)
class AliasSql:
    """`Aliases` as SQL expressions. Only the `kinds` of which the dialect has aliases are looked up."""

    dialect: str
    kinds: frozenset[str]

    def number(self, kind: ExternalKind, key: str, otherwise: str) -> str:
        """The id of the row with this key, in digits."""
        digits = "CASE WHEN e.value ~ '^[0-9]+$' THEN e.value::numeric::text END"
        return self._alias(kind, key, digits, f"({otherwise})::text")

    def text(self, kind: ExternalKind, key: str, otherwise: str) -> str:
        """The id of the row with this key, as a text."""
        return self._alias(kind, key, "e.value", f"({otherwise})::text")

    def exists(self, kind: ExternalKind, key: str) -> str:
        """Whether the row with this key has one."""
        return f"EXISTS (SELECT 1 {self._row(kind, key)})" if kind in self.kinds else "FALSE"

    def _alias(self, kind: ExternalKind, key: str, value: str, otherwise: str) -> str:
        if kind not in self.kinds:
            return otherwise
        return f"COALESCE((SELECT {value} {self._row(kind, key)}), {otherwise})"

    def _row(self, kind: ExternalKind, key: str) -> str:
        found = f"e.dialect = '{self.dialect}' AND e.kind = '{kind.value}' AND e.object_id = {key}"
        return f'FROM "{ExternalId._meta.db_table}" e WHERE {found}'


def kinds_of(dialect: str) -> str:
    """The query for the kinds of which a dialect has aliases, separated by spaces."""
    each = ", ".join(f"('{kind}')" for kind in ExternalKind.values)
    known = f"e.dialect = '{dialect}' AND e.kind = k.kind"
    exists = f'EXISTS (SELECT 1 FROM "{ExternalId._meta.db_table}" e WHERE {known})'
    return f"SELECT COALESCE(string_agg(k.kind, ' '), '') AS kinds FROM (VALUES {each}) k (kind) WHERE {exists}"


def place_key_sql(order: str, kind: ExternalKind, place: str) -> str:
    """`place_key` of an order's key and a place, as PostgreSQL computes it."""
    said = f"uuid_send({order}) || convert_to('{kind.value}:' || ({place})::text, 'UTF8')"
    return f"encode(substr(sha256({said}), 1, 16), 'hex')::uuid"


def aliased_row(dialect: str, kind: str, value: object) -> UUID | None:
    """The key of the row with this alias; None if there is none."""
    named = ExternalId.objects.filter(dialect=dialect, kind=kind, value=str(value))
    return named.values_list("object_id", flat=True).first()


def find_order(orders: OrderQuerySet, dialect: str, text: str) -> Order:
    """The order with this number: an alias of the dialect, or else a serial.

    Raises:
        Http404: none of these orders has it.
    """
    number = number_in(text)
    if number is None:
        raise Http404("There is no such order.")
    named = aliased_row(dialect, ExternalKind.ORDER, number)
    order: Order | None = orders.filter(Q(pk=named) if named else Q(serial=number)).first()
    if order is None:
        raise Http404("There is no such order.")
    return order


def _about(keys: Iterable[UUID], aliases: QuerySet[ExternalId]) -> QuerySet[ExternalId]:
    """The aliases of these rows. PostgreSQL takes the keys as one array: binding a placeholder for each would take
    longer than reading the result."""
    wanted = list(keys)
    if connection.vendor == "postgresql":
        return aliases.extra(where=["object_id = ANY(%s)"], params=[wanted])
    return aliases.filter(object_id__in=wanted)


def _units_of(orders: Iterable[Order]) -> Q:
    units = Q(pk__in=[])
    for order in orders:
        units |= Q(object_id__range=unit_ids_between(order.serial))
    return units & Q(kind=ExternalKind.UNIT)
