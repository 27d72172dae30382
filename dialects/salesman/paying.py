"""`pay/`: the payment methods of an order, and beginning to pay it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from rest_framework.exceptions import ValidationError

from common.actors import Actor
from common.errors import OutcomeUnknown, PaymentDeclined
from dialects.salesman.methods import identifiers_in, labels_in
from dialects.salesman.outstanding import is_paid
from dialects.salesman.statuses import PAYABLE, folded
from orders.models import Order
from orders.money.gateway_calls import charge_for
from orders.money.pay import PaymentUnderWay, start_payment
from orders.money.pay_options import MethodUnusable, NothingToPay, OrderNotPayable, payment_methods

FIELD = "payment_method"
PAID = "This order has already been paid for."
NOT_PAYABLE = "Payment for order with status '{status}' is not allowed."


class PaymentFailed(PaymentDeclined):
    """The payment could not be begun, for a reason that lies with the payment (402)."""

    code = "payment_failed"


def ways_to_pay(order: Order) -> Sequence[Mapping[str, str | None]]:
    """The ways to pay that the order's channel offers, each with the reason why not."""
    identifiers, labels = _identifiers(order), labels_in(order.channel_id)
    refusal = _why_not_payable(order)
    return [
        {
            "identifier": identifiers.get(method.identifier, method.identifier),
            "label": labels.get(method.identifier, method.label),
            "error": refusal or (_said(order, method.code, method.error) if method.error else None),
        }
        for method in payment_methods(order)
    ]


def pay(order: Order, method: str, *, actor: Actor, at: datetime, key: str = "") -> str:
    """Begin to pay what is outstanding. Gives the address at which the customer goes on: the gateway's page, or where
    they come back to when there is nothing to do there.

    Raises:
        ValidationError: the order cannot be paid, or not this way.
        PaymentDeclined: the gateway said no, did not answer, or is busy with another attempt.
    """
    refusals = {way["identifier"]: way["error"] for way in ways_to_pay(order)}
    why_not = _why_not_payable(order) if key else refusals[method]
    if why_not:
        raise ValidationError({FIELD: [why_not]})
    ours = {theirs: code for code, theirs in _identifiers(order).items()}
    try:
        payment = start_payment(order, method=ours.get(method, method), actor=actor, at=at, key=key)
    except (OrderNotPayable, NothingToPay, MethodUnusable) as refusal:
        raise ValidationError({FIELD: [_said(order, refusal.code, refusal.detail)]}) from None
    except (PaymentUnderWay, OutcomeUnknown) as refusal:
        raise PaymentFailed(refusal.detail) from None
    return payment.url or charge_for(order, payment).return_url


def _identifiers(order: Order) -> Mapping[str, str]:
    return {code: theirs for (_, code), theirs in identifiers_in([order.channel_id]).items()}


def _why_not_payable(order: Order) -> str | None:
    """Salesman's own rule, narrower than the native one: an order that was sent on account is not paid here."""
    if is_paid(order) or folded(order) in PAYABLE:
        return None
    return NOT_PAYABLE.format(status=folded(order).label)


def _said(order: Order, code: str | None, sentence: str) -> str:
    """Our refusals in Salesman's words, where it has some."""
    if code not in (NothingToPay.code, OrderNotPayable.code):
        return sentence
    return PAID if is_paid(order) else NOT_PAYABLE.format(status=folded(order).label)
