"""What a gateway can be asked, and what it can answer.

A gateway never raises for a decision of the other side: a no is `Declined`. It raises `GatewayUnreachable` when nobody
knows what the other side did. Whatever is asked again carries the same key, so that the other side does it once.
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
    """The other side did not answer, or made no sense: what was asked may or may not have been done."""


class WebhookRefused(Refusal):
    """A webhook that was not sent by the gateway, has expired or cannot be read."""

    code = "webhook_refused"
    sentence = "The webhook's signature is missing, wrong or expired."


class Operation(StrEnum):
    """What a gateway can be asked."""

    START = "start"
    CAPTURE = "capture"
    CANCEL = "cancel"
    REFUND = "refund"
    LOOK_UP_PAYMENT = "look_up_payment"
    LOOK_UP_REFUND = "look_up_refund"


@dataclass(frozen=True, slots=True)
class Charge:
    """A payment, as a gateway is told of it. `amount` is in units of `currency`."""

    id: UUID
    amount: Decimal
    currency: str
    order_ref: str = ""
    email: str = ""
    return_url: str = ""
    transaction_id: str = ""
    attempt_id: str = ""

    def key(self, operation: Operation) -> str:
        """Under which the gateway is asked to do something with this payment, however often."""
        return f"{self.id}:{operation}"


@dataclass(frozen=True, slots=True)
class RefundCall:
    """A refund, as a gateway is told of it. Its id is the key under which the gateway is asked, for ever."""

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
    """What a gateway tells of its own accord: an event with a number, about a payment or a refund of ours.

    `payment` and `refund` are our ids as the gateway was told them. `answer` is None for what is of no interest here.
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
    """A way to pay. `identifier` is its name in the API, `label` the one that people read."""

    asks_a_provider = True
    """Whether somebody else moves the money and knows the outcome; otherwise staff say when it has arrived."""

    def __init__(self, *, identifier: str, label: str) -> None:
        self.identifier = identifier
        self.label = label

    def why_not(self, amount: Decimal, currency: str) -> str | None:
        """Why this amount cannot be paid this way, in a sentence; None if it can."""
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
        """What has become of a payment."""

    @abstractmethod
    def look_up_refund(self, call: RefundCall) -> Answer:
        """What has become of a refund."""

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook:
        """Check who sent it, and read it.

        Raises:
            WebhookRefused: it was not signed by the gateway.
        """
        raise WebhookRefused("This gateway sends no webhooks.")

    def recent(self, since: datetime) -> Iterable[News]:
        """Refunds and disputes that began at the gateway since then, ours among them."""
        return ()

    def expected(self, operation: Operation) -> Answer:
        """What it answers if all goes well: what a rehearsal goes on with."""
        return _EXPECTED[operation]


_EXPECTED: Mapping[Operation, Answer] = {
    Operation.START: Redirect(url=""),
    Operation.CAPTURE: Succeeded(),
    Operation.CANCEL: Withdrawn(),
    Operation.REFUND: Succeeded(),
    Operation.LOOK_UP_PAYMENT: Waiting(),
    Operation.LOOK_UP_REFUND: Waiting(),
}
