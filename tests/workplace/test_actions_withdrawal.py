"""Staff and the plans of a withdrawal from the contract: refused on a ground alone."""

import pytest

from cancellations.models import CancellationPlan
from common.actors import Actor, ActorKind
from events.models import Event
from orders.cancelling.withdraw import Statement, withdraw
from orders.models import CancellationPolicy
from tests.sandbox import state_of
from tests.untouched import nothing_changes


@pytest.fixture
def plan(paid, channel, now):
    """The plan of a customer's withdrawal that waits for staff."""
    channel.withdrawal_days, channel.customer_cancellation = 14, CancellationPolicy.ON_REQUEST
    channel.save()
    guest = Actor(ActorKind.GUEST, "Guest")
    return withdraw(state_of(paid), Statement("John Doe"), actor=guest, at=now["at"]).plans[0]


@pytest.mark.parametrize("verb", ["plan-reject", "plan-cancel"])
def test_the_form_explains_and_asks_for_a_ground(desk, paid, plan, verb):
    page = desk.open(paid, verb, plan).content.decode()

    assert "which is not the shop&#x27;s to refuse. Approve the plan" in page
    assert "Excluded from the right of withdrawal" in page
    assert "It was declared too late" not in page
    with nothing_changes():
        refused = desk.preview(paid, verb, plan)
    assert refused.context["form"].errors["ground"] == ["This field is required."]


def test_on_a_ground_it_is_rejected_and_the_timeline_says_which(desk, paid, plan):
    told = desk.do(paid, "plan-reject", plan, ground="excluded_goods")

    assert told == ["Cancellation: Rejected."]
    assert CancellationPlan.objects.get(pk=plan.pk).status == "rejected"
    assert Event.objects.get(type="plan.rejected").data["ground"] == "excluded_goods"
    timeline = desk.page(paid).content.decode()
    assert "Withdrawal from the contract – Excluded from the right of withdrawal" in timeline


def test_other_plans_are_rejected_without(desk, paid):
    desk.do(paid, "ask-to-cancel", reason="Changed my mind")
    plan = CancellationPlan.objects.get(order=paid)

    assert "ground" not in desk.open(paid, "plan-reject", plan).context["form"].fields
    assert desk.do(paid, "plan-reject", plan) == ["Cancellation: Rejected."]
