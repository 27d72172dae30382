"""Lunasoft's sample: order 54123, paid by card, with its status log."""

from __future__ import annotations

from decimal import Decimal

from orders.models import Channel
from orders.place import NewOrder, place_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from orders_service.demo.sample import STAFF, STOREFRONT, Sample, at, pay_elsewhere
from payments.gateways.base import Card

CUSTOMER = {
    "email": "email@test.com",
    "external_id": "628",
    "first_name": "Test",
    "last_name": "Customer",
    "phone": "801-755-9966",
    "account_type": "existing",
}
ADDRESS = {
    "first_name": "Test",
    "last_name": "Customer",
    "phone_number": "801-755-9966",
    "line": "10 w broadway ste 701",
    "city_name": "salt lake city",
    "state": "UT",
    "postcode": "84101",
    "country_code": "US",
}
ITEM = {
    "product": {"id": 16383, "name": "Test Product"},
    "unit_price": Decimal("289.99"),
    "quantity": 1,
}
ADJUSTMENTS = [
    {"type": "shipping", "label": "flat rate", "amount": Decimal("13.00")},
    {"type": "tax", "label": "Tax", "amount": Decimal("19.86")},
]
PLACED = at("2015-04-27T17:34:31-06:00")
PROCESSED = at("2015-07-14T09:24:06-06:00")
LATER = (
    (OrderStatus.SHIPPED, "Order has been shipped", True, at("2015-07-15T08:49:44-06:00")),
    (OrderStatus.COMPLETED, "Order has been processed", False, at("2015-07-15T08:50:07-06:00")),
)


def tell(channel: Channel) -> None:
    order = place_order(
        NewOrder(
            channel=channel,
            number="54123",
            customer=CUSTOMER,
            currency="USD",
            items=[ITEM],
            adjustments=ADJUSTMENTS,
            billing_address={**ADDRESS, "email": "email@test.com"},
            shipping_address=ADDRESS,
            total=Decimal("322.85"),
            columns={
                "created_ip": "127.0.0.1",
                "web_order": True,
                "is_guest_checkout": False,
                "extra_field": {"order_description": "Site shopping order"},
            },
        ),
        actor=STOREFRONT,
        at=PLACED,
    )
    change_status(
        order,
        to=OrderStatus.PROCESSING,
        note="Order is processing",
        notify_customer=True,
        actor=STAFF,
        at=PROCESSED,
    )
    pay_elsewhere(order, method="authorize.net", label="Credit Card", card=Card("Visa", "0027"), at=PROCESSED)
    for status, note, notify, moment in LATER:
        change_status(order, to=status, note=note, notify_customer=notify, actor=STAFF, at=moment)


SAMPLE = Sample({"code": "lunasoft", "name": "Lunasoft", "default_currency": "USD"}, tell)
