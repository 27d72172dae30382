"""Updates: what can be changed is changed; on an order whose lines are frozen everything is kept and moves no money."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.models import Note, Order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from orders_service.demo.aplazame import EARLIER_SHIPPING
from tests.dialects.aplazame.test_reading import PRINTED, compared
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db

PATCH = {"order": {"articles": PRINTED["articles"], "discount": 300}}
PUT = {"order": PRINTED}


def fresh(order):
    return Order.objects.get(pk=order.pk)


def adjustments(order):
    return [(row.type, row.amount) for row in order.adjustments.order_by("position")]


def without(body, *names, **more):
    return {"order": {name: value for name, value in body["order"].items() if name not in names} | more}


def test_a_whole_order_reads_back_as_it_was_sent(caller, sold):
    order = sold()

    assert caller.put(f"/orders/{order.number}", PUT).status_code == 204

    reply = caller.get(f"/orders/{order.number}").json()
    assert compared(reply, PRINTED) == PRINTED


def test_a_total_that_does_not_add_up_is_taken_and_the_difference_shown(caller, sold):
    order = sold()
    caller.put(f"/orders/{order.number}", PUT)

    assert fresh(order).total == Decimal("310.80")
    assert adjustments(order) == [
        ("shipping", Decimal("5.00")),
        ("shipping_discount", Decimal("-1.00")),
        ("discount", Decimal("-3.00")),
        ("fee", Decimal("19.80")),
    ]
    assert order.adjustments.get(type="fee").code == "difference"


def test_the_same_update_twice_leaves_one_difference(caller, demo):
    for _ in range(2):
        assert caller.put(f"/orders/{demo.number}", PUT).status_code == 204

    assert fresh(demo).total == Decimal("310.80")
    assert demo.adjustments.filter(code="difference").count() == 1


def test_prices_without_a_total_are_before_tax(caller, sold):
    order = sold(adjustments=[{"type": "shipping", "label": "Post", "amount": Decimal("5.00")}])

    assert caller.patch(f"/orders/{order.number}", PATCH).status_code == 204

    assert adjustments(order) == [
        ("shipping", Decimal("5.00")),
        ("discount", Decimal("-3.00")),
        ("tax", Decimal("60.90")),
    ]
    assert fresh(order).total == Decimal("352.90")


def test_rates_and_discounts_of_articles_are_taken(caller, sold):
    order = sold()
    article = {"id": "A", "name": "A", "quantity": 2, "price": "1000", "discount": 100, "discount_rate": 1000}
    body = {"order": {"articles": [article], "tax_rate": 1000, "discount_rate": 500, "cart_discount": 50}}

    assert caller.patch(f"/orders/{order.number}", body).status_code == 204

    reply = caller.get(f"/orders/{order.number}").json()
    assert reply["articles"][0] | {"discount": 300, "tax_rate": 1000} == reply["articles"][0]
    assert reply["discount"] == 85 + 50
    assert reply["total_amount"] == 2000 - 300 - 135 + 200


def test_shipping_alone_changes_the_address_and_its_cost(caller, sold):
    order = sold()
    moved = {**EARLIER_SHIPPING, "street": "Elsewhere 1", "alt_phone": None}
    moved["postcode"] = moved.pop("zip")

    assert caller.patch(f"/orders/{order.number}", {"order": {"shipping": moved}}).status_code == 204

    reply = caller.get(f"/orders/{order.number}").json()["shipping"]
    assert (reply["street"], reply["zip"], reply["alt_phone"], reply["price"]) == ("Elsewhere 1", "28013", None, 500)
    assert fresh(order).items.get().sku == "MUG"
    assert fresh(order).total == Decimal("704.70")


def test_billing_alone_moves_no_money(caller, paid):
    order = paid()
    billing = {name: EARLIER_SHIPPING[name] for name in list(EARLIER_SHIPPING)[:10]}

    assert caller.patch(f"/orders/{order.number}", {"order": {"billing": billing}}).status_code == 204

    assert caller.get(f"/orders/{order.number}").json()["billing"] == billing
    assert not Note.objects.filter(order=order).exists()


@pytest.mark.parametrize("body", [PUT, PATCH], ids=["put", "patch"])
def test_on_a_paid_order_what_was_sent_is_kept_and_moves_no_money(caller, paid, sandbox, body):
    order = paid()
    asked = len(sandbox.requests())
    send = caller.put if body is PUT else caller.patch

    assert send(f"/orders/{order.number}", body).status_code == 204

    after = fresh(order)
    assert (after.total, after.amount_paid, after.amount_refunded) == (order.total, order.amount_paid, 0)
    assert after.items.get().sku == "MUG"
    assert after.extra_field["aplazame"]["update"] == body["order"]
    note = Note.objects.get(order=order)
    assert (note.public, note.actor_name) == (False, "Storefront via Aplazame")
    assert len(sandbox.requests()) == asked
    types = list(Event.objects.filter(order=order).order_by("position").values_list("type", flat=True))
    assert types[-2:] == ["order.updated", "note.added"]


def test_the_note_names_both_totals(caller, confirmed):
    order = confirmed()
    caller.put(f"/orders/{order.number}", PUT)

    assert "310.80 EUR; the order's is 700.70" in Note.objects.get(order=order).message


def test_the_same_frozen_update_twice_is_kept_once(caller, confirmed):
    order = confirmed()
    caller.patch(f"/orders/{order.number}", PATCH)

    with nothing_changes():
        assert caller.patch(f"/orders/{order.number}", PATCH).status_code == 204


def test_an_address_can_still_be_corrected_where_amounts_are_frozen(caller, paid):
    order = paid()
    body = deepcopy(PUT)
    body["order"]["shipping"]["street"] = "Elsewhere 1"

    assert caller.put(f"/orders/{order.number}", body).status_code == 204

    assert caller.get(f"/orders/{order.number}").json()["shipping"]["street"] == "Elsewhere 1"
    assert fresh(order).total == order.total


def test_amounts_of_another_currency_are_kept_and_not_applied(caller, sold):
    order = sold()

    assert caller.put(f"/orders/{order.number}", without(PUT, currency="USD")).status_code == 204

    assert (fresh(order).currency, fresh(order).total) == ("EUR", Decimal("700.70"))
    assert "310.80 USD" in Note.objects.get(order=order).message


def test_a_cancelled_order_cannot_be_changed_whatever_is_sent(caller, sold):
    order = sold()
    change_status(order, to=OrderStatus.CANCELLED, actor=SYSTEM, at=timezone.now())

    with nothing_changes():
        for body in (PUT, {}):
            assert caller.put(f"/orders/{order.number}", body).status_code == 403
            assert caller.patch(f"/orders/{order.number}", body).status_code == 403


def test_real_clients_leave_out_what_they_do_not_have(caller, sold):
    order = sold()
    article = {"id": "A", "name": "A", "quantity": 1, "price": 100, "url": None, "sku": "x", "category": {}}

    assert caller.patch(f"/orders/{order.number}", {"order": {"articles": [article]}, "x": 1}).status_code == 204


def test_real_clients_send_numbers_where_the_document_has_texts(caller, sold):
    order = sold()
    article = {"id": 59825, "name": "A", "quantity": "1", "price": "100"}
    shipping = {**PRINTED["shipping"], "zip": 28013, "phone": 616123456}

    caller.patch(f"/orders/{order.number}", {"order": {"articles": [article], "shipping": shipping}})

    reply = caller.get(f"/orders/{order.number}").json()
    assert (reply["articles"][0]["id"], reply["articles"][0]["quantity"]) == ("59825", 1)
    assert (reply["shipping"]["zip"], reply["shipping"]["phone"]) == ("28013", "616123456")


@pytest.mark.parametrize("body", [PATCH, {"order": {}}], ids=["a change", "no change"])
@pytest.mark.parametrize("made", ["sold", "confirmed"], ids=["open", "frozen"])
def test_a_caller_may_say_which_version_they_change(caller, request, made, body):
    order = request.getfixturevalue(made)()

    with nothing_changes():
        answer = caller.patch(f"/orders/{order.number}", body, headers={"if-match": '"99"'})

    assert (answer.status_code, answer.json()["error"]["type"]) == (412, "PreconditionFailedException")


def test_a_rehearsed_update_changes_nothing(caller, sold):
    order = sold()

    with nothing_changes():
        answer = caller.put(f"/orders/{order.number}?dry_run=true", PUT)

    assert (answer.status_code, answer.json()["dry_run"], answer.json()["status"]) == (200, True, 204)
