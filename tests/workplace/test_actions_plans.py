"""Cancelling, returning, and deciding about it, from the order's page and the plan's."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from events.models import Event
from orders.money.complete import complete_payment
from orders.statuses import ItemStatus, OrderStatus
from tests.sandbox import state_of
from tests.untouched import nothing_changes
from tests.workplace.acting import refusal


@pytest.fixture
def plan(desk, paid):
    desk.do(paid, "ask-to-cancel", reason="Changed my mind")
    return CancellationPlan.objects.get(order=paid)


def read(plan):
    return CancellationPlan.objects.get(pk=plan.pk)


def test_an_order_is_cancelled_and_its_money_goes_back(desk, paid, sandbox):
    with nothing_changes():
        page = desk.preview(paid, "cancel", reason="Wrong address")
    assert str(page.context["result"].statuses[0].after.text) == "Cancelled"

    messages = desk.do(paid, "cancel", reason="Wrong address")

    assert messages == ["Cancellation: Completed."]
    assert (state_of(paid).status, state_of(paid).amount_refunded) == (OrderStatus.CANCELLED, Decimal("23.50"))


def test_units_are_cancelled_without_going_back_on_the_shelf(desk, paid):
    cups, plate = paid.items.order_by("position")
    fields = {f"units-{cups.pk}": 1, f"units-{plate.pk}": 0, "restock": ""}

    desk.do(paid, "cancel", **fields)

    line = CancellationPlan.objects.get(order=paid).lines.get()
    assert (line.item_id, line.quantity, line.restock) == (cups.pk, 1, False)


def test_a_draft_is_cancelled(desk, draft):
    assert desk.do(draft, "cancel") == ["The draft is cancelled."]
    assert state_of(draft).status == OrderStatus.CANCELLED


def test_a_cancelled_order_says_why_it_cannot_be_cancelled(desk, paid):
    desk.do(paid, "cancel")

    assert refusal(desk.open(paid, "cancel")) == (
        "Can't change order with status 'Cancelled' to 'Cancellation waiting'."
    )


def test_a_plan_is_approved_and_the_money_goes_back(desk, paid, plan, sandbox):
    page = desk.preview(paid, "plan-approve", plan)
    assert [part.payment for part in page.context["result"].refunds] == ["Card, visa •••• 4242"]

    messages = desk.do(paid, "plan-approve", plan)

    assert messages == ["Cancellation: Completed."]
    assert read(plan).status == "completed"
    assert Event.objects.get(order=paid, type="plan.approved").actor_name == "support-1"


def test_a_plan_goes_the_long_way(desk, paid, plan):
    for verb, status in (
        ("plan-ask-supplier", "waiting_supplier"),
        ("plan-await-confirmation", "confirmation_waiting"),
        ("plan-confirm", "confirmed"),
        ("plan-reject", "rejected"),
    ):
        desk.do(paid, verb, plan)
        assert read(plan).status == status
    assert {item.status for item in paid.items.all()} == {ItemStatus.APPROVED}


def test_a_plan_is_withdrawn(desk, paid, plan):
    desk.do(paid, "plan-cancel", plan)

    assert read(plan).status == "cancelled"


def test_a_return_is_opened_for_what_was_sent(desk, paid):
    assert refusal(desk.open(paid, "return")).startswith("Nothing can be returned")
    desk.do(paid, "ship")
    cups = paid.items.get(sku="CUP")

    desk.do(paid, "return", **{f"units-{paid.items.get(sku='PLATE').pk}": 0}, shipping="no", reason="Broken")

    plan = CancellationPlan.objects.get(order=paid)
    assert (plan.plan_type, plan.shipping_rule, plan.lines.get().item_id) == ("refund", "withheld", cups.pk)


@pytest.fixture
def by_hand(desk, dinner, money):
    """A plan whose money a person must give back."""
    payment = money.start(dinner, method="bank-transfer")
    complete_payment(dinner, payment, actor=SYSTEM, at=timezone.now())
    desk.do(dinner, "cancel")
    return CancellationPlan.objects.get(order=dinner)


def test_only_who_refunds_says_that_money_went_back_by_hand(colleague, dinner, by_hand):
    support = colleague("orders:read", "cancellations:write")

    with nothing_changes():
        answers = [support.open(dinner, verb, by_hand) for verb in ("plan-complete", "plan-fail")]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_what_no_gateway_can_give_back_is_completed_by_hand(desk, dinner, by_hand):
    assert by_hand.status == "manuel_refund_need"

    desk.do(dinner, "plan-complete", by_hand)

    assert (read(by_hand).status, state_of(dinner).amount_refunded) == ("completed", Decimal("23.50"))


def test_a_failed_plan_is_tried_again_by_hand(desk, dinner, by_hand):
    desk.do(dinner, "plan-fail", by_hand, reason="The account is closed")
    assert read(by_hand).status == "failed"
    assert refusal(desk.open(dinner, "plan-complete", by_hand)).startswith("Can't change cancellation plan")

    desk.do(dinner, "plan-refund-manually", by_hand)

    assert read(by_hand).status == "manuel_refund_need"


def test_a_refund_that_a_gateway_refused_is_tried_again(desk, dinner, pay, obliging):
    pay(dinner)
    obliging.card.mood = "declining"
    messages = desk.do(dinner, "cancel")
    plan = CancellationPlan.objects.get(order=dinner)
    assert (messages, plan.status) == (["Cancellation: Failed."], "failed")
    obliging.card.mood = "obliging"

    desk.do(dinner, "plan-retry", plan)

    assert read(plan).status == "completed"


def test_the_plans_page_shows_where_it_is_and_what_can_be_decided(desk, paid, plan):
    page = desk.client.get(reverse("admin:cancellations_cancellationplan_change", args=[plan.pk]))

    text = page.content.decode()
    assert desk.url(paid, "plan-approve", plan) in text
    assert "Can&#x27;t change cancellation plan with status &#x27;Waiting&#x27; to &#x27;Completed&#x27;." in text
    assert "3 × Cup" in text


def test_the_plans_page_changes_nothing(desk, plan):
    url = reverse("admin:cancellations_cancellationplan_change", args=[plan.pk])

    with nothing_changes():
        assert desk.client.post(url, {}).status_code == 403
