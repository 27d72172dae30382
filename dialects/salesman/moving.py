"""What a PUT of a status does: Salesman's moves, made by the services of the order book.

Its table says which moves there are; ours decide. A move that the table has is made as a whole: the steps between, the
money that goes back when what was paid for is cancelled, and a real refund behind REFUNDED.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.db import transaction

from access.callers import Caller
from common.actors import Actor
from common.errors import Refusal
from common.money import ZERO, format_amount
from dialects.common.whole_refund import why_not_refunded
from dialects.salesman.errors import NOT_ALLOWED
from dialects.salesman.statuses import SalesmanStatus, folded, is_in_table, not_in_table
from orders.cancelling.cancel import cancel_order
from orders.models import Order
from orders.money.refund import RefundOutcome, RefundRequest, refund_order
from orders.money.refundable import nothing_left, refundable_payments, remaining
from orders.status.change_status import PlanIsOpen, change_status, open_decisions, why_not_move
from orders.statuses import OrderStatus
from payments.gateways.registry import gateways

S = SalesmanStatus

BY_WAY_OF: Final[Mapping[tuple[int, SalesmanStatus], OrderStatus]] = {
    (OrderStatus.PACKAGE_WAITING, S.COMPLETED): OrderStatus.SHIPPED,
    (OrderStatus.PACKAGED, S.COMPLETED): OrderStatus.SHIPPED,
}
"""Moves for which ours take a step between."""


class MoveRefused(Refusal):
    """The order cannot be moved there."""

    code = "transition_not_allowed"


@dataclass(frozen=True)
class Moves:
    """An order's moves, as far as this caller may make them."""

    order: Order
    caller: Caller

    @property
    def current(self) -> SalesmanStatus:
        """Where it is."""
        return folded(self.order)

    def why_not(self, wanted: SalesmanStatus) -> str | None:
        """Why a PUT of this status would be refused; None where it will succeed."""
        if not is_in_table(self.current, wanted):
            return not_in_table(self.current, wanted)
        if wanted == self.current:
            return None
        if self.order.status == OrderStatus.CANCELLATION_WAITING:
            return PlanIsOpen.sentence
        return self._why_not_refunded() if wanted == S.REFUNDED else self._why_not_moved(wanted)

    def refunds_money(self, wanted: SalesmanStatus) -> bool:
        """Whether the move is a cancellation of what was paid for, or is being paid."""
        refusal = why_not_move(self.order, self._first_step(wanted), self._plans)
        return wanted == S.CANCELLED and refusal is not None and refusal.code == "refund_required"

    def _why_not_moved(self, wanted: SalesmanStatus) -> str | None:
        if self.refunds_money(wanted):
            if self._plans:
                return PlanIsOpen.sentence
            return None if self.caller.may("cancellations:write") else NOT_ALLOWED
        refusal = why_not_move(self.order, self._first_step(wanted), self._plans)
        return refusal.detail if refusal else None

    def _why_not_refunded(self) -> str | None:
        if not self.caller.may("refunds:write"):
            return NOT_ALLOWED
        goes_on = why_not_refunded(self.order)
        if goes_on:
            return goes_on.detail
        payments = refundable_payments(self.order)
        pending = [payment for payment in payments if payment.refund_reserved]
        if not remaining(payments) or pending:
            return nothing_left(payments, self.order.currency).detail
        known = gateways()
        for payment in payments:
            provider = known.get(payment.method)
            if payment.refundable_amount and (provider is None or not provider.asks_a_provider):
                return f"What was paid by '{payment.method_name}' is refunded by hand: refund it, and confirm it."
        return None

    def _first_step(self, wanted: SalesmanStatus) -> OrderStatus:
        return BY_WAY_OF.get((self.order.status, wanted), OrderStatus[wanted.name])

    @cached_property
    def _plans(self) -> set[str]:
        return open_decisions(self.order)


def move_order(
    order: Order, wanted: SalesmanStatus, *, caller: Caller, actor: Actor, at: datetime, key: str = ""
) -> Order:
    """Move the order, and all that goes with it.

    Raises:
        MoveRefused, TransitionRefused: with the sentence that says why not.
        RefundDeclined, RefundExceedsPaid, NothingToRefund: as for `refund_order`.
    """
    moves = Moves(order, caller)
    refusal = moves.why_not(wanted)
    if refusal:
        raise MoveRefused(refusal)
    if wanted == moves.current:
        return order
    if wanted == S.REFUNDED:
        return _refunded(refund_order(order, RefundRequest(), actor=actor, at=at, key=key))
    if moves.refunds_money(wanted):
        return cancel_order(order, actor=actor, at=at, key=key).order
    with transaction.atomic():
        between = BY_WAY_OF.get((order.status, wanted))
        if between:
            order = change_status(order, to=between, actor=actor, at=at)
        return change_status(order, to=OrderStatus[wanted.name], actor=actor, at=at)


def _refunded(outcome: RefundOutcome) -> Order:
    """The order, if everything went back."""
    if outcome.order.status == OrderStatus.REFUNDED:
        return outcome.order
    missing = sum((refund.amount for refund in outcome.refunds if refund not in outcome.refunded), ZERO)
    currency = outcome.order.currency
    raise MoveRefused(f"Not everything was refunded: {format_amount(missing, currency)} {currency} was not.")
