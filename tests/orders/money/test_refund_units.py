"""Refunds of units over several payments, of which some fail: each unit's worth goes back once, and all of it can."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cancellations.models import PlanLine
from common.actors import SYSTEM
from common.money import ZERO
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.models import Order
from orders.money.capture import capture_payment
from orders.money.reconcile import reconcile_money
from orders.money.refund import RefundDeclined, RefundRequest, refund_order
from orders.money.refund_units import UnitsAlreadyRefunded, shared_out
from orders.money.refundable import NothingToRefund
from orders.refunded_units import Command, tally_refunded
from orders.shares import ItemShare, Shares
from payments.models import Refund

POT = {"sku": "POT", "quantity": 1, "unit_price": Decimal("50.00")}
PAN = {"sku": "PAN", "quantity": 1, "unit_price": Decimal("50.00")}
CUPS = {"sku": "CUP", "quantity": 3, "unit_price": Decimal("10.00")}


@pytest.fixture
def paid(place, pay, obliging):
    """Place an order of items and pay it on two cards, 40.00 of it on the second."""

    def paid(*items):
        order = place(items=items, adjustments=[])
        pay(order, order.total - 40, method="card")
        capture_payment(order, pay(order, method="hold"), actor=SYSTEM, at=timezone.now())
        return Order.objects.get(pk=order.pk)

    return paid


@pytest.fixture
def refund(now):
    def refund(order, sku, quantity=1):
        lines = [{"item": order.items.get(sku=sku).pk, "quantity": quantity}]
        return refund_order(order, RefundRequest(items=lines), **now)

    return refund


def parts(outcome):
    return [[f"{row.amount:.2f}" for row in rows] for rows in (outcome.refunded, outcome.failed, outcome.unknown)]


def refunded(order):
    return Order.objects.get(pk=order.pk).amount_refunded


@pytest.mark.parametrize(("refusing", "went_back"), [("hold", "10.00"), ("card", "40.00")])
def test_after_a_part_failed_the_rest_of_the_units_worth_goes_back_and_no_more(
    paid, refund, obliging, refusing, went_back
):
    order = paid(POT, PAN)
    getattr(obliging, refusing).mood = "declining"
    refund(order, "POT")
    assert refunded(order) == Decimal(went_back)

    getattr(obliging, refusing).mood = "obliging"
    again = refund(order, "POT")

    assert sum(row.amount for row in again.refunded) == Decimal("50.00") - Decimal(went_back)
    assert refunded(order) == Decimal("50.00")
    with pytest.raises(UnitsAlreadyRefunded):
        refund(order, "POT")


def test_units_whose_refund_failed_wholly_are_refunded_wholly(paid, refund, obliging):
    order = paid(POT, PAN)
    obliging.card.mood = obliging.hold.mood = "declining"
    with pytest.raises(RefundDeclined):
        refund(order, "POT")

    obliging.card.mood = obliging.hold.mood = "obliging"

    assert sum(row.amount for row in refund(order, "POT").refunded) == Decimal("50.00")


def test_what_is_on_its_way_counts_until_it_has_failed(paid, refund, obliging, now):
    order = paid(POT, PAN)
    obliging.hold.mood = "silent at once"
    assert parts(refund(order, "POT")) == [["10.00"], [], ["40.00"]]
    with pytest.raises(UnitsAlreadyRefunded):
        refund(order, "POT")

    obliging.hold.mood = "declining"
    reconcile_money(now["at"] + timedelta(minutes=5))
    assert Refund.objects.get(amount=40).status == "failed"

    obliging.hold.mood = "obliging"
    assert parts(refund(order, "POT")) == [["40.00"], [], []]


def test_each_refund_says_its_share_of_the_units(paid, now):
    order = paid(POT, CUPS)
    lines = [{"item": order.items.get(sku=sku).pk, "quantity": 1} for sku in ("CUP", "POT")]

    outcome = refund_order(order, RefundRequest(items=lines), **now)

    parts = [[(line["quantity"], line["amount"]) for line in row.lines] for row in outcome.refunds]
    assert parts == [[(1, "10.00"), (1, "30.00")], [(1, "20.00")]]
    assert len({row.command for row in outcome.refunds}) == 1


def test_of_several_units_those_that_are_covered_are_done(paid, refund, obliging):
    order = paid({**CUPS, "unit_price": Decimal("20.00")}, PAN)
    obliging.card.mood = "declining"
    refund(order, "CUP", 3)
    assert refunded(order) == Decimal("40.00")

    obliging.card.mood = "obliging"
    with pytest.raises(UnitsAlreadyRefunded):
        refund(order, "CUP", 2)
    assert parts(refund(order, "CUP", 1)) == [["20.00"], [], []]


def test_a_return_gives_back_what_a_failed_part_left_out(paid, refund, obliging, now):
    order = paid(POT, PAN)
    obliging.hold.mood = "declining"
    refund(order, "POT")
    obliging.hold.mood = "obliging"

    plan = open_plan(order, NewPlan(plan_type="cancel", lines=[{"item": order.items.get(sku="POT").pk}]), **now)
    approve_plan(plan, **now)

    line = PlanLine.objects.get(plan=plan)
    assert (line.refund_amount, line.credit, line.already_refunded) == (Decimal("40.00"), Decimal("10.00"), 0)
    assert refunded(order) == Decimal("50.00")
    refund(order, "PAN")
    assert refunded(order) == Decimal("100.00")
    with pytest.raises(NothingToRefund):
        refund_order(order, RefundRequest(), **now)


# --- arithmetic ---

ITEM = UUID("0190b0a5-7c3e-7000-8000-000000000001")


CENTS = st.integers(0, 500).map(lambda units: Decimal(units) / 100)


def shares(whole, quantity):
    return Shares("USD", {ITEM: ItemShare(quantity, whole, ZERO)}, ZERO, ZERO)


@given(
    units=st.integers(1, 10_000) | st.integers(1, 10),
    quantity=st.integers(1, 6),
    steps=st.lists(st.tuples(st.integers(1, 6), st.integers(0, 100)), max_size=12),
)
def test_however_refunds_fail_in_part_all_units_together_give_back_exactly_their_worth(units, quantity, steps):
    whole = Decimal(units) / 100
    item, commands, went_back = shares(whole, quantity), [], ZERO
    for wanted, per_cent in [*steps, (quantity, 100)]:
        so_far = tally_refunded(ITEM, commands, item)
        quantity_now = min(wanted, quantity - so_far.units)
        if not quantity_now:
            break
        worth = item.goods(ITEM, quantity_now, taken=so_far.units)
        credit = min(so_far.credit, worth)
        part = ((worth - credit) * per_cent / 100).quantize(Decimal("0.01"))
        if part:
            commands.append(Command(quantity_now, so_far.units, credit, part))
            went_back += part
        assert went_back <= whole

    in_the_end = tally_refunded(ITEM, commands, item)
    left = item.goods(ITEM, quantity - in_the_end.units, taken=in_the_end.units)
    assert (went_back, in_the_end.credit, left) == (whole, ZERO, ZERO)


@given(
    units=st.integers(0, 1000),
    quantity=st.integers(1, 6),
    commands=st.lists(st.builds(Command, *[st.integers(1, 9), st.integers(0, 9), CENTS, CENTS]), max_size=6),
)
def test_whatever_an_amendment_left_of_the_units_no_money_is_forgotten(units, quantity, commands):
    whole = shares(Decimal(units) / 100, quantity)

    tally = tally_refunded(ITEM, commands, whole)

    went_back = sum((command.amount for command in commands), ZERO)
    worth = sum((whole.goods(ITEM, 1, taken=one) for one in range(quantity)), ZERO)
    assert ZERO <= tally.credit <= went_back
    assert tally.units <= quantity * len(commands)
    assert went_back - worth * len(commands) <= tally.credit


@given(lines=st.lists(st.integers(0, 500), min_size=1, max_size=5), cuts=st.lists(st.integers(0, 2500), max_size=4))
def test_the_shares_of_the_parts_add_up_by_line_and_by_part(lines, cuts):
    total = sum(lines)
    ends = sorted({min(cut, total) for cut in cuts} | {0, total})
    amounts = [Decimal(last - first) / 100 for first, last in pairwise(ends)]
    rows = [
        {"item": str(number), "value": str(Decimal(line) / 100), "credit": "0.00"} for number, line in enumerate(lines)
    ]

    parts = shared_out(rows, amounts, "USD")

    assert [sum((Decimal(line["amount"]) for line in part), ZERO) for part in parts] == amounts
    for row in rows:
        own = [Decimal(line["amount"]) for part in parts for line in part if line["item"] == row["item"]]
        assert sum(own, ZERO) == Decimal(row["value"])
