"""What was done at a gateway, not by us."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from payments.gateways.answers import Answer


class DisputeOutcome(StrEnum):
    """The states of a dispute."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An event at the gateway about the money of one payment. `id` is the gateway's own."""

    id: str
    amount: Decimal
    currency: str
    attempt_id: str = ""
    transaction_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundNews(News):
    """A refund. `refund` is our id if it was asked for here."""

    answer: Answer
    refund: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeNews(News):
    """A dispute: the customer's bank holds the money, or has decided."""

    outcome: DisputeOutcome
    reason: str = ""
