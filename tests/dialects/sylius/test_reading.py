"""What the document does not print: several units, discounts, other currencies, what is missing, what has ended."""

from decimal import Decimal

import pytest

from addresses.models import Customer
from cancellations.statuses import PlanType
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.fulfilment.shipments import split_shipment
from orders.models import Order
from orders.money.pay import start_payment
from orders.money.record import record_payment
from orders.statuses import OrderStatus
from tests.sandbox import state_of


@pytest.fixture
def sylius(speaker):
    return speaker("sylius")


@pytest.fixture
def shown(sylius):
    def shown(order):
        answer = sylius.get(f"/api/v1/orders/{order.serial}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return shown


def test_every_unit_is_a_row_of_its_own(place, shown):
    mugs = {"sku": "MUG", "quantity": 3, "unit_price": Decimal("10.00")}
    caps = {"sku": "CAP", "quantity": 2, "unit_price": Decimal(5)}
    order = shown(place(items=[mugs, caps]))

    units = [unit for item in order["items"] for unit in item["units"]]
    assert [len(item["units"]) for item in order["items"]] == [3, 2]
    assert len({unit["id"] for unit in units}) == 5
    assert len({item["id"] for item in order["items"]}) == 2
    assert all(0 < unit["id"] < 2**53 for unit in units)


def test_a_discount_is_shared_out_over_units_and_all_adds_up(place, shown):
    items = [{"sku": "MUG", "quantity": 3, "unit_price": Decimal("10.00"), "discount_amount": Decimal("1.00")}]
    order = shown(place(items=items))

    (item,) = order["items"]
    assert [unit["adjustments_total"] for unit in item["units"]] == [-34, -33, -33]
    assert item["units"][0]["adjustments"][0]["type"] == "order_unit_promotion"
    assert item["units_total"] == item["total"] == order["items_total"] == 2900
    assert order["total"] == order["items_total"] + order["adjustments_total"]


def test_adjustments_have_sylius_names_and_stand_where_they_belong(place, shown):
    adjustments = [
        {"type": "shipping", "amount": Decimal(5)},
        {"type": "shipping_discount", "amount": Decimal(-1)},
        {"type": "discount", "label": "Summer", "amount": Decimal(-2)},
        {"type": "tax", "amount": Decimal(3), "included": True},
    ]
    order = shown(place(adjustments=adjustments))

    assert [(row["type"], row["amount"]) for row in order["adjustments"]] == [
        ("shipping", 500),
        ("order_shipping_promotion", -100),
        ("order_promotion", -200),
        ("tax", 300),
    ]
    assert len({row["id"] for row in order["adjustments"]}) == 4
    assert order["adjustments_total"] == 200
    assert "label" not in order["adjustments"][0]


@pytest.mark.parametrize(
    ("currency", "price", "minor"), [("JPY", "1000", 1000), ("KWD", "1.234", 1234), ("USD", "1.20", 120)]
)
def test_amounts_are_in_the_currencys_own_minor_unit(place, shown, currency, price, minor):
    items = [{"sku": "MUG", "quantity": 1, "unit_price": Decimal(price)}]
    order = shown(place(items=items, adjustments=[], currency=currency))

    assert (order["items"][0]["unit_price"], order["total"], order["payments"][0]["amount"]) == (minor,) * 3


def test_what_has_no_value_has_no_key(place, shown):
    order = shown(place(customer={"email": "guest@example.com"}, shipping_address=None, billing_address=None))

    assert set(order["customer"]) == {"id", "email", "email_canonical", "gender", "_links"}
    assert not {"shipping_address", "billing_address", "locale_code"} & set(order)
    assert "tracking" not in order["shipments"][0]
    assert None not in [*order.values(), *order["customer"].values(), *order["items"][0].values()]


def test_times_are_in_the_channels_zone(order, channel, shown):
    channel.time_zone = "Europe/Istanbul"
    channel.save()
    Order.objects.filter(pk=order.pk).update(date_placed="2017-02-15T12:31:33Z")

    assert shown(order)["checkout_completed_at"] == "2017-02-15T15:31:33+0300"


@pytest.mark.parametrize(("gender", "letter"), [(0, "u"), (1, "m"), (2, "f"), (9, "u")])
def test_genders_are_letters(order, shown, gender, letter):
    Customer.objects.update(gender=gender, birthday="1990-05-01")

    customer = shown(order)["customer"]
    assert customer["gender"] == letter
    assert customer["birthday"] == "1990-05-01T00:00:00+0000"
    assert list(customer)[5:7] == ["birthday", "gender"]


def test_an_account_is_shown_where_there_is_one(order, customer, customer_api, shown):
    assert shown(order)["customer"]["user"] == {
        "id": customer.serial,
        "username": "shop@example.com",
        "username_canonical": "shop@example.com",
        "roles": ["ROLE_USER"],
        "enabled": True,
    }


def test_each_shipment_of_a_split_order_is_shown(order, shown, now):
    item = order.items.get()
    split_shipment(order, lines=[{"item": item.pk, "quantity": 1}], **now)

    shipments = shown(order)["shipments"]
    assert [shipment["state"] for shipment in shipments] == ["ready", "ready"]
    assert len({shipment["id"] for shipment in shipments}) == 2


def test_ten_thousand_units_are_enough(place, shown):
    order = shown(place(items=[{"sku": "SCREW", "quantity": 60_000, "unit_price": Decimal("0.01")}] * 2))

    assert [len(item["units"]) for item in order["items"]] == [10_000, 0]
    assert [item["quantity"] for item in order["items"]] == [60_000, 60_000]
    assert order["items_total"] == 120_000


@pytest.mark.parametrize(
    "product",
    [
        {
            "variant": {
                "options": 5,
                "translations": "x",
                "channel_prices": [1, {}, {"price": "?"}, {"price": "0.001"}],
            }
        },
        {"variant": {"translations": {"en": None}, "channel_prices": {"id": 1}, "id": [1]}, "id": 5},
        {"variant": None, "name": None, "code": None},
    ],
)
def test_a_variant_of_another_shape_is_shown_as_far_as_it_is_understood(place, shown, product):
    items = [{"sku": "MUG", "quantity": 1, "unit_price": Decimal(10), "product": product}]

    variant = shown(place(items=items))["items"][0]["variant"]

    assert (variant["code"], variant["option_values"], variant["channel_pricings"]) == ("MUG", [], [])


# --- payments --------------------------------------------------------------------------------------------------------


def test_what_nobody_has_begun_to_pay_is_shown_as_new(order, shown):
    (payment,) = shown(order)["payments"]

    assert (payment["state"], payment["amount"]) == ("new", 2350)
    assert payment["method"]["code"] == "bank_transfer"


def test_its_number_stays_when_it_is_begun_and_when_it_is_complete(order, shown, sylius, now):
    before = shown(order)["payments"][0]["id"]
    start_payment(order, method="bank-transfer", **now)
    begun = shown(order)["payments"]
    sylius.put(f"/api/v1/orders/{order.serial}/payments/{before}/complete")

    assert [payment["id"] for payment in begun] == [before]
    assert [(row["id"], row["state"]) for row in shown(order)["payments"]] == [(before, "completed")]


def test_completing_it_records_a_payment_by_hand(order, shown, sylius):
    number = shown(order)["payments"][0]["id"]

    answer = sylius.put(f"/api/v1/orders/{order.serial}/payments/{number}/complete")

    assert (answer.status_code, answer.json()["state"], answer.json()["id"]) == (200, "completed", number)
    payment = order.payments.get()
    assert (payment.method, payment.status, payment.amount) == ("bank-transfer", "completed", Decimal("23.50"))
    assert state_of(order).is_paid


def test_an_order_that_costs_nothing_has_no_payment(place, shown):
    free = place(items=[{"sku": "MUG", "quantity": 1, "unit_price": Decimal(0)}], adjustments=[])

    assert shown(free)["payments"] == []


def test_a_failed_payment_is_followed_by_one_that_may_be_tried(order, shown, money, sandbox):
    money.pay(order, card="4000000000000002")

    assert [payment["state"] for payment in shown(order)["payments"]] == ["failed", "new"]


def test_an_order_that_was_cancelled_unpaid_shows_its_payment_as_cancelled(order, shown, now):
    cancel_order(order, **now)

    cancelled = shown(order)
    assert (cancelled["state"], cancelled["shipments"][0]["state"]) == ("cancelled", "cancelled")
    assert [(row["state"], row["amount"]) for row in cancelled["payments"]] == [("cancelled", 2350)]


def test_cancelling_a_paid_order_gives_the_money_back(order, shown, sylius, pay, obliging):
    pay(order)

    answer = sylius.put(f"/api/v1/orders/{order.serial}/cancel")

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["payments"][0]["state"]) == ("cancelled", "refunded")
    assert obliging.card.given_back == Decimal("23.50")
    assert state_of(order).amount_refunded == Decimal("23.50")


def test_a_cancelled_order_is_cancelled_though_a_person_has_to_pay_its_money_out(order, shown, sylius, now):
    record_payment(order, **now)

    answer = sylius.put(f"/api/v1/orders/{order.serial}/cancel")

    states = [row["state"] for name in ("payments", "shipments") for row in answer.json()[name]]
    assert (answer.json()["state"], states) == ("cancelled", ["completed", "cancelled"])
    assert shown(order) == answer.json()
    assert state_of(order).status == OrderStatus.CANCELLATION_WAITING
    assert sylius.put(f"/api/v1/orders/{order.serial}/cancel").status_code == 400


def test_an_order_of_which_not_all_is_cancelled_is_new(place, shown, now):
    order = place(items=[{"sku": sku, "quantity": 1, "unit_price": Decimal(5)} for sku in "AB"])
    record_payment(order, **now)
    first, second = order.items.order_by("position")
    cancel_order(Order.objects.get(pk=order.pk), lines=[{"item": first.pk, "quantity": 1}], **now)
    assert shown(order)["state"] == "new"

    lines = [{"item": second.pk, "quantity": 1}]
    plan = open_plan(Order.objects.get(pk=order.pk), NewPlan(plan_type=PlanType.CANCEL, lines=lines), **now)
    assert (state_of(order).status, shown(order)["state"]) == (OrderStatus.CANCELLATION_WAITING, "new")

    approve_plan(plan, **now)
    assert shown(order)["state"] == "cancelled"
