"""What Sylius' objects are made of, as PostgreSQL writes it. Everything here is SQL, or a JSON text made by SQL."""

from __future__ import annotations

from dataclasses import dataclass

from dialects.common.aliases import AliasSql
from dialects.common.ids import PLACES
from dialects.common.json_text import text, with_offset
from orders.models import ExternalKind


@dataclass(frozen=True, slots=True)
class Words:
    """How numbers are written. In the statement `o` is the order, `c` its channel, `own` what both share below them."""

    aliases: AliasSql
    sees_payments: bool

    def number(self, kind: ExternalKind, key: str, otherwise: str) -> str:
        """The number of a row."""
        return self.aliases.number(kind, key, otherwise)

    def part(self, kind: ExternalKind, key: str, place: str) -> str:
        """The number of the part at a place of the order."""
        return self.number(kind, key, part_number(place))


def part_number(place: str) -> str:
    """The number that is computed for the part at a place of the order."""
    return f"o.serial * {PLACES} + {place}"


def minor(amount: str) -> str:
    """An amount in the smallest unit of the order's currency."""
    return f"round(({amount}) / own.unit)::text"


def written(moment: str) -> str:
    """A time in the channel's zone."""
    return with_offset(moment, "c.time_zone")


def link(kind: str, number: str) -> str:
    """A link to what is known by a number: `%(base)s` is the beginning of all links, escaped."""
    return f"""('{{"href":"' || %(base)s::text || '{kind}/' || {number} || '"}}')"""


def named_link(path: str) -> str:
    """A link to what is known by a text."""
    return f"""('{{"href":"' || %(base)s::text || substr({text(path)}, 2) || '}}')"""
