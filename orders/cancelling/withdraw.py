"""Withdrawing from the contract (Directive 2011/83/EU, Art. 11a): a statement on record, its receipt, and the plans
that cancel what was not sent and take back what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from cancellations.models import CancellationPlan
from cancellations.statuses import EXECUTED_PLANS
from common.actors import BUYERS, Actor
from common.errors import InvalidInput, Sentence
from common.moments import rfc3339
from common.rows import new
from events.mail import Recipient
from events.types import EventType
from orders.cancelling.plan_execution import execute_plan, recheck_plan
from orders.cancelling.plan_rows import ItemInOpenPlan, TooFewUnits, unknown_item
from orders.cancelling.plan_units import open_items
from orders.cancelling.plans import refuse_closed
from orders.cancelling.withdrawable import (
    NothingToWithdraw,
    Units,
    units_left,
    why_not_by_customers,
    withdrawable,
)
from orders.cancelling.withdrawal_plans import open_later_return, open_plans, opened_plans
from orders.change import Change
from orders.models import Order, OrderItem, Withdrawal
from orders.money.gateway_calls import step
from orders.recipient import recipient_of


@dataclass(frozen=True, slots=True)
class Statement:
    """Who withdraws, from which units (`{"item", "quantity"}`; None: all that are left), and where the receipt goes.
    Name and e-mail are the order's if they are empty."""

    name: str = ""
    email: str = ""
    lines: Sequence[Mapping[str, Any]] | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The statement as it is kept, and the plans that it opened."""

    withdrawal: Withdrawal
    plans: list[CancellationPlan]


def withdraw(order: Order, statement: Statement, *, actor: Actor, at: datetime) -> Withdrawn:
    """Withdraw from the contract on all units that are left, or on some. The statement and its receipt are written with
    the plans, all or nothing. What was not sent is cancelled as the channel's `customer_cancellation` says, or on
    request if that is `never`; a return is opened for what was. Repeated under the same key, it carries on with what it
    began.

    Raises:
        WithdrawalNotOffered, WithdrawalPeriodOver: a customer may not.
        TransitionRefused, NothingToWithdraw, TooFewUnits, ItemInOpenPlan: the units are not there.
        InvalidInput: an item of another order, or neither statement nor order have a name, or an e-mail.
    """
    with step(order, actor=actor, at=at) as change:
        known = withdrawn_under(change.order, statement.key)
        withdrawal = known or _declare(change, statement)
    plans = opened_plans(withdrawal)
    for index, plan in enumerate(plans):
        if known:
            recheck_plan(order, plan, actor=actor, at=at)
        if plan.status in EXECUTED_PLANS or not plan.is_open:
            plans[index] = execute_plan(order, plan, actor=actor, at=at)
    later = open_later_return(withdrawal, plans, actor=actor, at=at)
    return Withdrawn(withdrawal, [*plans, later] if later else plans)


def withdrawn_under(order: Order, key: str) -> Withdrawal | None:
    """The withdrawal that the same command has declared before."""
    return Withdrawal.objects.filter(order=order, idempotency_key=key).first() if key else None


def _declare(change: Change, statement: Statement) -> Withdrawal:
    refusal = None
    if change.actor.kind in BUYERS:
        refusal = why_not_by_customers(change.order, change.items, change.shipments, at=change.at)
    if refusal is not None:
        raise refusal
    refuse_closed(change.order)
    order, units = change.order, _chosen(change, statement.lines)
    name = _known("name", statement.name, order.full_name)
    email = _known("email", statement.email, order.email)
    withdrawal = _written(change, name, email, units, statement.key)
    _record(change, withdrawal, units)
    open_plans(change, withdrawal, units)
    return withdrawal


def _known(field: str, said: str, kept: str) -> str:
    if not (said or kept):
        raise InvalidInput.on(field, code="required", sentence=Sentence("The receipt needs this."))
    return said or kept


def _chosen(change: Change, lines: Sequence[Mapping[str, Any]] | None) -> list[Units]:
    if lines is None:
        found = withdrawable(change.items, change.plans)
        if not found:
            raise NothingToWithdraw
        return found
    items, in_plans = {item.pk: item for item in change.items}, open_items(change.plans)
    found = []
    for index, line in enumerate(lines):
        item = items.pop(line["item"], None)
        if item is None:
            raise unknown_item(index)
        if item.pk in in_plans:
            raise ItemInOpenPlan(item=item.name, item_id=str(item.pk))
        found.append(_checked(item, line.get("quantity")))
    return found


def _checked(item: OrderItem, asked: int | None) -> Units:
    left = units_left(item)
    units = left if asked is None else asked
    if not 1 <= units <= left:
        raise TooFewUnits(item=item.name, item_id=str(item.pk), left=left, asked=max(1, units), done="returned")
    return Units(item, units)


def _written(change: Change, name: str, email: str, units: Sequence[Units], key: str) -> Withdrawal:
    withdrawal = new(
        Withdrawal,
        order=change.order,
        name=name,
        email=email,
        lines=[each.described(each.quantity) for each in units],
        waits=sum(each.waiting for each in units),
        idempotency_key=key or None,
        actor_kind=change.actor.kind,
        actor_name=change.actor.name[:150],
        actor_id=change.actor.id,
        created_at=change.at,
    )
    change.writes.insert([withdrawal])
    return withdrawal


def _record(change: Change, withdrawal: Withdrawal, units: Sequence[Units]) -> None:
    """Record the event; its e-mail is the receipt, for the address that was given."""
    change.recipients[EventType.ORDER_WITHDRAWN] = partial(_recipient, change.order, withdrawal)
    change.record(
        EventType.ORDER_WITHDRAWN,
        withdrawal=str(withdrawal.pk),
        declared_at=rfc3339(change.at.astimezone(ZoneInfo(change.order.channel.time_zone))),
        lines=withdrawal.lines,
        waiting=[each.described(each.waiting) for each in units if each.waiting],
    )


def _recipient(order: Order, withdrawal: Withdrawal) -> Recipient:
    to = recipient_of(order)
    return replace(to, email=withdrawal.email, facts={**to.facts, "declared_by": withdrawal.name})
