"""A plan's amounts, and which payments they would go back to, as things stand now. Call all of it under the order's
lock."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cancellations.amounts import ShippingPot, money_back, shipping_back
from cancellations.models import CancellationPlan, PlanLine
from cancellations.statuses import AGREED_PLANS, EXECUTED_PLANS, ShippingRule
from common.errors import InvalidInput, Sentence
from common.money import ZERO, fits, format_amount, too_many_digits
from common.rows import fetch
from orders.change import Change
from orders.models import Adjustment
from orders.money.refundable import refundable_payments, remaining
from orders.shares import Shares, shares_of
from payments.amounts import spread
from payments.models import Payment


def shares_in(change: Change) -> Shares:
    """What the units of the order are worth."""
    return shares_of(change.order, change.items, fetch(Adjustment, order_id=change.order.pk))


def set_shipping_amounts(
    change: Change,
    plan: CancellationPlan,
    lines: Sequence[PlanLine],
    *,
    shares: Shares | None = None,
    asked: Decimal | None = None,
) -> None:
    """Compute whether and how much shipping is refunded with a plan, as things stand now."""
    shares = shares or shares_in(change)
    pot = _pot(change, plan, shares)
    if asked is not None:
        check_amount(asked, pot.left, "shipping_refund_amount", change.order.currency)
    rule = ShippingRule(plan.shipping_rule)
    back = shipping_back(pot, rule, nothing_remains=not units_left(change, besides=lines), asked=asked)
    plan.takes_shipping = back.takes_it
    plan.shipping_refund_amount = back.amount
    plan.discount_refund_amount = sum((line.discount_refund_amount for line in lines), ZERO) + back.discount


def units_left(change: Change, *, besides: Sequence[PlanLine] = ()) -> int:
    """How many units of the order are left when all plans that are decided are completed, and these lines too."""
    left = sum(item.quantity_left for item in change.items)
    decided = [plan for plan in change.plans if plan.status in EXECUTED_PLANS and not plan.rejects_items]
    taken = [line.quantity for plan in decided for line in plan.lines.all()]
    return left - sum(taken) - sum(line.quantity for line in besides)


def preview(change: Change, plan: CancellationPlan, lines: Sequence[PlanLine]) -> list[dict[str, Any]]:
    """How the plan's money would go back over the order's payments, as things stand now."""
    payments = refundable_payments(change.order)
    money = money_back(
        plan.amount,
        outstanding=change.order.amount_outstanding,
        refundable=remaining(payments),
    )
    left = [(payment, payment.refundable_amount) for payment in payments]
    return [described_part(payment, amount) for payment, amount in spread(money.back, left)]


def described_part(payment: Payment, amount: Decimal) -> dict[str, Any]:
    """A part of a payment plan, so that a person knows where the money goes."""
    return {
        "payment": str(payment.pk),
        "method": payment.method,
        "label": payment.label,
        "card_brand": payment.card_brand,
        "card_last4": payment.card_last4,
        "amount": format_amount(amount, payment.currency),
        "currency": payment.currency,
    }


def check_amount(given: Decimal, most: Decimal, name: str, currency: str) -> None:
    """Raises:
    InvalidInput: an amount that was given does not fit the currency, or is more than what it is for is worth.
    """
    if not fits(given, currency):
        raise InvalidInput.on(name, code="too_many_digits", sentence=too_many_digits(given, currency))
    if given > most:
        computed = format_amount(most, currency)
        sentence = Sentence(
            "At most {most} can be refunded, not {asked}.", most=computed, asked=format_amount(given, currency)
        )
        raise InvalidInput.on(name, code="amount_exceeds_worth", sentence=sentence, computed=computed)


def _pot(change: Change, plan: CancellationPlan, shares: Shares) -> ShippingPot:
    takers = [row for row in change.plans if row.takes_shipping and row.status in AGREED_PLANS and row.pk != plan.pk]
    taken = [row.shipping_refund_amount for row in takers]
    return ShippingPot(shares.shipping, shares.shipping_discount, sum(taken, ZERO), was_taken=bool(taken))
