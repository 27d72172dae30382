"""What every sample has in common: its channel, and the actor of its events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common.actors import Actor, ActorKind
from orders.change import changing
from orders.models import Channel, ExternalId, ExternalKind, Order
from orders.money.settle import settle_payment
from payments.gateways.answers import Card, Succeeded
from payments.models import Payment

STOREFRONT = Actor(ActorKind.CLIENT, "Storefront", "demo-storefront")
STAFF = Actor(ActorKind.STAFF, "support", "support")


@dataclass(frozen=True, slots=True)
class Sample:
    """A channel, and what happened there."""

    channel: Mapping[str, Any]
    place_orders: Callable[[Channel], None]

    def load(self) -> bool:
        """Make the channel and its orders, unless it has orders. Tells whether it did."""
        channel, _ = Channel.objects.get_or_create(code=self.channel["code"], defaults=self.channel)
        if channel.orders.exists():
            return False
        self.place_orders(channel)
        return True


def bring(dialect: str, kind: ExternalKind, key: UUID, value: object) -> None:
    """Give a row the id that the document of a dialect prints."""
    ExternalId.objects.create(dialect=dialect, kind=kind, object_id=key, value=str(value))


def at(text: str) -> datetime:
    """A time as the documents print it."""
    return datetime.fromisoformat(text)


def pay_elsewhere(order: Order, *, method: str, label: str, card: Card, at: datetime, option_id: str = "") -> None:
    """Record a payment at a gateway that is not configured here: it has no more data than is printed."""
    with changing(order, actor=STOREFRONT, at=at) as change:
        payment = Payment.objects.create(
            order=change.order,
            method=method,
            label=label,
            option_id=option_id,
            currency=order.currency,
            amount=order.total,
            created_at=at,
            updated_at=at,
        )
        settle_payment(change, payment, Succeeded(card=card))
