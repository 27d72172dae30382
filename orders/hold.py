"""Orders on hold: nothing of them is packed or shipped until they are released."""

from __future__ import annotations

from datetime import datetime

from common.actors import Actor
from common.errors import InvalidInput, Refusal, Sentence
from common.moments import rfc3339
from orders.change import Change
from orders.models import Order
from orders.progress import approve_items, save_items
from orders.statuses import PAYABLE, OrderStatus


class OrderOnHold(Refusal):
    """Nothing of an order on hold is packed or shipped until it is released."""

    code = "order_on_hold"
    sentence = "The order was put on hold by {held_by}: {reason}"


def refuse_held(order: Order) -> None:
    """Raises:
    OrderOnHold: with who put it on hold, when and why.
    """
    if order.status != OrderStatus.HOLD:
        return
    held_by, reason = order.held_by or "somebody", order.hold_reason
    unexplained = Sentence("The order was put on hold by {held_by}, without a reason.", held_by=held_by)
    raise OrderOnHold(
        None if reason else unexplained,
        held_by=held_by,
        reason=reason,
        held_at=rfc3339(order.held_at),
        hold_until=rfc3339(order.hold_until),
    )


def note_hold(order: Order, *, reason: str, until: datetime | None, actor: Actor) -> None:
    """Record on an order that was just put on hold who did it, why, and until when."""
    order.hold_reason = reason
    order.hold_until = until
    order.held_by = actor.name[:150]


def refuse_wrong_end(to: OrderStatus, until: datetime | None, at: datetime) -> None:
    """Raises:
    InvalidInput: an end was given for something that is no hold, or one that is past.
    """
    if until is None:
        return
    if to != OrderStatus.HOLD:
        sentence = Sentence("Only a hold has an end.")
        raise InvalidInput.on("hold_until", code="not_a_hold", sentence=sentence)
    if until <= at:
        raise InvalidInput.on("hold_until", code="in_the_past", sentence=Sentence("The end must be in the future."))


def approve_held(change: Change) -> None:
    """An order was paid while it is on hold: it stays there, and is released to fulfilment."""
    order = change.order
    if order.status_before_hold in PAYABLE:
        order.status_before_hold = OrderStatus.PROCESSING
        order.approved_at = order.approved_at or change.at
        approve_items(change)
        save_items(change)
