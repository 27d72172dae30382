"""Every status of ours, as Salesman's clients see it, and every move that they may ask for: what is announced as
possible is, and what is refused changes nothing."""

from decimal import Decimal

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from dialects.salesman.statuses import TABLE, SalesmanStatus
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.cancelling.reject import reject_item
from orders.models import Order
from orders.money.complete import complete_payment
from orders.money.refund import RefundRequest, refund_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db

WAYS = {
    "CREATED": [],
    "HOLD": ["HOLD"],
    "FAILED": ["FAILED"],
    "PROCESSING": ["PROCESSING"],
    "PACKAGE_WAITING": ["PROCESSING", "PACKAGE_WAITING"],
    "PACKAGED": ["PROCESSING", "PACKAGED"],
    "SHIPPED": ["PROCESSING", "SHIPPED"],
    "COMPLETED": ["PROCESSING", "SHIPPED", "COMPLETED"],
    "CANCELLED": ["CANCELLED"],
}
"""Statuses of orders that nobody has paid, and the moves that lead there."""

PAID = ["PROCESSING", "PACKAGE_WAITING", "PACKAGED", "SHIPPED", "COMPLETED"]


def move(order, *statuses):
    for status in statuses:
        order = change_status(order, to=OrderStatus[status], actor=SYSTEM, at=timezone.now())
    return order


@pytest.fixture
def by_hand(place, pay):
    """Makes an order for which money arrived at the bank: all, or so much."""

    def by_hand(amount=None):
        order = place()
        pay(order, method="bank-transfer", amount=amount)
        complete_payment(order, order.payments.get(), actor=SYSTEM, at=timezone.now())
        return order

    return by_hand


@pytest.fixture
def cases(draft, place, pay, obliging, by_hand):
    """Makes an order of each kind."""

    def paid(status):
        order = place()
        pay(order)
        return move(order, *(way for way in WAYS[status] if way != "PROCESSING"))

    def partly_paid(*ways):
        order = move(place(), *ways)
        pay(order, amount=Decimal(10))
        return order

    def authorized():
        order = place()
        pay(order, method="hold")
        return order

    def cancelled_but_not_paid_out():
        return cancel_order(by_hand(Decimal(10)), actor=SYSTEM, at=timezone.now()).order

    def refunded():
        order = paid("PROCESSING")
        refund_order(order, RefundRequest(), actor=SYSTEM, at=timezone.now())
        return order

    def waiting(status):
        order = paid(status)
        open_plan(order, NewPlan(plan_type="cancel"), actor=SYSTEM, at=timezone.now())
        return order

    def rejected():
        order = move(place(), "PROCESSING")
        reject_item(order.items.get(), actor=SYSTEM, at=timezone.now())
        return order

    return {
        "draft": lambda: draft,
        **{f"unpaid {status}": lambda status=status: move(place(), *WAYS[status]) for status in WAYS},
        **{f"paid {status}": lambda status=status: paid(status) for status in PAID},
        "partly paid": partly_paid,
        "partly paid and held": lambda: partly_paid("HOLD"),
        "authorized": authorized,
        "paid by hand": by_hand,
        "partly paid by hand": lambda: by_hand(Decimal(10)),
        "cancelled, but not paid out": cancelled_but_not_paid_out,
        "refunded": refunded,
        "waiting": lambda: waiting("PROCESSING"),
        "waiting in its box": lambda: waiting("PACKAGED"),
        "rejected": rejected,
    }


KINDS = [
    "draft",
    *(f"unpaid {status}" for status in WAYS),
    *(f"paid {status}" for status in PAID),
    "partly paid",
    "partly paid and held",
    "authorized",
    "paid by hand",
    "partly paid by hand",
    "cancelled, but not paid out",
    "refunded",
    "waiting",
    "waiting in its box",
    "rejected",
]

SHOWN = {
    "draft": "NEW",
    "unpaid PACKAGE_WAITING": "PROCESSING",
    "unpaid PACKAGED": "PROCESSING",
    "paid PACKAGE_WAITING": "PROCESSING",
    "paid PACKAGED": "PROCESSING",
    "partly paid": "CREATED",
    "partly paid and held": "HOLD",
    "authorized": "CREATED",
    "paid by hand": "PROCESSING",
    "partly paid by hand": "CREATED",
    "cancelled, but not paid out": "CANCELLED",
    "refunded": "REFUNDED",
    "waiting": "PROCESSING",
    "waiting in its box": "PROCESSING",
    "rejected": "CANCELLED",
}

REFUSED_BY_US = {
    ("draft", "CREATED"): "The order has no items.",
    ("waiting", "SHIPPED"): "A cancellation plan is open: decide it first.",
    ("waiting", "REFUNDED"): "A cancellation plan is open: decide it first.",
    ("paid by hand", "REFUNDED"): "What was paid by 'Bank transfer' is refunded by hand: refund it, and confirm it.",
    ("unpaid SHIPPED", "REFUNDED"): "Nothing is left to refund: 0.00 paid, 0.00 refunded, 0.00 pending.",
}
"""Moves of Salesman's table that the order book does not make."""


def shown(kind):
    return SHOWN.get(kind) or kind.split()[-1]


def announced(caller, order):
    answer = caller.get(f"/orders/{order.ref}/status/").json()
    return answer, {row["value"]: row["error"] for row in answer["status_transitions"]}


@pytest.mark.parametrize("kind", KINDS)
def test_every_status_folds_into_one_of_salesmans(cases, admin, kind):
    order = cases[kind]()

    answer, errors = announced(admin, order)

    assert answer["status"] == shown(kind) == admin.get(f"/orders/{order.ref}/").json()["status"]
    assert answer["status_display"] == SalesmanStatus(shown(kind)).label
    assert list(errors) == SalesmanStatus.values
    assert errors[shown(kind)] is None
    for status in SalesmanStatus:
        if status not in TABLE[SalesmanStatus(shown(kind))] and status != shown(kind):
            sentence = f"Can't change order with status '{answer['status_display']}' to '{status.label}'."
            assert errors[status] == sentence


@pytest.mark.parametrize("wanted", SalesmanStatus.values)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_announced_is_what_happens(cases, admin, kind, wanted):
    order = cases[kind]()
    _, errors = announced(admin, order)
    url = f"/orders/{order.ref}/status/"

    if errors[wanted] is None:
        answer = admin.put(url, {"status": wanted}, format="json")
        assert answer.status_code == 200, answer.content
        assert answer.json() == {"status": wanted, "status_display": SalesmanStatus(wanted).label}
        assert admin.get(f"/orders/{order.ref}/").json()["status"] == wanted
    else:
        with nothing_changes():
            answer = admin.put(url, {"status": wanted}, format="json")
        assert (answer.status_code, answer.json()) == (400, {"status": [errors[wanted]]})


@pytest.mark.parametrize(("kind", "wanted"), REFUSED_BY_US)
def test_what_the_order_book_refuses_is_announced_with_the_reason(cases, admin, kind, wanted):
    _, errors = announced(admin, cases[kind]())

    assert errors[wanted] == REFUSED_BY_US[kind, wanted]


@pytest.mark.parametrize("kind", KINDS)
def test_what_salesman_allows_is_refused_only_where_a_rule_says_so(cases, admin, kind):
    _, errors = announced(admin, cases[kind]())
    refused = {wanted for wanted in TABLE[SalesmanStatus(shown(kind))] if errors[wanted]}

    if kind.startswith("waiting"):
        expected = {"SHIPPED", "COMPLETED", "REFUNDED"}
    elif kind == "draft":
        expected = {"CREATED"}
    elif kind in {"paid by hand"} or (kind.startswith("unpaid") and "REFUNDED" in TABLE[SalesmanStatus(shown(kind))]):
        expected = {"REFUNDED"}
    else:
        expected = set()
    assert refused == expected


def test_refunded_gives_everything_back(cases, admin, obliging):
    order = cases["paid SHIPPED"]()

    admin.put(f"/orders/{order.ref}/status/", {"status": "REFUNDED"}, format="json")

    order = Order.objects.get(pk=order.pk)
    assert order.amount_refunded == order.amount_paid == obliging.card.given_back == order.total


def test_refunded_fails_with_the_reason_of_the_gateway(cases, admin, obliging):
    order = cases["paid SHIPPED"]()
    obliging.card.mood = "declining"

    answer = admin.put(f"/orders/{order.ref}/status/", {"status": "REFUNDED"}, format="json")

    assert (answer.status_code, answer.json()) == (400, {"status": ["The gateway declined the refund: Not today."]})
    assert Order.objects.get(pk=order.pk).status == OrderStatus.SHIPPED


def test_refunded_fails_while_nobody_knows_the_outcome(cases, admin, obliging):
    order = cases["paid SHIPPED"]()
    obliging.card.mood = "silent"

    answer = admin.put(f"/orders/{order.ref}/status/", {"status": "REFUNDED"}, format="json")

    assert (answer.status_code, answer.json()) == (400, {"status": ["Not everything was refunded: 23.50 USD was not."]})
    assert (
        announced(admin, order)[1]["REFUNDED"] == "Nothing is left to refund: 23.50 paid, 0.00 refunded, 23.50 pending."
    )


def test_cancelled_gives_back_what_was_paid(cases, admin, obliging):
    order = cases["partly paid"]()

    assert admin.put(f"/orders/{order.ref}/status/", {"status": "CANCELLED"}, format="json").status_code == 200

    assert obliging.card.given_back == 10
    assert CancellationPlan.objects.get(order=order).status == "completed"


def test_an_order_whose_cancellation_is_decided_is_cancelled_in_lists_too(by_hand, admin):
    plan = open_plan(by_hand(), NewPlan(plan_type="cancel"), actor=SYSTEM, at=timezone.now())
    assert [row["status"] for row in admin.get("/orders/all/").json()] == ["PROCESSING"]

    plan = approve_plan(plan, actor=SYSTEM, at=timezone.now())

    assert plan.status == "manuel_refund_need"
    (shown,) = admin.get("/orders/all/").json()
    assert (shown["status"], shown["status_display"], shown["is_paid"]) == ("CANCELLED", "Cancelled", True)


@pytest.mark.parametrize("body", [{}, {"note": "x"}, {"status": "HOLD"}])
def test_nothing_asked_changes_nothing(cases, admin, body):
    order = cases["unpaid HOLD"]()

    with nothing_changes():
        answer = admin.put(f"/orders/{order.ref}/status/", body, format="json")

    assert (answer.status_code, answer.json()) == (200, {"status": "HOLD", "status_display": "Hold"})


def test_the_event_says_through_what_it_came(cases, admin):
    order = cases["unpaid CREATED"]()
    admin.put(f"/orders/{order.ref}/status/", {"status": "HOLD"}, format="json")

    assert order.events.order_by("-position").first().actor_name == "support-1 via Salesman"
