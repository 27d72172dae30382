"""The caller of a request: reach, rights and name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from common.actors import Actor, ActorKind


class Rights(NamedTuple):
    """What a caller is shown of an order and its parts. Nothing else about a caller decides that.

    `payments`: payments and refunds; `customer`: customer data besides name and contact; `private`: identity and tax
    numbers; `internal`: internal notes and origins; `token`: the order's token; `contact`: e-mail addresses.
    """

    payments: bool = False
    customer: bool = False
    private: bool = False
    internal: bool = False
    token: bool = False
    contact: bool = False


RIGHTS_OF_GUESTS = Rights(payments=True, token=True, contact=True)
"""The rights of a caller who reaches an order by its token alone."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The sender of one request.

    `id` is the user's, the customer's or the client's (`client_id`).
    `channels` are the only channels that a client or a member of staff reaches; None means all of them (staff).
    `customers` are the customer rows that are the caller's own.
    `order_token` opens one order, whoever holds it.
    `knows_customers` says whether a member of staff may know customers, and not only what is on a label (ADR 82).
    """

    kind: ActorKind
    name: str
    id: str = ""
    ip: str | None = None
    scopes: frozenset[str] = frozenset()
    channels: frozenset[UUID] | None = field(default_factory=frozenset)
    customers: frozenset[UUID] = frozenset()
    order_token: str = ""
    knows_customers: bool = True

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF

    @property
    def is_client(self) -> bool:
        return self.kind is ActorKind.CLIENT

    @property
    def acts_in_channels(self) -> bool:
        """Whether the caller's channels give a right to what is in them: those of clients and staff do."""
        return self.is_client or self.is_staff

    @property
    def is_buyer(self) -> bool:
        """Whether this is a customer, or holds an order's token: they act on their own orders only."""
        return self.kind is ActorKind.CUSTOMER or (self.kind is ActorKind.GUEST and bool(self.order_token))

    @property
    def is_anonymous(self) -> bool:
        """Nobody signed in and no order token given."""
        return self.kind is ActorKind.GUEST and not self.order_token

    @property
    def actor(self) -> Actor:
        """The caller as events and notes name it."""
        return Actor(self.kind, self.name, self.id, self.ip)

    @property
    def key_owner(self) -> str:
        """The owner of the caller's idempotency keys: clients never share them."""
        return f"{self.kind}:{self.id or self.order_token_digest or self.ip or ''}"

    @property
    def order_token_digest(self) -> str:
        """The digest that is stored in place of the order token."""
        return sha256(self.order_token.encode()).hexdigest() if self.order_token else ""

    def may(self, scope: str) -> bool:
        return scope in self.scopes

    @property
    def sees_payments(self) -> bool:
        """Whether payments are shown to the caller: in answers, on pages, on paper."""
        return self.may("payments:read")

    @property
    def rights(self) -> Rights:
        """The caller's rights on orders in their own reach. Orders that only a token opens are shown as to guests."""
        return Rights(
            payments=self.sees_payments,
            customer=self.kind is not ActorKind.GUEST and self.may("orders:read"),
            private=self.kind is ActorKind.CUSTOMER or self.may("addresses:read"),
            internal=self.may("orders:write"),
            token=(self.is_staff and self.knows_customers) or (self.kind is ActorKind.GUEST and bool(self.order_token)),
            contact=self.knows_customers,
        )

    def without_order_token(self) -> Caller:
        """The same caller without the order token."""
        return replace(self, order_token="")
