"""What a gateway can answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from payments.statuses import PaymentState


@dataclass(frozen=True, slots=True)
class Card:
    """The data by which a person recognises a card."""

    brand: str
    last4: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A gateway's answer about a payment or refund. `amount` is in units of `currency`; None if it names none."""

    transaction_id: str = ""
    attempt_id: str = ""
    card: Card | None = None
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect(Answer):
    """The customer pays at this address."""

    url: str


class Waiting(Answer):
    """The gateway has it, and has not decided yet."""


class Authorized(Answer):
    """The money is held for us."""


class Succeeded(Answer):
    """The money has moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Answer):
    """The gateway declined, and no money has moved."""

    code: str
    detail: str = ""


class Withdrawn(Answer):
    """Voided by anyone before any money was taken."""


class Missing(Answer):
    """The gateway does not know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Answer):
    """The outcome is unknown."""

    detail: str = ""


PAYMENT_STATE_AFTER: Mapping[type[Answer], PaymentState] = {
    Redirect: PaymentState.PROCESSING,
    Waiting: PaymentState.PROCESSING,
    Authorized: PaymentState.AUTHORIZED,
    Succeeded: PaymentState.COMPLETED,
    Declined: PaymentState.FAILED,
    Withdrawn: PaymentState.CANCELLED,
}
