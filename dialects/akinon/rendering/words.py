"""What Akinon's objects are made of, as PostgreSQL writes it. Everything here is SQL, or a JSON text made by SQL."""

from __future__ import annotations

from dataclasses import dataclass

from common.fields import PLACES
from dialects.common.aliases import AliasSql
from dialects.common.json_text import digits_of, quoted, ten_thousandths_in_a_unit, text
from orders.models import ExternalKind

CURRENCY = (
    f"CROSS JOIN LATERAL (SELECT {digits_of('o.currency')} AS digits, "
    f"{ten_thousandths_in_a_unit('o.currency')}::bigint AS smallest OFFSET 0) own"
)
"""What all amounts of an order share: how many digits they have, and the smallest unit as amounts are stored."""


@dataclass(frozen=True, slots=True)
class Words:
    """How ids are written. In the statement `o` is the order, `own` what its amounts share."""

    aliases: AliasSql

    def id(self, kind: ExternalKind, key: str) -> str:
        """The id of a row; NULL if there is none."""
        return text(self.aliases.text(kind, key, key))


def amount(column: str) -> str:
    """An amount in the order's currency."""
    return quoted(f"round(({column}) / {10**PLACES}.0, own.digits)")


def rate(column: str) -> str:
    """A rate in per cent, with two digits."""
    return quoted(f"round({column} / {10**PLACES}.0, 2)")


def moment(column: str) -> str:
    """A time in UTC, without fractions of a second."""
    return quoted(f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')""")


def unit_id(number: str) -> str:
    """`dialects.common.units.unit_id` of a unit of the line `i`, as PostgreSQL computes it."""
    serial, low = "lpad(to_hex(o.serial), 10, '0')", "lpad(to_hex(i.position & 4095), 3, '0')"
    high = "to_hex(32768 | (i.position >> 12))"
    digits = f"'70' || {serial} || '8' || {low} || {high} || lpad(to_hex({number}), 12, '0')"
    return f"CASE {number} WHEN 0 THEN i.id ELSE ({digits})::uuid END"
