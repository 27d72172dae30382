"""What goes along when an order is moved, and what it must fulfil first."""

from decimal import Decimal

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.models import Order, OrderItem, Shipment
from orders.status.change_status import change_status
from orders.statuses import ItemStatus, OrderStatus
from tests.answers import refusal
from tests.untouched import nothing_changes

S = OrderStatus


def url(order):
    return f"/api/v1/orders/{order.ref}/status/"


def move(connection, order, status, **more):
    return connection.put(url(order), {"status": status, **more}, format="json")


# --- what goes along -------------------------------------------------------------------------------------------------


def items(order):
    return [
        ItemStatus(status).name for status in OrderItem.objects.filter(order=order).values_list("status", flat=True)
    ]


def parcels(order):
    return sorted(Shipment.objects.filter(order=order).values_list("state", flat=True))


def counted(order):
    names = ("quantity_shipped", "quantity_delivered", "quantity_cancelled", "quantity_returned")
    return OrderItem.objects.filter(order=order).values_list(*names).get()


@pytest.mark.parametrize(
    ("way", "item", "parcel", "shipping", "units"),
    [
        (["HOLD"], "PENDING", "ready", "ready", (0, 0, 0, 0)),
        (["FAILED"], "PENDING", "ready", "ready", (0, 0, 0, 0)),
        (["PROCESSING"], "APPROVED", "ready", "ready", (0, 0, 0, 0)),
        (["PROCESSING", "PACKAGE_WAITING"], "PACKAGE_WAITING", "ready", "ready", (0, 0, 0, 0)),
        (["PROCESSING", "PACKAGED"], "PACKAGED", "ready", "ready", (0, 0, 0, 0)),
        (["PROCESSING", "PACKAGED", "PACKAGE_WAITING"], "PACKAGE_WAITING", "ready", "ready", (0, 0, 0, 0)),
        (["PROCESSING", "SHIPPED"], "SHIPPED", "shipped", "shipped", (2, 0, 0, 0)),
        (["PROCESSING", "SHIPPED", "COMPLETED"], "DELIVERED", "delivered", "delivered", (2, 2, 0, 0)),
        (["PROCESSING", "COMPLETED"], "DELIVERED", "delivered", "delivered", (2, 2, 0, 0)),
        (["CANCELLED"], "CANCELLED", "cancelled", "cancelled", (0, 0, 2, 0)),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_items_and_parcels_go_along(api, order, way, item, parcel, shipping, units):
    for status in way:
        assert move(api, order, status).status_code == 200

    moved = Order.objects.get(pk=order.pk)
    assert S(moved.status).name == way[-1]
    assert items(order) == [item]
    assert parcels(order) == [parcel]
    assert moved.shipping_status == shipping
    assert counted(order) == units


def test_times_are_kept_of_what_was_reached(api, order):
    move(api, order, "PROCESSING")
    approved = Order.objects.get(pk=order.pk)
    move(api, order, "COMPLETED")

    item = OrderItem.objects.get(order=order)
    parcel = Shipment.objects.get(order=order)
    assert approved.approved_at == approved.updated_at
    assert item.shipped_date == item.delivered_date == parcel.shipped_at == parcel.delivered_at is not None


def test_calling_off_an_unpaid_order_ends_its_money_too(api, order):
    move(api, order, "CANCELLED")

    called_off = Order.objects.get(pk=order.pk)
    assert called_off.payment_status == "cancelled"
    assert called_off.cancelled_at == called_off.updated_at


def test_each_thing_that_goes_along_is_an_event_of_the_same_version(api, order):
    move(api, order, "PROCESSING")
    move(api, order, "COMPLETED")

    happened = Event.objects.filter(order=order).order_by("sequence").values_list("type", "sequence", "data__version")
    assert list(happened) == [
        ("order.placed", 1, 1),
        ("order.status_changed", 2, 2),
        ("order.status_changed", 3, 3),
        ("shipment.shipped", 4, 3),
        ("shipment.delivered", 5, 3),
    ]


# --- conditions ------------------------------------------------------------------------------------------------------


def test_an_empty_draft_cannot_be_placed(api, draft):
    with nothing_changes():
        answer = move(api, draft, "CREATED")

    assert refusal(answer, 409, "order_is_empty")["detail"] == "The order has no items."


def test_an_order_with_nothing_left_to_ship_cannot_be_shipped(api, order):
    move(api, order, "PROCESSING")
    Order.objects.filter(pk=order.pk).update(shipping_status="shipped")

    with nothing_changes():
        answer = move(api, order, "SHIPPED")

    assert refusal(answer, 409, "nothing_left_to_ship")["detail"] == "Nothing is left to ship."


@pytest.mark.parametrize("money", ["authorized", "partially_paid", "paid", "partially_refunded", "refunded"])
def test_an_order_with_money_is_cancelled_by_the_command_that_gives_it_back(api, order, money):
    Order.objects.filter(pk=order.pk).update(payment_status=money, amount_paid=10, amount_outstanding=order.total - 10)

    with nothing_changes():
        answer = move(api, order, "CANCELLED")

    assert refusal(answer, 409, "refund_required")["detail"] == (
        "The order is paid or authorized: cancel it with the cancel command, which refunds it."
    )


def test_an_order_that_costs_nothing_can_be_cancelled(api, place):
    order = place(adjustments=[{"type": "gift_certificate", "amount": Decimal(-100)}])
    assert (order.payment_status, order.status, bool(order.paid_at)) == ("paid", OrderStatus.PROCESSING, True)

    key = {"idempotency-key": "cancel"}
    assert api.post(f"/api/v1/orders/{order.ref}/cancel/", {}, format="json", headers=key).status_code == 200
    assert Order.objects.get(pk=order.pk).payment_status == "cancelled"


def test_a_draft_that_costs_nothing_is_paid_as_soon_as_it_is_placed(api, body):
    free = body | {"status": "NEW", "adjustments": [{"type": "gift_certificate", "amount": "-20.00"}], "total": "0"}
    draft = api.post("/api/v1/orders/", free, format="json", headers={"idempotency-key": "free"}).json()

    api.put(f"{draft['url']}status/", {"status": "CREATED"}, format="json")

    assert api.get(draft["url"]).json()["payment_status"] == "paid"


def test_the_service_refuses_what_the_api_refuses(order):
    with pytest.raises(Exception, match="Can't change order with status 'Created' to 'Shipped'"):
        change_status(order, to=S.SHIPPED, actor=SYSTEM, at=timezone.now())
