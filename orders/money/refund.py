"""Refunding part or all of what has been paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.actors import Actor
from common.errors import InvalidInput, PaymentDeclined, Sentence
from common.money import ZERO, format_amount
from common.rows import fetch
from orders.change import Change
from orders.fulfilment.withheld import withhold_refunded
from orders.models import Order, OrderItem, ReasonVerb
from orders.money.amounts import check_amount
from orders.money.gateway_calls import recheck_refund, send_refunds, step
from orders.money.refund_units import amount_of, shared_out, units_of
from orders.money.refundable import nothing_left, refundable_payments, remaining
from orders.money.reserve import reserved
from orders.money.unowed import excess_of, refresh_unowed
from orders.reasons import given_reason
from payments.amounts import spread
from payments.balance_updates import RefundExceedsPaid
from payments.models import Payment, Refund
from payments.reading import payments_of, refunds_of
from payments.statuses import PENDING_REFUNDS, PaymentState, RefundState

MANUAL = "manual"
"""The method of a refund that a person pays out."""

Parts = Sequence[tuple[Payment, Decimal]]


class RefundDeclined(PaymentDeclined):
    """The gateway declined the refund. The money can be refunded another way."""

    code = "refund_declined"
    sentence = "The gateway declined the refund: {reason}"


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """What to refund, in units of the order's currency: an amount, units of items, amounts of certain
    payments, or, with none of these, everything.

    `items` are `{"item", "quantity"}`, `payments` are `{"payment", "amount"}`; a number left out means all of it.
    """

    amount: Decimal | None = None
    items: Sequence[Mapping[str, Any]] = ()
    payments: Sequence[Mapping[str, Any]] = ()
    reason: str = ""
    reason_code: str = ""
    """Of the offered reason that it is."""
    method: str = ""
    """`manual`: a person pays it out, whatever the payments' methods; else the way the money came."""
    keep_shipping: bool = False
    """Ship the goods although they are refunded; otherwise unsent units of refunded items are not shipped."""
    gives_up_units: bool = False
    """The money goes back for units or shipping that a plan takes, not because it was not owed."""


@dataclass(frozen=True, slots=True)
class RefundOutcome:
    """The refunds of one command, what can still be refunded after them, and the items of which units are not shipped
    because they are, or are being, refunded."""

    order: Order
    refunds: list[Refund]
    remaining_amount: Decimal
    not_shipped: list[OrderItem]

    @property
    def refunded(self) -> list[Refund]:
        return [refund for refund in self.refunds if refund.status == RefundState.SUCCEEDED]

    @property
    def failed(self) -> list[Refund]:
        return [refund for refund in self.refunds if refund.status == RefundState.FAILED]

    @property
    def manual(self) -> list[Refund]:
        """Refunds that a person has to pay out."""
        return [refund for refund in self.refunds if refund.status == RefundState.RESERVED and refund.needs_human]

    @property
    def unknown(self) -> list[Refund]:
        """Refunds that the gateway has not decided."""
        return [row for row in self.refunds if row.status in PENDING_REFUNDS and row not in self.manual]

    @property
    def is_certain(self) -> bool:
        """Whether no gateway has declined or still owes an answer. A person may have to pay out some of it."""
        return not self.failed and not self.unknown


def refund_order(order: Order, request: RefundRequest, *, actor: Actor, at: datetime, key: str = "") -> RefundOutcome:
    """Refund money. Repeated under the same key, it resumes the first attempt and refunds nothing twice.

    Raises:
        RefundExceedsPaid, NothingToRefund: so much is not there.
        UnitsAlreadyRefunded: the units were cancelled, came back or were refunded before, or a plan is about them.
        RefundDeclined: the gateway gave nothing back.
        InvalidInput: an amount, an item or a payment that does not fit the order.
    """
    with step(order, actor=actor, at=at) as change:
        begun = _begun_under(change.order, key)
        refunds = begun or reserve_refunds(change, _with_offered_reason(change.order, request), key=key)
        if not begun and all(refund.needs_human for refund in refunds):
            return _outcome(change.order, refunds)
    for refund in begun:
        recheck_refund(order, refund, actor=actor, at=at)
    refunds = send_refunds(order, refunds, actor=actor, at=at)
    (fresh,) = fetch(Order, id=order.pk)
    outcome = _outcome(fresh, refunds)
    if len(outcome.failed) == len(outcome.refunds):
        raise _declined(outcome.failed)
    return outcome


def reserve_refunds(change: Change, request: RefundRequest, *, key: str = "") -> list[Refund]:
    """Set the money aside, with one refund per payment. `send_refunds` sends them once that is committed.

    Call under the order's lock.

    Raises:
        RefundExceedsPaid, NothingToRefund, UnitsAlreadyRefunded, InvalidInput: as for `refund_order`.
    """
    payments = refundable_payments(change.order)
    parts, lines = _parts(change, request, payments)
    if not parts:
        completed = Payment.objects.filter(order=change.order, status=PaymentState.COMPLETED)
        raise nothing_left(completed, change.order.currency)
    amounts = [amount for _, amount in parts]
    is_for_goods = bool(lines) or request.gives_up_units
    excess = [ZERO] * len(parts) if is_for_goods else excess_of(change.order, amounts)
    shares = shared_out(lines, amounts, change.order.currency)
    refunds: list[Refund] = []
    for number, ((payment, amount), share, unowed) in enumerate(zip(parts, shares, excess, strict=True), start=1):
        columns: dict[str, Any] = {
            "key": f"{key}#{number}" if key else None,
            "command": refunds[0].pk if refunds else None,
            "excess": unowed,
            "manual": request.method == MANUAL,
            "keep_shipping": request.keep_shipping,
            "reason_code": request.reason_code,
        }
        refunds.append(reserved(change, payment, amount, reason=request.reason, lines=share, **columns))
    if lines:
        withhold_refunded(change)
    refresh_unowed(change)
    return refunds


def _with_offered_reason(order: Order, request: RefundRequest) -> RefundRequest:
    reason = given_reason(order, ReasonVerb.REFUND, request.reason)
    return replace(request, reason=reason.text, reason_code=reason.code)


def _parts(change: Change, request: RefundRequest, payments: list[Payment]) -> tuple[Parts, list[dict[str, Any]]]:
    """How much of which payment, and the units that it is for."""
    order = change.order
    if bool(request.payments) + bool(request.items) + (request.amount is not None) > 1:
        sentence = Sentence("Name an amount, items or payments, not several of them.")
        raise InvalidInput.on("amount", code="ambiguous", sentence=sentence)
    if request.payments:
        return _named_parts(order, request.payments, payments), []
    left = [(payment, payment.refundable_amount) for payment in payments]
    if request.items:
        lines = units_of(order, request.items)
        amount = amount_of(lines)
        return _spread(order, amount, left), lines
    if request.amount is not None:
        check_amount(request.amount, order.currency, ("amount",))
        return _spread(order, request.amount, left), []
    return [(payment, amount) for payment, amount in left if amount > 0], []


def _spread(order: Order, amount: Decimal, left: Parts) -> Parts:
    available = sum((part for _, part in left), ZERO)
    if amount > available:
        raise _too_much(order, available, amount)
    return spread(amount, left)


def _named_parts(order: Order, named: Sequence[Mapping[str, Any]], payments: list[Payment]) -> Parts:
    by_id = {payment.pk: payment for payment in payments}
    parts: dict[UUID, tuple[Payment, Decimal]] = {}
    for index, line in enumerate(named):
        payment = by_id.get(line["payment"])
        if payment is None or payment.pk in parts:
            sentence = Sentence("Each must be a different payment of this order that has brought money.")
            raise InvalidInput.on("payments", index, "payment", code="unknown_payment", sentence=sentence)
        amount = line.get("amount")
        if amount is not None:
            check_amount(amount, order.currency, ("payments", index, "amount"))
        amount = payment.refundable_amount if amount is None else amount
        if amount > payment.refundable_amount:
            raise _too_much(order, payment.refundable_amount, amount)
        parts[payment.pk] = (payment, amount)
    return [part for part in parts.values() if part[1] > 0]


def _begun_under(order: Order, key: str) -> list[Refund]:
    """What the same command has reserved before."""
    known = refunds_of(payments_of(order.pk)) if key else []
    return [refund for refund in known if (refund.idempotency_key or "").startswith(f"{key}#")]


def _outcome(order: Order, refunds: list[Refund]) -> RefundOutcome:
    return RefundOutcome(order, refunds, remaining(refundable_payments(order)), _not_shipped(order, refunds))


def _not_shipped(order: Order, refunds: list[Refund]) -> list[OrderItem]:
    named = {line["item"] for refund in refunds for line in refund.lines}
    if not named:
        return []
    items = OrderItem.objects.filter(order=order, pk__in=named, quantity_refunded_unsent__gt=0)
    return list(items.order_by("position"))


def _declined(failed: list[Refund]) -> RefundDeclined:
    """What the gateway said with its no; its code alone says nothing to people."""
    said, code = failed[0].failure_detail, failed[0].failure_code
    sentence = None if said else Sentence("The gateway declined the refund without a reason.")
    return RefundDeclined(sentence, reason=said or code, failed=[str(refund.pk) for refund in failed])


def _too_much(order: Order, available: Decimal, asked: Decimal) -> RefundExceedsPaid:
    return RefundExceedsPaid(
        available=format_amount(available, order.currency),
        asked=format_amount(asked, order.currency),
        currency=order.currency,
    )
