"""The published table of cancellation plans, tried completely: every status × every move, by API."""

from decimal import Decimal

import pytest

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanStatus
from common.fsm import moves
from events.models import Event
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import (
    approve_plan,
    ask_supplier,
    await_confirmation,
    cancel_plan,
    confirm_plan,
    open_plan,
    reject_plan,
)
from orders.models import OrderItem
from payments.models import Refund
from tests.answers import refusal

S = PlanStatus
BEGINNING = {S.WAITING, S.WAITING_SUPPLIER, S.CONFIRMATION_WAITING, S.CONFIRMED}
MOVES = {
    "ask-supplier": ({S.WAITING}, S.WAITING_SUPPLIER),
    "await-confirmation": ({S.WAITING, S.WAITING_SUPPLIER}, S.CONFIRMATION_WAITING),
    "confirm": ({S.WAITING, S.WAITING_SUPPLIER, S.CONFIRMATION_WAITING}, S.CONFIRMED),
    "approve": ({S.WAITING, S.CONFIRMED}, S.COMPLETED),
    "reject": (BEGINNING, S.REJECTED),
    "cancel": (BEGINNING, S.CANCELLED),
    "complete": ({S.WAITING_FOR_PAYMENT, S.MANUEL_REFUND_NEED}, S.COMPLETED),
    "fail": ({S.MANUEL_REFUND_NEED}, S.FAILED),
    "retry": ({S.FAILED}, S.COMPLETED),
    "refund-manually": ({S.FAILED}, S.MANUEL_REFUND_NEED),
}
"""From where each move leads where. What gateways decide is no move: approving passes through `approved`, and where a
gateway answers at once, through `waiting_for_payment` too."""

AT_REST = [status for status in S if status != S.APPROVED]
"""A plan is never left in `approved`: whoever approves it sends its money on its way in the same transaction."""


PUBLISHED = {
    "waiting": "waiting_supplier confirmation_waiting confirmed approved rejected cancelled",
    "waiting_supplier": "confirmation_waiting confirmed rejected cancelled",
    "confirmation_waiting": "confirmed rejected cancelled",
    "confirmed": "approved rejected cancelled",
    "approved": "waiting_for_payment manuel_refund_need completed failed",
    "waiting_for_payment": "completed failed manuel_refund_need",
    "manuel_refund_need": "completed failed",
    "failed": "waiting_for_payment manuel_refund_need",
}


def test_the_machine_has_the_published_edges_and_no_other():
    published = {(source, target) for source, targets in PUBLISHED.items() for target in targets.split()}

    assert moves(CancellationPlan) == published


@pytest.fixture
def plan_in(place, pay, obliging, now):
    """A plan for one of two mugs, brought into a status by the moves that lead there."""

    def begun(method="card"):
        order = place()
        pay(order, method="card")
        item = OrderItem.objects.get(order=order)
        return open_plan(order, NewPlan(plan_type="cancel", lines=[{"item": item.id, "quantity": 1}]), **now)

    def approved(mood, *, by_hand=False):
        plan = begun()
        obliging.card.mood = mood
        plan = approve_plan(plan, **now)
        obliging.card.mood = "obliging"
        if by_hand:
            Refund.objects.update(needs_human=True)
            plan.need_manual_refund(at=now["at"])
            plan.save()
        return plan

    ways = {
        S.WAITING: begun,
        S.WAITING_SUPPLIER: lambda: ask_supplier(begun(), **now),
        S.CONFIRMATION_WAITING: lambda: await_confirmation(begun(), **now),
        S.CONFIRMED: lambda: confirm_plan(begun(), **now),
        S.WAITING_FOR_PAYMENT: lambda: approved("silent"),
        S.MANUEL_REFUND_NEED: lambda: approved("silent", by_hand=True),
        S.FAILED: lambda: approved("declining"),
        S.COMPLETED: lambda: approved("obliging"),
        S.REJECTED: lambda: reject_plan(begun(), **now),
        S.CANCELLED: lambda: cancel_plan(begun(), **now),
    }
    return lambda status: ways[status]()


@pytest.mark.parametrize("status", AT_REST)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_from_every_status(api, plan_in, status, move):
    plan = plan_in(status)
    assert plan.status == status
    sources, target = MOVES[move]
    before = Event.objects.count()

    answer = api.post(f"/api/v1/cancellation-plans/{plan.id}/{move}/")

    now_at = CancellationPlan.objects.get(pk=plan.pk).status
    if status in sources and (status, move) != (S.WAITING_FOR_PAYMENT, "complete"):
        assert (answer.status_code, now_at) == (200, target), answer.content
        assert answer.json()["status"] == target
    else:
        problem = refusal(answer, 409, answer.json()["code"])
        assert problem["code"] in {"transition_not_allowed", "refunds_under_way"}
        assert now_at == status
        assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("status", "move", "said"),
    [
        (S.COMPLETED, "approve", "Can't change cancellation plan with status 'Completed' to 'Approved'."),
        (S.REJECTED, "confirm", "Can't change cancellation plan with status 'Rejected' to 'Confirmed'."),
        (S.WAITING_FOR_PAYMENT, "complete", "1 refunds of this plan are still with their gateways."),
        (S.WAITING_FOR_PAYMENT, "fail", "1 refunds of this plan are still with their gateways."),
        (S.WAITING, "retry", "Can't change cancellation plan with status 'Waiting' to 'Refund pending'."),
    ],
)
def test_a_refusal_says_why(api, plan_in, status, move, said):
    answer = api.post(f"/api/v1/cancellation-plans/{plan_in(status).id}/{move}/")

    assert answer.json()["detail"] == said


@pytest.mark.parametrize("move", ["reject", "cancel"])
def test_a_plan_that_is_not_granted_moves_no_money(api, plan_in, obliging, move):
    plan = plan_in(S.CONFIRMED)

    api.post(f"/api/v1/cancellation-plans/{plan.id}/{move}/")

    assert obliging.card.given_back == 0


def test_a_person_who_has_paid_completes_the_plan_and_the_books(api, plan_in):
    plan = plan_in(S.MANUEL_REFUND_NEED)

    api.post(f"/api/v1/cancellation-plans/{plan.id}/complete/")

    order = CancellationPlan.objects.get(pk=plan.pk).order
    assert order.amount_refunded == order.refund_amount == Decimal("10.00")
    assert Refund.objects.get().status == "succeeded"


def test_what_a_gateway_refused_is_given_back_once_by_the_retry(api, plan_in, obliging):
    plan = plan_in(S.FAILED)

    api.post(f"/api/v1/cancellation-plans/{plan.id}/retry/")

    assert obliging.card.given_back == Decimal("10.00")
    assert sorted(Refund.objects.values_list("status", flat=True)) == ["failed", "succeeded"]


def test_what_a_gateway_refused_can_be_given_back_by_hand(api, plan_in, obliging):
    plan = plan_in(S.FAILED)

    waits = api.post(f"/api/v1/cancellation-plans/{plan.id}/refund-manually/").json()
    done = api.post(f"/api/v1/cancellation-plans/{plan.id}/complete/").json()

    assert (waits["status"], done["status"]) == ("manuel_refund_need", "completed")
    assert obliging.card.given_back == 0
    assert CancellationPlan.objects.get(pk=plan.pk).order.amount_refunded == Decimal("10.00")
