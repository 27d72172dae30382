"""What storefronts tell of an order is kept, shown, and can be changed."""

from decimal import Decimal
from itertools import count

import pytest
from django.utils import timezone

from common.actors import Actor, ActorKind
from orders.models import Order
from orders.place import NewOrder, place_order

numbers = count()
FACTS = {
    "description": "Site shopping order",
    "marketing_source": "Radio",
    "marketing_source_id": "7",
    "marketing_source_other": "My aunt",
    "verified_at": "2026-03-01T08:00:00.000000Z",
    "created_ip": "127.0.0.1",
    "admin_created": True,
    "web_order": True,
}
ADJUSTMENT = {
    "type": "discount",
    "label": "Spring",
    "code": "SPRING",
    "info": "Ten percent off",
    "origin": "coupon",
    "reference": "19",
    "internal_info": "Printed in the March paper",
    "extra": {"modifier": "spring"},
    "amount": "-2.00",
    "included": False,
}


@pytest.fixture
def send(api, body):
    def send(**facts):
        key = {"idempotency-key": f"facts-{next(numbers)}"}
        answer = api.post("/api/v1/orders/", body | facts, format="json", headers=key)
        assert answer.status_code == 201, answer.json()
        return answer.json()

    return send


def stated(order, facts):
    return {name: order[name] for name in facts}


def test_what_was_told_is_answered(send, api):
    order = send(**FACTS)

    assert stated(order, FACTS) == FACTS
    assert stated(api.get(order["url"]).json(), FACTS) == FACTS


def test_what_was_told_can_be_changed(send, api):
    order = send(**FACTS)
    changes = {"description": "", "marketing_source_other": "The paper", "verified_at": "2026-03-02T08:00:00.000000Z"}

    changed = api.patch(order["url"], changes, format="json").json()

    assert stated(changed, FACTS) == FACTS | changes


def test_an_order_in_full_leaves_alone_when_it_was_verified(send, api, body):
    order = send(**FACTS)

    replaced = api.put(order["url"], {"items": body["items"], "email": order["email"]}, format="json").json()

    assert (replaced["description"], replaced["verified_at"]) == ("", FACTS["verified_at"])


def test_staff_enter_orders_unless_they_say_otherwise(channel, staff):
    new = NewOrder(
        channel=channel,
        customer={"email": "a@example.com"},
        currency="USD",
        items=[{"quantity": 1, "unit_price": Decimal("1.00")}],
    )

    order = place_order(new, actor=Actor(ActorKind.STAFF, "support", str(staff.pk)), at=timezone.now())

    assert (order.admin_created, order.web_order) == (True, True)


def test_an_approved_order_is_verified_at_the_same_moment_unless_told(api, order):
    api.put(f"/api/v1/orders/{order.ref}/status/", {"status": "PROCESSING"}, format="json")

    approved = Order.objects.get(pk=order.pk)
    assert approved.verified_at == approved.approved_at is not None


def test_an_adjustment_says_what_brought_it_about(send, api):
    order = send(adjustments=[ADJUSTMENT], total="18.00")

    (adjustment,) = api.get(order["url"]).json()["adjustments"]
    assert {name: adjustment[name] for name in ADJUSTMENT} == ADJUSTMENT


def test_what_is_for_staff_is_not_shown_to_the_customer(send, guest):
    order = send(adjustments=[ADJUSTMENT], total="18.00")

    seen = guest.get(order["url"], {"token": order["token"]}).json()

    assert seen["adjustments"][0]["internal_info"] is None
    assert seen["adjustments"][0]["info"] == "Ten percent off"


def test_a_product_keeps_what_was_told_of_it(send, api):
    product = {
        "type": "shop.Product",
        "id": 331,
        "variant": {"code": "MEDIUM_MUG_CUP", "position": 2},
        "translations": {"en_US": {"name": "Medium Mug"}},
        "stock": {"on_hand": 10, "on_hold": 0, "tracked": False},
        "channel_prices": [{"id": 331, "channel": "US_WEB", "price": "10.00"}],
        "model": None,
        "colour": ["anything", {"goes": "here"}],
    }

    order = send(items=[{"sku": "MUG", "quantity": 2, "unit_price": "10.00", "product": product}])

    assert api.get(order["url"]).json()["items"][0]["product"] == product


@pytest.mark.parametrize("product", [{"name": 1}, {"id": True}, {"variant": []}, {"gift_certificate": "yes"}], ids=str)
def test_a_documented_key_that_holds_something_else_is_refused(api, body, product):
    body["items"][0]["product"] = product

    answer = api.post("/api/v1/orders/", body, format="json", headers={"idempotency-key": f"facts-{next(numbers)}"})

    assert answer.status_code == 400
    assert not Order.objects.exists()


def test_a_payment_says_by_which_cheque_it_was_made(api, order):
    begun = {"payment_method": "bank-transfer", "detail": "By post", "option_id": "16"}
    api.post(f"/api/v1/orders/{order.ref}/pay/", begun, format="json", headers={"idempotency-key": "pay"})
    payment = api.get(f"/api/v1/orders/{order.ref}/payments/").json()["results"][0]

    stated = {"cheque_number": "000123", "cheque_date": "2026-03-01"}
    url = f"/api/v1/orders/{order.ref}/payments/{payment['id']}/complete/"
    done = api.put(url, stated, format="json", headers={"idempotency-key": "done"})

    assert done.status_code == 200, done.json()
    seen = api.get(f"/api/v1/orders/{order.ref}/payments/").json()["results"][0]
    assert {name: seen[name] for name in (*stated, "detail", "option_id")} == {
        **stated,
        "detail": "By post",
        "option_id": "16",
    }
