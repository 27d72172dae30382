"""The meaning of a status name: a native move of the order, logged under the name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from common.actors import Actor
from common.errors import Refusal
from dialects.common.finally_cancelled import is_finally_cancelled
from dialects.common.whole_refund import why_not_refunded
from dialects.lunasoft.writing import StatusUpdate
from orders.cancelling.cancel import cancel_order
from orders.hold import refuse_held
from orders.models import Order
from orders.models.status_names import StatusName, names_in
from orders.money.refund import RefundRequest, refund_order
from orders.status.change_status import change_status
from orders.status.log_entry import log_entry
from orders.statuses import PAYABLE, OrderStatus

S = OrderStatus
TARGETS = {
    "hold": S.HOLD,
    "process": S.PROCESSING,
    "await_packaging": S.PACKAGE_WAITING,
    "pack": S.PACKAGED,
    "ship": S.SHIPPED,
    "complete": S.COMPLETED,
}
"""Where the moves lead that a person makes by hand."""

PACKED = frozenset({S.PACKAGE_WAITING, S.PACKAGED})
SENDING = frozenset({S.SHIPPED, S.COMPLETED})
SCOPES = {"cancel": "cancellations:write", "refund": "refunds:write"}
"""What a caller needs besides `orders:write`."""


class UnknownStatusName(Refusal):
    """The channel calls no status so."""

    code = "unknown_status"
    sentence = "There is no status '{name}' here."


class RefundUnderWay(Refusal):
    """Not everything that was paid is back yet."""

    code = "refund_under_way"
    sentence = "The refund was begun and is not done yet: {status}."


@dataclass(frozen=True, slots=True)
class Command:
    """A posted name, who posted it and when, and the key by which a repetition is known."""

    update: StatusUpdate
    actor: Actor
    at: datetime
    key: str = ""


def status_named(order: Order, name: str) -> StatusName:
    """The status of the order's channel that has exactly this name.

    Raises:
        UnknownStatusName: there is none.
    """
    for known in names_in(order.channel.status_names):
        if known.name == name:
            return known
    raise UnknownStatusName(name=name)


def add_status(order: Order, name: StatusName, command: Command) -> None:
    """Make the move that the name is tied to, and log the name. A name without a move, or whose status the order has
    already, is only logged.

    Raises:
        Refusal: why the move is not made; then nothing is logged.
    """
    if name.move is None or _is_there_already(order, name):
        _log(order, command)
    elif name.move == "refund":
        _refund(order, command)
    elif name.move == "cancel":
        _cancel(order, command)
    else:
        _move(order, TARGETS[name.move], command)


def _is_there_already(order: Order, name: StatusName) -> bool:
    """Whether the order is what the name says. A cancellation is done when it is decided (ADR 97)."""
    return S(order.status).name in name.shows or (name.move == "cancel" and is_finally_cancelled(order))


def _log(order: Order, command: Command) -> None:
    update = command.update
    log_entry(
        order,
        label=update.status,
        note=update.notes,
        notify_customer=update.notify_customer,
        actor=command.actor,
        at=command.at,
    )


def _move(order: Order, target: OrderStatus, command: Command) -> None:
    """Move by hand. What is on hold is released first, by a move of its own (ADR 45)."""
    update = command.update
    if target in SENDING:
        refuse_held(order)
    with transaction.atomic():
        before = _first_to(order, target)
        if before is not None:
            change_status(order, to=before, actor=command.actor, at=command.at)
            order.expected_version = None
        change_status(
            order,
            to=target,
            label=update.status,
            note=update.notes,
            notify_customer=update.notify_customer,
            actor=command.actor,
            at=command.at,
        )


def _first_to(order: Order, target: OrderStatus) -> OrderStatus | None:
    """The status on the way: what still awaits payment is approved by being shipped or completed, and what is packed is
    shipped by being completed."""
    if target == S.COMPLETED and order.status in PACKED:
        return S.SHIPPED
    return S.PROCESSING if target in SENDING and order.status in PAYABLE else None


def _cancel(order: Order, command: Command) -> None:
    """Cancel by hand while nothing was paid; otherwise by the command that refunds."""
    if order.status in PAYABLE and order.has_taken_no_money():
        _move(order, S.CANCELLED, command)
        return
    cancel_order(order, reason=command.update.notes, actor=command.actor, at=command.at, key=command.key)
    order.expected_version = None
    _log(order, command)


def _refund(order: Order, command: Command) -> None:
    goes_on = why_not_refunded(order)
    if goes_on:
        raise goes_on
    request = RefundRequest(reason=command.update.notes[:500])
    outcome = refund_order(order, request, actor=command.actor, at=command.at, key=command.key)
    if outcome.order.status != S.REFUNDED:
        raise RefundUnderWay(status=", ".join(sorted({refund.status for refund in outcome.refunds})))
    order.expected_version = None
    _log(order, command)
