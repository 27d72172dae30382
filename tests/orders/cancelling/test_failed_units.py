"""A plan counts units as refunded whose own refund then fails, or fails and was made after all."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cancellations.models import PlanLine
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan, retry_plan
from orders.fulfilment.ship import ship_order
from orders.money.audit import audit_orders
from orders.money.balance import balance_of
from orders.money.capture import capture_payment
from orders.money.gateway_calls import refund_in, step
from orders.money.give_up import give_up_refund
from orders.money.reconcile import reconcile_money
from orders.money.refund import RefundRequest, refund_order
from orders.money.resolve import resolve_payment
from orders.money.settle_refund import settle_refund
from payments.gateways.answers import Declined, Succeeded
from payments.models import Payment, Refund
from tests.basket import fresh

THIRDS = Decimal("9.99")
"""Three units share 29.98: they are worth 9.99, 10.00 and 9.99."""


@pytest.fixture
def order(place, now):
    cups = {"sku": "CUP", "quantity": 3, "unit_price": Decimal("10.00"), "discount_amount": Decimal("0.02")}
    order = place(items=[cups], adjustments=[])
    ship_order(order, **now)
    return fresh(order)


@pytest.fixture
def sent(order, pay, obliging, now):
    """All three cups are paid for and sent."""
    pay(order)
    return fresh(order)


@pytest.fixture
def refund(now):
    def refund(order, quantity=1, **wanted):
        lines = [{"item": order.items.get().pk, "quantity": quantity}]
        return refund_order(fresh(order), RefundRequest(items=lines, **wanted), **now)

    return refund


@pytest.fixture
def give_back(now):
    """Open a plan for the return of some cups, or of all."""

    def give_back(order, quantity=None):
        lines = [{"item": order.items.get().pk, "quantity": quantity}] if quantity else None
        return open_plan(fresh(order), NewPlan(plan_type="refund", lines=lines), **now)

    return give_back


@pytest.fixture
def end(now):
    """Say how a refund ended."""

    def end(refund, answer):
        with step(refund.payment.order, **now) as change:
            settle_refund(change, refund_in(change, refund.pk), answer)

    return end


def silent(obliging, refund, order, **wanted):
    obliging.card.mood = "silent at once"
    (unknown,) = refund(order, **wanted).unknown
    obliging.card.mood = "obliging"
    return unknown


def now_of(refund):
    return Refund.objects.select_related("payment__order").get(pk=refund.pk)


def counted(plan):
    line = PlanLine.objects.get(plan=plan)
    return line.already_refunded, line.refund_amount


def went_back(order):
    return fresh(order).amount_refunded


@pytest.mark.parametrize("units", [1, 2, 3])
def test_a_plan_that_waits_refunds_what_failed(sent, refund, give_back, obliging, now, units):
    silent(obliging, refund, sent, quantity=units)
    plan = give_back(sent)
    assert counted(plan)[0] == units

    obliging.card.mood = "declining"
    reconcile_money(now["at"] + timedelta(minutes=5))
    obliging.card.mood = "obliging"

    assert counted(plan) == (0, sent.total)
    approve_plan(plan, **now)
    assert (went_back(sent), obliging.card.given_back) == (sent.total, sent.total)
    assert balance_of(fresh(sent)).agrees


@pytest.mark.parametrize("manual", [False, True])
def test_money_of_a_plan_that_is_completed_waits_for_a_person(sent, refund, give_back, obliging, end, now, manual):
    pending = refund(sent, method="manual").manual[0] if manual else silent(obliging, refund, sent)
    plan = give_back(sent)
    approve_plan(plan, **now)
    assert fresh(plan).status == "completed"

    if manual:
        give_up_refund(fresh(sent), pending, reason="Not found", **now)
    else:
        end(pending, Declined(code="expired"))

    payment = Payment.objects.get()
    assert (payment.needs_human, payment.attention) == (True, "kept_after_cancellation")
    assert fresh(sent).refund_amount == sent.total
    assert [(one.column, one.stated) for batch in audit_orders() for one in batch.found] == [
        ("kept_after_cancellation", "9.9900")
    ]
    refund_order(fresh(sent), RefundRequest(amount=THIRDS), **now)
    assert (went_back(sent), fresh(payment).needs_human) == (sent.total, False)
    assert balance_of(fresh(sent)).agrees


def test_a_person_may_keep_it(sent, refund, give_back, obliging, end, now):
    pending = silent(obliging, refund, sent)
    approve_plan(give_back(sent), **now)
    end(pending, Declined(code="expired"))

    resolve_payment(fresh(sent), Payment.objects.get(), reason="Sent back broken", **now)

    assert (Payment.objects.get().retained_amount, Payment.objects.get().needs_human) == (THIRDS, False)
    assert not [one for batch in audit_orders() for one in batch.found]


def test_units_that_came_back_are_not_paid_for_twice(sent, refund, give_back, obliging, end, now):
    """One of two cups comes back: the refunded one, as far as anybody knows."""
    pending = silent(obliging, refund, sent, quantity=2)
    plan = give_back(sent, 1)
    approve_plan(plan, **now)
    assert counted(plan) == (1, 0)

    end(pending, Declined(code="expired"))

    assert counted(plan) == (0, THIRDS)
    assert Payment.objects.get().attention == "kept_after_cancellation"


def test_a_part_that_went_back_counts(order, pay, refund, give_back, obliging, end, now):
    pay(order, Decimal("4.00"), method="card")
    capture_payment(order, pay(order, method="hold"), **now)
    obliging.card.mood = obliging.hold.mood = "silent at once"
    parts = refund(order).refunds
    plan = give_back(order)
    assert counted(plan) == (1, order.total - THIRDS)

    end(parts[0], Declined(code="expired"))
    end(parts[1], Succeeded())
    obliging.card.mood = obliging.hold.mood = "obliging"

    assert counted(plan) == (0, order.total - parts[1].amount)
    approve_plan(plan, **now)
    assert went_back(order) == order.total
    assert balance_of(fresh(order)).agrees


@pytest.mark.parametrize("opened", ["while it was open", "after it had failed"])
def test_a_plan_that_waits_leaves_out_what_went_back_after_all(sent, refund, give_back, obliging, end, now, opened):
    doubted = silent(obliging, refund, sent)
    if opened == "after it had failed":
        end(doubted, Declined(code="expired"))
        plan = give_back(sent)
    else:
        plan = give_back(sent)
        end(doubted, Declined(code="expired"))
    assert counted(plan) == (0, sent.total)

    end(Refund.objects.select_related("payment__order").get(), Succeeded())

    assert counted(plan) == (1, sent.total - THIRDS)
    approve_plan(plan, **now)
    assert went_back(sent) == sent.total
    assert Payment.objects.get().attention == "contradicted"


def test_a_refund_of_other_units_changes_no_plan(sent, refund, give_back, obliging, end):
    plan = give_back(sent, 2)
    before = counted(plan)
    other = silent(obliging, refund, sent)

    for answer in (Declined(code="expired"), Succeeded(), Declined(code="returned")):
        end(Refund.objects.select_related("payment__order").get(pk=other.pk), answer)
        assert counted(plan) == before


@pytest.mark.parametrize(("units", "plans"), [(1, 1), (1, 2), (2, 2)])
def test_what_went_back_after_all_counts_for_plans_that_had_not_refunded_it(
    sent, refund, give_back, obliging, end, now, units, plans
):
    doubted = silent(obliging, refund, sent, quantity=units)
    for _ in range(plans):
        approve_plan(give_back(sent, 1), **now)
    for answer in (Declined(code="expired"), Succeeded(), Declined(code="returned"), Succeeded()):
        end(now_of(doubted), answer)
    assert not [one for batch in audit_orders() for one in batch.found]

    approve_plan(give_back(sent), **now)

    assert went_back(sent) == sent.total
    assert balance_of(fresh(sent)).agrees


def test_a_plan_that_failed_does_not_refund_again_what_went_back_after_all(sent, refund, give_back, obliging, end, now):
    doubted, plan = silent(obliging, refund, sent), give_back(sent, 2)
    obliging.card.mood = "declining"
    approve_plan(plan, **now)
    end(doubted, Declined(code="expired"))
    end(now_of(doubted), Succeeded())
    obliging.card.mood = "obliging"

    retry_plan(fresh(plan), **now)

    assert went_back(sent) == THIRDS + 10


def test_what_a_person_refunded_meanwhile_counts_as_refunded_twice(sent, refund, give_back, obliging, end, now):
    doubted, plan = silent(obliging, refund, sent), give_back(sent, 1)
    approve_plan(plan, **now)
    end(doubted, Declined(code="expired"))
    refund_order(fresh(sent), RefundRequest(amount=THIRDS), **now)

    end(now_of(doubted), Succeeded())

    assert counted(plan) == (0, THIRDS)
    assert counted(give_back(sent))[0] == 1


def test_another_refund_of_units_does_not_hide_what_is_kept(sent, refund, give_back, obliging, end, now):
    doubted = silent(obliging, refund, sent)
    refund(sent)
    approve_plan(give_back(sent, 2), **now)

    end(doubted, Declined(code="expired"))

    assert Payment.objects.get().attention == "kept_after_cancellation"
    assert [(one.column, one.stated) for batch in audit_orders() for one in batch.found] == [
        ("kept_after_cancellation", "9.9900")
    ]


def test_parts_may_fail_and_succeed_in_any_order(order, pay, refund, give_back, obliging, end, now):
    pay(order, Decimal("4.00"), method="card")
    capture_payment(order, pay(order, method="hold"), **now)
    obliging.card.mood = obliging.hold.mood = "silent at once"
    first, second = refund(order).refunds
    plan, no = give_back(order), Declined(code="expired")
    steps = [(first, no), (first, Succeeded()), (second, no), (first, no), (first, Succeeded()), (second, Succeeded())]

    for part, answer in steps:
        end(now_of(part), answer)
        live = Refund.objects.exclude(status="failed")
        assert counted(plan)[1] == order.total - sum(row.amount for row in live)

    assert counted(plan) == (1, order.total - THIRDS)
