"""Paying for an order: beginning a payment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from common.actors import Actor
from common.errors import InvalidInput, OutcomeUnknown, PaymentDeclined, Refusal, Sentence
from common.money import fits, format_amount, too_many_digits
from common.rows import new
from events.types import EventType
from orders.change import Change
from orders.models import Order
from orders.money.about import about_payment
from orders.money.cancel_payment import ask_to_cancel
from orders.money.gateway_calls import ask_about, settle, step
from orders.money.pay_options import MethodUnusable, offered, open_payments, total_of, why_not_payable
from orders.money.return_url import refuse_return_url
from orders.money.settle import settle_payment
from payments.gateways.answers import Redirect, Unknown, Waiting
from payments.gateways.base import Gateway, Operation
from payments.gateways.registry import unknown_method
from payments.models import Payment
from payments.reading import payments_of
from payments.statuses import UNFINISHED_PAYMENTS, PaymentState, Question

MOST_TURNS = 4
"""How often a payment is tried again when others begin at the same moment."""


class AmountExceedsOutstanding(Refusal):
    """More would be paid than is owed."""

    code = "amount_exceeds_outstanding"
    sentence = "At most {payable} {currency} can be paid now, not {asked}."


class PaymentUnderWay(Refusal):
    """Another payment was begun and may still bring the money that this one is for."""

    code = "payment_under_way"
    sentence = "Another payment of {amount} {currency} is under way. Finish or cancel it, or try again in a moment."


@dataclass(frozen=True, slots=True)
class _Wish:
    method: Gateway
    amount: Decimal | None
    key: str
    detail: str
    option_id: str
    return_url: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """The row that claims the money, and whether this command began it; or None, and the open payments in its way."""

    payment: Payment | None
    is_own: bool = True
    in_the_way: tuple[Payment, ...] = ()


def start_payment(
    order: Order,
    *,
    method: str,
    actor: Actor,
    at: datetime,
    amount: Decimal | None = None,
    detail: str = "",
    option_id: str = "",
    return_url: str = "",
    key: str = "",
) -> Payment:
    """Begin a payment: of `amount`, or of everything that is neither paid nor authorized. `detail` and `option_id` are
    what the storefront says about it. `return_url` is where the customer goes afterwards: `{page}` (the order's page),
    or an address at one of the channel's hosts; empty: where the channel says.

    An unfinished attempt for the same amount, method and return is resumed; any other is given up first, after asking
    its gateway. So a customer who pays twice never pays too much.

    Raises:
        OrderNotPayable, NothingToPay, AmountExceedsOutstanding, MethodUnusable, PaymentUnderWay: why not.
        PaymentDeclined: the gateway said no at once.
        OutcomeUnknown: the gateway did not answer.
        InvalidInput: an unknown method, an amount that does not fit the currency, or an address that is not allowed.
    """
    known = offered(order)
    if method not in known:
        raise unknown_method(method, known)
    refuse_return_url(order, return_url)
    wish = _Wish(known[method], amount, key, detail, option_id, return_url)
    for _ in range(MOST_TURNS):
        claim = _claim(order, wish, actor=actor, at=at)
        if claim.payment is None:
            _make_room(order, claim.in_the_way, actor=actor, at=at)
            continue
        payment = _carry_on(order, claim.payment, wish, actor=actor, at=at)
        if claim.is_own:
            _refuse_declined(payment)
        if claim.is_own or payment.status == PaymentState.PROCESSING:
            return payment
    raise _under_way(open_payments(order) or [payment])


def _claim(order: Order, wish: _Wish, *, actor: Actor, at: datetime) -> _Claim:
    with step(order, actor=actor, at=at) as change:
        begun = [row for row in payments_of(change.order.pk) if wish.key and row.idempotency_key == wish.key]
        if begun:
            return _Claim(begun[0])
        under_way = open_payments(change.order)
        refusal = why_not_payable(change.order, under_way)
        if refusal:
            raise refusal
        amount = _checked_amount(change.order, wish, under_way)
        if amount <= change.order.amount_outstanding - total_of(under_way):
            payment = _begin(change, wish, amount)
            if not wish.method.asks_a_provider:
                settle_payment(change, payment, ask_about(order, payment, Operation.START))
            return _Claim(payment)
        unfinished = [row for row in under_way if row.status in UNFINISHED_PAYMENTS]
        asked = (wish.method.identifier, amount, wish.return_url)
        same = [row for row in unfinished if (row.method, row.amount, row.return_url) == asked]
        if same:
            return _Claim(same[-1], is_own=False)
        return _Claim(None, in_the_way=_may_make_way(unfinished, under_way))


def _begin(change: Change, wish: _Wish, amount: Decimal) -> Payment:
    payment = new(
        Payment,
        order=change.order,
        method=wish.method.identifier,
        label=wish.method.label,
        currency=change.order.currency,
        amount=amount,
        detail=wish.detail,
        option_id=wish.option_id,
        return_url=wish.return_url,
        idempotency_key=wish.key or None,
        asking=Question.START,
        created_at=change.at,
        updated_at=change.at,
    )
    change.writes.insert([payment])
    change.record(EventType.PAYMENT_STARTED, **about_payment(payment))
    return payment


def _carry_on(order: Order, payment: Payment, wish: _Wish, *, actor: Actor, at: datetime) -> Payment:
    """Ask the provider to begin the payment, or what became of it; the same question has the same key. A payment
    without a provider has begun."""
    if payment.status in UNFINISHED_PAYMENTS and wish.method.asks_a_provider:
        begins = payment.asking == Question.START or not payment.url
        answer = ask_about(order, payment, Operation.START if begins else Operation.LOOK_UP_PAYMENT)
        if not (isinstance(answer, Waiting) and payment.status == PaymentState.PROCESSING):
            payment = settle(order, payment, answer, actor=actor, at=at)
        if isinstance(answer, Unknown) and not payment.url:
            raise OutcomeUnknown(payment=str(payment.pk))
        if isinstance(answer, Redirect):
            payment.url = answer.url
    return payment


def _make_room(order: Order, in_the_way: Iterable[Payment], *, actor: Actor, at: datetime) -> None:
    """Give up unfinished attempts; what was paid meanwhile is recorded, and counts."""
    for other in in_the_way:
        if not ask_to_cancel(order, other, actor=actor, at=at):
            raise _under_way([other])


def _refuse_declined(payment: Payment) -> None:
    if payment.status == PaymentState.FAILED:
        raise PaymentDeclined(
            Sentence("The payment was declined: {reason}", reason=payment.failure_detail or payment.failure_code),
            payment=str(payment.pk),
            reason=payment.failure_code,
        )


def _checked_amount(order: Order, wish: _Wish, under_way: Iterable[Payment]) -> Decimal:
    """The amount to pay: at most what is neither paid nor authorized."""
    payable = order.amount_outstanding - total_of(row for row in under_way if row.status == PaymentState.AUTHORIZED)
    amount = payable if wish.amount is None else wish.amount
    if amount <= 0:
        raise InvalidInput.on("amount", code="min_value", sentence=Sentence("Amount must be greater than zero."))
    if not fits(amount, order.currency):
        raise InvalidInput.on("amount", code="too_many_digits", sentence=too_many_digits(amount, order.currency))
    facts: dict[str, Any] = {"payable": format_amount(payable, order.currency), "currency": order.currency}
    if amount > payable:
        raise AmountExceedsOutstanding(asked=format_amount(amount, order.currency), **facts)
    unsuitable = wish.method.why_not(amount, order.currency)
    if unsuitable:
        raise MethodUnusable(unsuitable)
    return amount


def _may_make_way(unfinished: list[Payment], under_way: list[Payment]) -> tuple[Payment, ...]:
    """Attempts at a gateway's page. One that its gateway does not know yet cannot be voided."""
    if any(row.asking for row in unfinished):
        raise _under_way(under_way)
    return tuple(unfinished)


def _under_way(payments: list[Payment]) -> PaymentUnderWay:
    newest = payments[-1]
    return PaymentUnderWay(
        amount=format_amount(newest.amount, newest.currency), currency=newest.currency, payment=str(newest.pk)
    )
