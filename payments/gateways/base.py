"""The interface of a gateway.

A gateway does not raise for a decision of the provider: a refusal is `Declined`. It raises `GatewayUnreachable` when
the outcome is unknown. A repeated request carries the same key, so that the provider acts on it once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from common.errors import Refusal
from payments.gateways.answers import Answer, Redirect, Succeeded, Waiting, Withdrawn
from payments.gateways.news import News


class GatewayUnreachable(Exception):
    """The provider did not answer, or not intelligibly: the request may or may not have been carried out."""


class WebhookRefused(Refusal):
    """A webhook that was not sent by the gateway, has expired or cannot be read."""

    code = "webhook_refused"
    sentence = "The webhook's signature is missing, wrong or expired."


class Operation(StrEnum):
    """The requests that a gateway takes."""

    START = "start"
    CAPTURE = "capture"
    CANCEL = "cancel"
    REFUND = "refund"
    LOOK_UP_PAYMENT = "look_up_payment"
    LOOK_UP_REFUND = "look_up_refund"


@dataclass(frozen=True, slots=True)
class Charge:
    """A payment, as it is sent to a gateway. `amount` is in units of `currency`."""

    id: UUID
    amount: Decimal
    currency: str
    order_ref: str = ""
    email: str = ""
    return_url: str = ""
    transaction_id: str = ""
    attempt_id: str = ""

    def key(self, operation: Operation) -> str:
        """The idempotency key of an operation on this payment."""
        return f"{self.id}:{operation}"


@dataclass(frozen=True, slots=True)
class RefundCall:
    """A refund, as it is sent to a gateway. Its id is its idempotency key for ever."""

    id: UUID
    amount: Decimal
    charge: Charge
    reason: str = ""
    transaction_id: str = ""

    @property
    def key(self) -> str:
        return str(self.id)


@dataclass(frozen=True, slots=True)
class GatewayWebhook:
    """A webhook of a gateway: an event with an id, about a payment or a refund.

    `payment` and `refund` are our ids as we sent them to the gateway. `answer` is None for what is of no interest here.
    `news` is what was done at the gateway, not by us.
    """

    event_id: str
    kind: str
    answer: Answer | None = None
    payment: str = ""
    refund: str = ""
    attempt_id: str = ""
    transaction_id: str = ""
    news: tuple[News, ...] = ()


class Gateway(ABC):
    """A payment method. `identifier` is its name in the API, `label` the one that people read."""

    asks_a_provider = True
    """Whether a provider moves the money and knows the outcome; otherwise staff record when it has arrived."""

    def __init__(self, *, identifier: str, label: str) -> None:
        self.identifier = identifier
        self.label = label

    def why_not(self, amount: Decimal, currency: str) -> str | None:
        """Why this amount cannot be paid with this method, in a sentence; None if it can."""
        return None

    @abstractmethod
    def start(self, charge: Charge) -> Answer:
        """Begin a payment."""

    @abstractmethod
    def capture(self, charge: Charge) -> Answer:
        """Take the money that is held."""

    @abstractmethod
    def cancel(self, charge: Charge) -> Answer:
        """Void payment before money is taken; a gateway that has taken it already answers `Succeeded`."""

    @abstractmethod
    def refund(self, call: RefundCall) -> Answer:
        """Refund money."""

    @abstractmethod
    def look_up_payment(self, charge: Charge) -> Answer:
        """The present state of a payment."""

    @abstractmethod
    def look_up_refund(self, call: RefundCall) -> Answer:
        """The present state of a refund."""

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook:
        """Verify the signature, and read the webhook.

        Raises:
            WebhookRefused: it was not signed by the gateway.
        """
        raise WebhookRefused("This gateway sends no webhooks.")

    def recent(self, since: datetime) -> Iterable[News]:
        """Refunds and disputes that began at the gateway since then, including ours."""
        return ()

    def expected(self, operation: Operation) -> Answer:
        """The answer if all goes well, which a rehearsal assumes."""
        return _EXPECTED[operation]


_EXPECTED: Mapping[Operation, Answer] = {
    Operation.START: Redirect(url=""),
    Operation.CAPTURE: Succeeded(),
    Operation.CANCEL: Withdrawn(),
    Operation.REFUND: Succeeded(),
    Operation.LOOK_UP_PAYMENT: Waiting(),
    Operation.LOOK_UP_REFUND: Waiting(),
}
