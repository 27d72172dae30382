"""Cancellation plans over HTTP: opened, read, found."""

import json
from urllib.parse import quote

import pytest

from cancellations.models import CancellationPlan
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.models import OrderItem
from tests.answers import refusal, wrong

PLANS = "/api/v1/cancellation-plans/"


@pytest.fixture
def item(order):
    return OrderItem.objects.get(order=order)


@pytest.fixture
def plan(order, item, now):
    """For one of two mugs."""
    line = {"item": item.id, "quantity": 1}
    return open_plan(order, NewPlan(plan_type="cancel", lines=[line], invoice_number="IADE-7"), **now)


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_a_plan_is_opened_with_its_amounts(api, order, item):
    answer = api.post(
        PLANS,
        {
            "order": order.ref,
            "plan_type": "cancel",
            "items": [{"item": str(item.id), "quantity": 1, "restock": False}],
            "reason": "Too small",
        },
        format="json",
    )

    shown = answer.json()
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"{PLANS}{shown['id']}/")
    assert (shown["status"], shown["refund_amount"], shown["shipping_refund_amount"]) == (
        "waiting",
        "10.00",
        "0.00",
    )
    assert shown["lines"] == [
        {
            "item": str(item.id),
            "quantity": 1,
            "restock": False,
            "already_refunded": 0,
            "refund_amount": "10.00",
            "discount_refund_amount": "0.00",
        }
    ]


def test_an_order_is_named_by_its_id_too(api, order):
    answer = api.post(PLANS, {"order": str(order.id), "plan_type": "cancel"}, format="json")

    assert answer.json()["order_ref"] == order.ref


def test_a_rehearsal_opens_nothing(api, order):
    answer = api.post(f"{PLANS}?dry_run=true", {"order": order.ref, "plan_type": "cancel"}, format="json")

    assert answer.json()["result"]["refund_amount"] == "20.00"
    assert [event["type"] for event in answer.json()["events"]] == ["order.status_changed", "plan.opened"]
    assert not CancellationPlan.objects.exists()


def test_a_repetition_under_the_same_key_opens_one(api, order):
    body, key = {"order": order.ref, "plan_type": "cancel"}, {"HTTP_IDEMPOTENCY_KEY": "k"}

    first, second = (api.post(PLANS, body, format="json", **key) for _ in range(2))

    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert CancellationPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"plan_type": "return"}, "/plan_type", "invalid_choice"),
        ({"items": []}, "/items", "min_length"),
        ({"items": [{"item": "1"}]}, "/items/0/item", "invalid"),
        ({"refund_amount": "20.01"}, "/refund_amount", "amount_exceeds_worth"),
        ({"shipping": False, "shipping_refund_amount": "1.00"}, "/shipping_refund_amount", "contradiction"),
        ({"itmes": []}, "/itmes", "unknown_field"),
    ],
)
def test_a_wrong_wish_names_its_place(api, order, body, pointer, code):
    answer = api.post(PLANS, {"order": order.ref, "plan_type": "cancel", **body}, format="json")

    assert wrong(answer, code=answer.json()["code"])[pointer] == code
    assert not CancellationPlan.objects.exists()


def test_a_second_plan_for_an_item_is_refused_with_the_item(api, order, plan, item):
    answer = api.post(PLANS, {"order": order.ref, "plan_type": "cancel"}, format="json")

    assert refusal(answer, 409, "item_in_open_plan")["item_id"] == str(item.id)


class TestReach:
    def test_others_find_neither_the_order_nor_the_plan(self, stranger, order, plan):
        assert stranger.get(f"{PLANS}{plan.id}/").status_code == 404
        assert ids(stranger.get(PLANS)) == []
        assert stranger.post(f"{PLANS}{plan.id}/approve/").status_code == 404
        body = {"order": order.ref, "plan_type": "cancel"}
        assert stranger.post(PLANS, body, format="json").status_code == 404

    def test_a_customer_reads_and_does_not_decide(self, customer_api, plan):
        assert ids(customer_api.get(PLANS)) == [str(plan.id)]
        assert customer_api.post(f"{PLANS}{plan.id}/approve/").status_code == 403

    def test_reading_is_no_deciding(self, client_for, channel, plan):
        reader = client_for("cancellations:read", channels=[channel])

        assert ids(reader.get(PLANS)) == [str(plan.id)]
        shown = refusal(reader.post(f"{PLANS}{plan.id}/approve/"), 403, "scope_missing")
        assert shown["scope"] == "cancellations:write"


class TestFilters:
    @pytest.fixture
    def other(self, place, pay, now):
        """A plan for everything of another order, completed, with money."""
        order = place(number="B-77")
        pay(order)
        return approve_plan(open_plan(order, NewPlan(plan_type="cancel"), **now), **now)

    @pytest.mark.parametrize(
        "wanted",
        [
            "status=waiting",
            "invoice_number=IADE-7",
            "refund_amount=10.00",
            "refund_amount=10",
            "shipping_refund_amount=0",
            "payment_plan=%5B%5D",
            "order={order}",
            "order__number={number}",
            "order__number__contains={number}",
            "order_items={item}",
            "created_at__date={day}&status=waiting",
        ],
    )
    def test_one_plan_is_found_among_two(self, api, plan, other, item, wanted):
        facts = {"order": plan.order_id, "number": plan.order.number, "item": item.id, "day": plan.created_at.date()}

        assert ids(api.get(f"{PLANS}?{wanted.format(**facts)}")) == [str(plan.id)]

    def test_a_payment_plan_is_found_by_its_json(self, api, plan, other):
        wanted = quote(json.dumps(other.payment_plan))

        assert ids(api.get(f"{PLANS}?payment_plan={wanted}")) == [str(other.id)]

    def test_several_items_and_statuses_can_be_asked_for(self, api, plan, other):
        assert ids(api.get(f"{PLANS}?status=waiting,completed&ordering=created_at")) == [str(plan.id), str(other.id)]

    def test_nothing_is_found_where_nothing_matches(self, api, plan):
        assert ids(api.get(f"{PLANS}?plan_type=refund")) == []

    @pytest.mark.parametrize(
        "wanted", ["status=decided", "order_items=1", "payment_plan=[", "refund_amount=x", "plan=1"]
    )
    def test_what_is_not_understood_is_refused(self, api, plan, wanted):
        assert api.get(f"{PLANS}?{wanted}").status_code == 400

    def test_a_list_costs_the_same_however_long(self, api, place, plan, other, django_assert_max_num_queries, now):
        api.get(PLANS)
        with django_assert_max_num_queries(6) as few:
            api.get(PLANS)
        for _ in range(5):
            open_plan(place(), NewPlan(plan_type="cancel"), **now)
        # Caller, count, plans with their orders, lines.
        with django_assert_max_num_queries(len(few.captured_queries)):
            assert len(ids(api.get(PLANS))) == 7
