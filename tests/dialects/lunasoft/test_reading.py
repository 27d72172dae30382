"""What the document does not print: promotions, certificates, cheques, guests, staff, sums."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from common.actors import SYSTEM, Actor, ActorKind
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking
from orders.models import Order
from orders.money.complete import complete_payment
from orders.money.pay import start_payment
from orders.notes import NewNote, add_notes
from orders.place import NewOrder, place_order


@pytest.fixture
def shown(shop):
    def shown(order):
        answer = shop.get(f"/orders/{order.serial}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return shown


def args():
    return {"actor": SYSTEM, "at": timezone.now()}


def test_every_part_that_takes_off_has_its_field_and_the_sum_is_the_total(place, shown):
    items = [
        {"sku": "MUG", "quantity": 3, "unit_price": Decimal("10.00"), "discount_amount": Decimal("1.00")},
        {"sku": "CAP", "quantity": 1, "unit_price": Decimal("20.00")},
    ]
    adjustments = [
        {"type": "shipping", "label": "flat rate", "amount": Decimal("5.00")},
        {"type": "tax", "amount": Decimal("4.00")},
        {"type": "discount", "code": "SPRING", "info": "Ten percent", "amount": Decimal("-2.00")},
        {
            "type": "discount",
            "origin": "rule",
            "info": "Third order",
            "internal_info": "Rule 7",
            "code": "R7",
            "amount": Decimal("-3.00"),
        },
        {"type": "shipping_discount", "origin": "rule", "label": "Half the shipping", "amount": Decimal("-2.50")},
        {
            "type": "gift_certificate",
            "origin": "gift_certificate",
            "reference": "88",
            "code": "G-88",
            "info": "From Ann",
            "amount": Decimal("-6.00"),
        },
    ]

    order = shown(place(items=items, adjustments=adjustments))

    assert {name: value for name, value in order.items() if name.startswith(("promo_", "gift_"))} == {
        "promo_code": "SPRING",
        "promo_code_info": "Ten percent",
        "promo_code_discount": "2.00",
        "promo_rule_info": "Third order, Half the shipping",
        "promo_rule_info_admin": "Rule 7",
        "promo_rule_discount": "4.00",
        "promo_rule_discount_shipping": "2.50",
        "gift_cert_id": "88",
        "gift_cert_code": "G-88",
        "gift_cert_info": "From Ann",
        "gift_cert_applied": "6.00",
        "gift_cert_is_credit_voucher": False,
    }
    added = [*(line["total_cost"] for line in order["line_items"]), order["shipping_cost"], order["tax"]]
    taken = [order[f"promo_{name}"] for name in ("code_discount", "rule_discount", "rule_discount_shipping")]
    total = sum(map(Decimal, added)) - sum(map(Decimal, [*taken, order["gift_cert_applied"]]))
    assert order["total"] == f"{total:.2f}" == "44.50"
    assert [line["quantity"] for line in order["line_items"]] == ["3", "1"]
    assert len({line["id"] for line in order["line_items"]}) == 2


def test_amounts_have_the_digits_of_their_currency(place, shown):
    order = shown(place(currency="JPY", items=[{"quantity": 1, "unit_price": Decimal(500)}], adjustments=[]))

    assert (order["total"], order["tax"], order["line_items"][0]["cost"]) == ("500", "0", "500")


def test_a_cheque_has_its_number_and_date(order, shown):
    payment = start_payment(order, method="bank-transfer", detail="By post", option_id="7", **args())
    cheque = {"cheque_number": "000123", "cheque_date": date(2026, 3, 1), "transaction_id": "T-9"}
    complete_payment(order, payment, **cheque, **args())

    paid = shown(order)

    names = ("payment_option", "payment_option_type", "payment_option_id", "payment_detail", "check_num", "check_date")
    assert [paid[name] for name in names] == ["Bank transfer", "bank-transfer", "7", "By post", "000123", "2026-03-01"]
    assert (paid["transaction_id"], paid["is_paid"], paid["current_status"]) == ("T-9", True, "Processing")


def test_a_guest_has_no_user(channel, shown):
    order = place_order(
        NewOrder(
            channel=channel,
            customer={"email": "guest@example.com"},
            currency="USD",
            items=[{"quantity": 1, "unit_price": Decimal(1)}],
            columns={"is_guest_checkout": True},
        ),
        **args(),
    )

    guest = shown(order)

    assert (guest["user_id"], guest["user_email"], guest["email"]) == (None, "", "guest@example.com")
    assert (guest["created_user_id"], guest["is_guest_checkout"]) == (None, True)
    assert (guest["billing_first_name"], guest["billing_country"], guest["shipping_company"]) == ("", "", "")


def test_what_staff_enter_and_change_names_them(channel, staff, shown, shop):
    actor = Actor(ActorKind.STAFF, "support", str(staff.pk), "192.0.2.7")
    order = place_order(
        NewOrder(
            channel=channel,
            customer={"email": "a@example.com"},
            currency="USD",
            items=[{"quantity": 1, "unit_price": Decimal(1)}],
        ),
        actor=actor,
        at=timezone.now(),
    )

    entered = shown(order)
    add_notes(order, [NewNote("Call first"), NewNote("Called", public=True)], actor=actor, at=timezone.now())
    changed = shown(order)

    assert (entered["admin_created"], entered["created_user_id"]) == (True, str(staff.serial))
    assert (entered["modified"], entered["modified_user_id"]) == ("", None)
    assert (changed["modified_user_id"], changed["notes"]) == (str(staff.serial), "Call first\nCalled")
    assert changed["modified"]
    placing = changed["statuses"][-1]
    assert (placing["created_user_id"], placing["created_ip"]) == (str(staff.serial), "192.0.2.7")


def test_a_line_that_was_sent_says_how(order, shown):
    assert shown(order)["line_items"][0]["shipment_info"] is None

    ship_order(order, tracking=Tracking(carrier="DHL", tracking_number="123"), **args())

    (line,) = shown(order)["line_items"]
    assert line["is_fulfilled"] is shown(order)["is_fulfilled"] is True
    assert line["shipment_info"] == {"carrier": "DHL", "tracking_number": "123", "tracking_url": "", "quantity": "2"}


def test_a_line_is_fulfilled_when_all_that_was_not_refunded_unsent_is_sent(order, shown):
    item = order.items.get()
    ship_order(order, lines=[{"item": item.pk, "quantity": 1}], **args())
    assert shown(order)["line_items"][0]["is_fulfilled"] is False

    type(item).objects.filter(pk=item.pk).update(quantity_refunded_unsent=1)
    type(order).objects.filter(pk=order.pk).update(version=99)

    assert shown(order)["line_items"][0]["is_fulfilled"] is True


def test_a_gift_certificate_is_told_by_its_product(place, shown):
    product = {"id": "G", "name": "Gift", "model": "M1", "gift_certificate": {"amount": "25.00", "code": "G-1"}}

    (line,) = shown(place(items=[{"quantity": 1, "unit_price": Decimal(25), "product": product}]))["line_items"]

    assert (line["is_gift_certificate"], line["gift_cert_amount"], line["gift_cert_code"]) == (True, "25.00", "G-1")
    assert (line["product_id"], line["name"], line["model"], line["sku"]) == ("G", "Gift", "M1", "")


def test_shipping_of_a_line_is_told_on_it(place, shown):
    adjustments = [{"type": "shipping", "amount": Decimal("3.00")}]

    order = shown(place(items=[{"quantity": 1, "unit_price": Decimal(5), "adjustments": adjustments}], adjustments=[]))

    (line,) = order["line_items"]
    assert (line["did_override_shipping_cost"], line["total_override_shipping_cost"]) == (True, "3.00")
    assert (order["shipping_cost"], line["total_cost"], order["total"]) == ("3.00", "5.00", "8.00")


def test_where_the_customer_came_from(order, shown):
    Order.objects.filter(pk=order.pk).update(
        marketing_source="Radio", marketing_source_id="7", marketing_source_other="My aunt"
    )

    told_of = shown(order)

    names = ("marketing_source_id", "marketing_source_choice", "marketing_source_other")
    assert [told_of[name] for name in names] == ["7", "Radio", "My aunt"]


def test_a_move_that_was_made_elsewhere_stands_in_the_log_by_its_name(api, order, shown):
    api.put(f"/api/v1/orders/{order.ref}/status/", {"status": "HOLD", "notes": "Counting"}, format="json")

    held = shown(order)

    assert [(entry["status"], entry["notes"]) for entry in held["statuses"]] == [
        ("On Hold", "Counting"),
        ("Pending", ""),
    ]
    assert held["current_status"] == "On Hold"
