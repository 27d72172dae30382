"""What Lunasoft's objects are made of, as PostgreSQL writes it. Everything here is SQL, or a JSON text made by SQL."""

from __future__ import annotations

from dataclasses import dataclass

from access.models import User
from common.actors import ActorKind
from common.fields import PLACES as DIGITS
from dialects.common.aliases import AliasSql
from dialects.common.ids import PLACES
from dialects.common.json_text import quoted, text, with_offset
from orders.models import ExternalKind

PEOPLE = (ActorKind.STAFF, ActorKind.CUSTOMER)
_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True)
class Words:
    """How numbers are written, and which fields an order has. In the statement `o` is the order, `c` its
    channel, `own` what all parts of the order share."""

    aliases: AliasSql
    sees_payments: bool
    sees_internal: bool
    has_statuses: bool = False

    def number(self, kind: ExternalKind, key: str, otherwise: str) -> str:
        """The number of a row, as a text."""
        return text(self.aliases.text(kind, key, otherwise))

    def part(self, kind: ExternalKind, key: str, place: str) -> str:
        """The number of the part at a place of the order."""
        return self.number(kind, key, f"o.serial * {PLACES} + {place}")

    def user(self, said: str) -> str:
        """The number of the user in `kind:id`; NULL for programs."""
        key = _key(said)
        serial = f'SELECT u.serial FROM "{User._meta.db_table}" u WHERE u.id = {key}'
        return _if_person(said, self.number(ExternalKind.USER, key, f"({serial})"))


def _key(said: str) -> str:
    return f"split_part({said}, ':', 2)::uuid"


def _if_person(said: str, value: str) -> str:
    kinds = "|".join(kind.value for kind in PEOPLE)
    return f"CASE WHEN {said} ~ '^({kinds}):{_UUID}$' THEN {value} END"


def _users() -> str:
    said = ("o.created_by", "o.modified_by", ACTOR)
    made, changed, moved = (_if_person(text, _key(text)) for text in said)
    return f'ARRAY[{made}, {changed}] || ARRAY(SELECT {moved} FROM "orders_statuschange" s WHERE s.order_id = o.id)'


ACTOR = "s.actor_kind || ':' || s.actor_id"
"""Who wrote the entry `s` of the status log."""
USERS = _users()
"""The keys of all users whom the order names."""


def money(amount: str) -> str:
    """An amount in the order's currency."""
    return quoted(f"round(({amount}) / {10**DIGITS}.0, own.digits)")


def written(moment: str) -> str:
    """A time in the channel's zone."""
    return with_offset(moment, "c.time_zone")


def joined(words: str) -> str:
    """Each of these words once, in their order; empty without any."""
    each = f"SELECT w, min(n) AS n FROM unnest({words}) WITH ORDINALITY u(w, n) GROUP BY w"
    several = f"(SELECT string_agg(w, ', ' ORDER BY n) FROM ({each}) d)"
    return text(f"COALESCE(CASE WHEN cardinality({words}) > 1 THEN {several} ELSE ({words})[1] END, '')")
