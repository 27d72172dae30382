"""A plan that carries out a withdrawal ends unexecuted only on a ground on which the withdrawal does not apply."""

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from common.errors import InvalidInput
from events.models import Event
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import cancel_plan, open_plan, reject_plan
from orders.cancelling.withdraw import withdraw
from orders.cancelling.withdrawal_grounds import WithdrawalStands
from orders.models import CancellationPolicy, Order, OrderItem
from tests.orders.cancelling.withdrawing.conftest import JOHN, by_guest
from tests.untouched import nothing_changes

ENDS = {"reject": reject_plan, "cancel": cancel_plan}
ALWAYS = ["excluded_goods", "no_consumer", "taken_back"]


@pytest.fixture
def cancellation(order, channel):
    """The plan of what a guest withdrew from before it was sent."""
    channel.customer_cancellation = CancellationPolicy.ON_REQUEST
    channel.save()
    return by_guest(Order.objects.get(pk=order.pk)).plans[0]


@pytest.fixture
def returned(order, deliver):
    """The plan of what a guest withdrew from after it had arrived."""
    return by_guest(deliver(order)).plans[0]


def now():
    return {"actor": SYSTEM, "at": timezone.now()}


@pytest.mark.parametrize("end", ENDS)
def test_without_a_ground_a_withdrawal_stands(cancellation, end):
    with nothing_changes(), pytest.raises(WithdrawalStands) as refused:
        ENDS[end](cancellation, **now())

    assert refused.value.facts == {"grounds": ["excluded_goods", "no_consumer", "already_sent", "taken_back"]}


@pytest.mark.parametrize(("end", "status"), [("reject", "rejected"), ("cancel", "cancelled")])
def test_on_a_ground_the_plan_ends_and_the_event_keeps_it(cancellation, end, status):
    plan = ENDS[end](cancellation, ground="excluded_goods", **now())

    assert plan.status == status
    assert Event.objects.get(type=f"plan.{status}").data["ground"] == "excluded_goods"
    assert not OrderItem.objects.filter(status=700).exists()


@pytest.mark.parametrize("ground", ["already_sent", "declared_late", "because"])
def test_a_ground_that_does_not_apply_is_refused(returned, ground):
    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        reject_plan(returned, ground=ground, **now())

    assert refused.value.errors[("ground",)][0] == "ground_does_not_apply"


def test_what_staff_declare_may_be_late(order, deliver):
    (plan,) = withdraw(deliver(order), JOHN, **now()).plans

    assert reject_plan(plan, ground="declared_late", **now()).status == "rejected"


def test_other_plans_need_no_ground_and_have_none(order, pay):
    pay(order)
    plan = open_plan(Order.objects.get(pk=order.pk), NewPlan("cancel"), **now())

    with nothing_changes(), pytest.raises(InvalidInput):
        reject_plan(plan, ground="no_consumer", **now())
    assert reject_plan(plan, **now()).status == "rejected"
    assert "ground" not in Event.objects.get(type="plan.rejected").data


@pytest.mark.parametrize("end", ENDS)
def test_the_api_names_the_grounds(api, returned, end):
    url = f"/api/v1/cancellation-plans/{returned.pk}/{end}/"

    with nothing_changes():
        refused = api.post(url)
    assert (refused.status_code, refused.json()["code"]) == (409, "withdrawal_stands")
    assert refused.json()["grounds"] == ALWAYS
    with nothing_changes():
        assert api.post(url, {"ground": "because"}, format="json").status_code == 400
        assert api.post(url, {"ground": "already_sent"}, format="json").status_code == 400
    assert api.post(url, {"ground": "taken_back"}, format="json").status_code == 200
    assert not CancellationPlan.objects.get(pk=returned.pk).is_open
