"""Why something is done to an order: a reason that is offered, or other words."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from common.folding import folded
from common.rows import fetch
from orders.models import Order, Reason, ReasonVerb

LONGEST = 500
"""The most characters of a reason that are kept."""


class GivenReason(NamedTuple):
    """A reason as it is kept: its words, and the code of the offered reason that they mean; empty for other words."""

    text: str
    code: str = ""


def offered_reasons(verb: ReasonVerb, channel_id: UUID) -> list[Reason]:
    """The reasons that a channel offers for something, in their order. One of its own replaces the one of the same code
    for all channels."""
    rows = [row for row in fetch(Reason, verb=verb, is_active=True) if row.channel_id in (None, channel_id)]
    by_code = {row.code: row for row in sorted(rows, key=lambda row: row.channel_id is not None)}
    return sorted(by_code.values(), key=lambda row: (row.position, row.label, row.code))


def given_reason(order: Order, verb: ReasonVerb, said: str, *, code: str = "") -> GivenReason:
    """What somebody said: by its code, or by its label in any language, it is an offered reason, which is kept in the
    order's language. A reason that `code` also names comes first, and the words follow."""
    wanted = folded(said.strip())
    if not (wanted or code):
        return GivenReason(said)
    offered = offered_reasons(verb, order.channel_id)
    for reason in offered:
        if wanted in map(folded, reason.names()):
            return GivenReason(reason.label_in(order.language_code), reason.code)
    for reason in offered:
        if reason.code == code:
            label = reason.label_in(order.language_code)
            return GivenReason(f"{label} – {said}"[:LONGEST] if wanted else label, code)
    return GivenReason(said)
