"""The rows of a cancellation plan: which units, what they amount to, and what that means for items and order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cancellations.models import CancellationPlan, PlanLine
from cancellations.reading import give_lines
from cancellations.statuses import PlanType, ShippingRule
from common.errors import InvalidInput, Refusal, Sentence
from common.money import ZERO, split
from common.rows import new as new_row
from orders.cancelling.plan_amounts import check_amount, preview, set_shipping_amounts, shares_in
from orders.cancelling.plan_units import open_items
from orders.change import Change
from orders.models import OrderItem, ReasonVerb
from orders.reasons import given_reason
from orders.refunded import refunded_alone
from orders.refunded_units import RefundedUnits
from orders.shares import Shares


class ItemInOpenPlan(Refusal):
    """An item is in at most one open plan."""

    code = "item_in_open_plan"
    sentence = "{item} is in an open cancellation plan already."


class TooFewUnits(Refusal):
    """Fewer units can be cancelled, or returned, than somebody wants to."""

    code = "too_few_units"
    sentence = "{left} units of {item} can be {done}, {asked} were asked for."


class NothingToCancel(Refusal):
    """Every unit was sent or cancelled before."""

    code = "nothing_to_cancel"
    sentence = "Nothing is left to cancel: every unit was sent or cancelled."


class NothingToReturn(Refusal):
    """No unit is with the customer."""

    code = "nothing_to_return"
    sentence = "Nothing can be returned: no unit was sent that has not come back."


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What is to be cancelled or returned: some units (`{"item", "quantity", "restock"}`), or all that can be. A line
    with a `unit_number` names that unit. `reason_code` is that of an offered reason, to which `reason` adds words.

    `shipping` says whether shipping goes back; None leaves it to the rule that it does when nothing remains. Amounts
    may be given, in units of the order's currency, and are never more than the units and shipping amount to.
    """

    plan_type: PlanType
    lines: Sequence[Mapping[str, Any]] | None = None
    reason: str = ""
    reason_code: str = ""
    shipping: bool | None = None
    refund_amount: Decimal | None = None
    shipping_refund_amount: Decimal | None = None
    invoice_number: str = ""
    restock: bool = True
    rejects_items: bool = False
    notify_customer: bool = False
    key: str = ""


def create_plan(change: Change, new: NewPlan) -> CancellationPlan:
    """Write a plan that waits, with its lines and what they amount to. Call under the order's lock.

    Raises:
        ItemInOpenPlan, TooFewUnits, NothingToCancel, NothingToReturn: the units are not there.
        InvalidInput: an item of another order, or an amount that is more than the units amount to.
    """
    plan = _plan(change, new)
    shares = shares_in(change)
    lines = _lines(change, plan, new, shares)
    _lower(lines, new.refund_amount, change.order.currency)
    plan.refund_amount = sum((line.refund_amount for line in lines), ZERO)
    set_shipping_amounts(change, plan, lines, shares=shares, asked=new.shipping_refund_amount)
    plan.payment_plan = preview(change, plan, lines)
    change.writes.send()
    change.plans.append(plan)
    give_lines(plan, lines)
    change.writes.insert([plan, *lines])
    return plan


def _plan(change: Change, new: NewPlan) -> CancellationPlan:
    reason = given_reason(change.order, _verb(new), new.reason, code=new.reason_code)
    return new_row(
        CancellationPlan,
        order=change.order,
        plan_type=new.plan_type,
        whole_order=new.lines is None,
        rejects_items=new.rejects_items,
        shipping_rule=_shipping_rule(new),
        invoice_number=new.invoice_number,
        reason=reason.text,
        reason_code=reason.code,
        notify_customer=new.notify_customer,
        idempotency_key=new.key or None,
        actor_kind=change.actor.kind,
        actor_name=change.actor.name[:150],
        created_at=change.at,
        updated_at=change.at,
    )


def _verb(new: NewPlan) -> ReasonVerb:
    if new.rejects_items:
        return ReasonVerb.REJECT
    return ReasonVerb.CANCEL if new.plan_type == PlanType.CANCEL else ReasonVerb.RETURN


def _shipping_rule(new: NewPlan) -> ShippingRule:
    if new.shipping is None:
        return ShippingRule.ASKED if new.shipping_refund_amount is not None else ShippingRule.WITH_THE_LAST
    return ShippingRule.ASKED if new.shipping else ShippingRule.WITHHELD


def _lines(change: Change, plan: CancellationPlan, new: NewPlan, shares: Shares) -> list[PlanLine]:
    in_a_plan = open_items(change.plans)
    alone = refunded_alone(change.order, shares, change.plans)
    lines = []
    for item, wanted in _wanted(change, new):
        if item.id in in_a_plan:
            raise ItemInOpenPlan(item=item.name, item_id=str(item.id))
        lines.append(_line(plan, item, wanted, alone[item.id], shares))
    return lines


def _wanted(change: Change, new: NewPlan) -> list[tuple[OrderItem, Mapping[str, Any]]]:
    """The items with how many units of each."""
    items = {item.id: item for item in change.items}
    found: list[tuple[OrderItem, Mapping[str, Any]]] = []
    if new.lines is None:
        whole = [(item, {"quantity": available(item, new.plan_type), "restock": new.restock}) for item in change.items]
        found += [(item, line) for item, line in whole if line["quantity"]]
        if not found:
            raise NothingToCancel if new.plan_type == PlanType.CANCEL else NothingToReturn
        return found
    for index, line in enumerate(new.lines):
        item = items.pop(line["item"], None)
        if item is None:
            raise unknown_item(index)
        found.append(
            (
                item,
                {
                    "quantity": _quantity(item, line.get("quantity"), new),
                    "unit_number": line.get("unit_number"),
                    "restock": line.get("restock", new.restock),
                },
            )
        )
    return found


def unknown_item(index: int) -> InvalidInput:
    """The n-th line names no item of the order, or one that was named before."""
    sentence = Sentence("Each must be a different item of this order.")
    return InvalidInput.on("items", index, "item", code="unknown_item", sentence=sentence)


def available(item: OrderItem, plan_type: str) -> int:
    """How many units of an item a plan may be about: unsent ones, or ones that are with the customer."""
    if plan_type == PlanType.CANCEL:
        return item.quantity_open
    return item.quantity_shipped - item.quantity_returned


def _quantity(item: OrderItem, asked: int | None, new: NewPlan) -> int:
    left = available(item, new.plan_type)
    units = left if asked is None else asked
    if not 1 <= units <= left:
        done = "cancelled" if new.plan_type == PlanType.CANCEL else "returned"
        raise TooFewUnits(item=item.name, item_id=str(item.id), left=left, asked=max(1, units), done=done)
    return units


def _line(
    plan: CancellationPlan, item: OrderItem, wanted: Mapping[str, Any], alone: RefundedUnits, shares: Shares
) -> PlanLine:
    already = min(wanted["quantity"], max(0, alone.units - item.quantity_refunded_unsent))
    taken = item.quantity_cancelled + item.quantity_returned + alone.units
    units = wanted["quantity"] - already
    amount = shares.goods(item.id, units, taken=taken) if units else ZERO
    credit = min(alone.credit, amount)
    return new_row(
        PlanLine,
        plan=plan,
        item=item,
        quantity=wanted["quantity"],
        unit_number=wanted.get("unit_number"),
        already_refunded=already,
        restock=wanted["restock"],
        credit=credit,
        refund_amount=amount - credit,
        discount_refund_amount=shares.discount(item.id, units, taken=taken) if units else ZERO,
    )


def _lower(lines: Sequence[PlanLine], given: Decimal | None, currency: str) -> None:
    """Share out an amount that replaces the units' own."""
    if given is None:
        return
    amounts = [line.refund_amount for line in lines]
    check_amount(given, sum(amounts, ZERO), "refund_amount", currency)
    for line, part in zip(lines, split(given, amounts, currency), strict=True):
        line.refund_amount = part
