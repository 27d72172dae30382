"""Every status by every name: what Lunasoft's clients see, and what they may post."""

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Message
from orders.models import Order
from orders.money.complete import complete_payment
from orders.statuses import OrderStatus
from tests.untouched import nothing_changes

NAMES = ("Pending", "Processing", "Shipped", "Complete", "Cancelled", "On Hold", "Refunded")
TABLE = {
    #                        shown         Pend Proc Ship Comp Canc Hold Refd
    "CREATED":              ("Pending",    200, 200, 200, 200, 200, 200, 400),
    "HOLD":                 ("On Hold",    200, 200, 400, 400, 200, 200, 400),
    "FAILED":               ("Pending",    200, 200, 200, 200, 200, 200, 400),
    "PROCESSING":           ("Processing", 200, 200, 200, 200, 200, 200, 400),
    "PACKAGE_WAITING":      ("Processing", 200, 200, 200, 200, 200, 200, 400),
    "PACKAGED":             ("Processing", 200, 200, 200, 200, 200, 200, 400),
    "SHIPPED":              ("Shipped",    200, 400, 200, 200, 400, 200, 400),
    "COMPLETED":            ("Complete",   200, 400, 400, 200, 400, 200, 400),
    "paid":                 ("Processing", 200, 200, 200, 200, 200, 200, 200),
    "paid and SHIPPED":     ("Shipped",    200, 400, 200, 200, 400, 200, 200),
    "paid and COMPLETED":   ("Complete",   200, 400, 400, 200, 400, 200, 200),
    "CANCELLATION_WAITING": ("Pending",    200, 400, 400, 400, 400, 200, 400),
    "CANCELLED":            ("Cancelled",  200, 400, 400, 400, 200, 200, 400),
    "REJECTED":             ("Cancelled",  200, 400, 400, 400, 200, 200, 400),
    "REFUNDED":             ("Refunded",   200, 400, 400, 400, 400, 200, 200),
}  # fmt: skip
"""What each status is called, and how a name that is posted then is answered."""


REACHED = {"Processing": 200, "Shipped": 500, "Complete": 600, "Cancelled": 800, "Refunded": 850}


@pytest.mark.parametrize("status", TABLE)
def test_an_order_is_called_by_its_name(status, order_in, shop):
    shown = shop.get(f"/orders/{order_in(status).serial}").json()

    assert shown["current_status"] == shown["statuses"][0]["status"] == TABLE[status][0]
    assert [order["current_status"] for order in shop.get("/orders").json()["orders"]] == [TABLE[status][0]]


@pytest.mark.parametrize("status", TABLE)
def test_an_order_is_paid_by_money_alone(status, order_in, shop):
    order = order_in(status)

    assert shop.get(f"/orders/{order.serial}").json()["is_paid"] == (order.amount_paid >= order.total)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", TABLE)
def test_a_posted_name_is_logged_or_refused(status, name, order_in, shop):
    order, verdict = order_in(status), TABLE[status][1 + NAMES.index(name)]
    before = shop.get(f"/orders/{order.serial}").json()
    mails = Message.objects.count()
    body = {"status": {"status": name, "notes": "Some notes", "notify_customer": True}}

    if verdict == 400:
        with nothing_changes():
            answer = shop.post(f"/orders/{order.serial}", body, format="json")
        refused = answer.json()
        assert answer.status_code == 400
        assert list(refused) == [*before, "errors"]
        assert {key: refused[key] for key in before} == before
        assert [set(error) for error in refused["errors"]] == [
            {"internal_message", "user_message", "code", "more_info"}
        ]
        return
    answer = shop.post(f"/orders/{order.serial}", body, format="json")
    shown = answer.json()
    assert answer.status_code == 200, shown["errors"]
    newest = shown["statuses"][0]
    assert (shown["current_status"], newest["status"], newest["notes"]) == (name, name, "Some notes")
    assert newest["notify_customer"] is True
    assert shown["statuses"][1:] == before["statuses"]
    assert Message.objects.count() == mails + 1
    assert shown["modified"]
    assert shop.get(f"/orders/{order.serial}").json() == shown


@pytest.mark.parametrize("name", REACHED)
def test_a_tied_name_moves_the_order(name, order_in, shop):
    order = order_in("paid")

    answer = shop.post(f"/orders/{order.serial}", {"status": {"status": name}}, format="json")

    reached = Order.objects.get(pk=order.pk)
    assert answer.status_code == 200, answer.json()["errors"]
    assert reached.status == REACHED[name]
    assert (reached.amount_refunded == reached.amount_paid) is (name in ("Cancelled", "Refunded"))


def test_a_cancellation_whose_money_a_person_pays_out_is_posted_twice(shop, order, pay):
    complete_payment(order, pay(order, method="bank-transfer"), actor=SYSTEM, at=timezone.now())
    body = {"status": {"status": "Cancelled"}}

    first, second = (shop.post(f"/orders/{order.serial}", body, format="json") for _ in range(2))

    assert [first.status_code, second.status_code] == [200, 200], second.json()
    assert Order.objects.get(pk=order.pk).status == OrderStatus.CANCELLATION_WAITING
    assert second.json()["statuses"][1:] == first.json()["statuses"]


@pytest.mark.parametrize("name", ["Pending", "On Hold"])
def test_an_untied_name_moves_nothing(name, order_in, shop):
    order = order_in("paid and SHIPPED")

    shop.post(f"/orders/{order.serial}", {"status": {"status": name}}, format="json")

    assert Order.objects.get(pk=order.pk).status == OrderStatus.SHIPPED
