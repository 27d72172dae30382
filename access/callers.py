"""Who is calling: what they may reach, and the name under which they act."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from common.actors import Actor, ActorKind


class Rights(NamedTuple):
    """What somebody is shown of an order and of what belongs to it. Nothing else about a caller decides that.

    `payments`: payments and refunds; `customer`: what is known of whoever bought beside name and ways to reach them;
    `private`: identity and tax numbers; `internal`: notes that are not public, and where things came from; `token`: the
    order's token.
    """

    payments: bool = False
    customer: bool = False
    private: bool = False
    internal: bool = False
    token: bool = False


RIGHTS_OF_GUESTS = Rights(payments=True, token=True)
"""What an order shows to whoever reaches it by its token alone."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The sender of one request.

    `id` is the user's, the customer's or the client's (`client_id`).
    `channels` are the only channels a client reaches; None means all of them (staff).
    `customers` are the customer rows that are the caller's own.
    `order_token` opens one order, whoever holds it.
    """

    kind: ActorKind
    name: str
    id: str = ""
    ip: str | None = None
    scopes: frozenset[str] = frozenset()
    channels: frozenset[UUID] | None = field(default_factory=frozenset)
    customers: frozenset[UUID] = frozenset()
    order_token: str = ""

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF

    @property
    def is_client(self) -> bool:
        return self.kind is ActorKind.CLIENT

    @property
    def is_buyer(self) -> bool:
        """A customer, or whoever holds an order's token: somebody who acts on orders of their own only."""
        return self.kind is ActorKind.CUSTOMER or (self.kind is ActorKind.GUEST and bool(self.order_token))

    @property
    def is_anonymous(self) -> bool:
        """Nobody signed in and no order token given."""
        return self.kind is ActorKind.GUEST and not self.order_token

    @property
    def actor(self) -> Actor:
        """The same person or program as events and notes name them."""
        return Actor(self.kind, self.name, self.id, self.ip)

    @property
    def key_owner(self) -> str:
        """Whose idempotency keys these are: one client never meets another's."""
        return f"{self.kind}:{self.id or self.order_token_digest or self.ip or ''}"

    @property
    def order_token_digest(self) -> str:
        """What stands for the order token wherever it is written down."""
        return sha256(self.order_token.encode()).hexdigest() if self.order_token else ""

    def may(self, scope: str) -> bool:
        return scope in self.scopes

    @property
    def sees_payments(self) -> bool:
        """Whether payments are shown to the caller: in answers, on pages, on paper."""
        return self.may("payments:read")

    @property
    def rights(self) -> Rights:
        """What the caller is shown of orders that they reach as who they are. What a token opens beside is shown as to
        guests."""
        return Rights(
            payments=self.sees_payments,
            customer=self.kind is not ActorKind.GUEST and self.may("orders:read"),
            private=self.kind is ActorKind.CUSTOMER or self.may("addresses:read"),
            internal=self.may("orders:write"),
            token=self.is_staff or (self.kind is ActorKind.GUEST and bool(self.order_token)),
        )

    def without_order_token(self) -> Caller:
        """The same caller, reaching only what is theirs by right."""
        return replace(self, order_token="")
