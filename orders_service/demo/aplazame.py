"""Aplazame's sample: the order of the documented update, with the customer's history, and a paid one to be refunded."""

from __future__ import annotations

from decimal import Decimal

from orders.history import add_history
from orders.models import Channel
from orders.money.record import record_payment
from orders.place import NewOrder, place_order
from orders_service.demo.sample import STAFF, STOREFRONT, Sample, at

CUSTOMER = {
    "email": "hobbes.watterson@example.com",
    "first_name": "Hobbes",
    "last_name": "Watterson",
    "phone": "616123456",
}
ADDRESS = {
    "first_name": "Hobbes",
    "last_name": "Watterson",
    "phone_number": "616123456",
    "alt_phone": "+34917909930",
    "line": "Calle del Postigo de San Martín 8",
    "line2": "Cerca de la plaza Santa Ana",
    "city_name": "Madrid",
    "state": "Madrid",
    "postcode": "28013",
    "country_code": "ES",
}
EARLIER_SHIPPING = {
    "first_name": "Hobbes",
    "last_name": "Watterson",
    "phone": "616123456",
    "alt_phone": "+34917909930",
    "street": "Calle del Postigo de San Martín 8",
    "address_addition": "Cerca de la plaza Santa Ana",
    "city": "Madrid",
    "state": "Madrid",
    "country": "ES",
    "zip": "28013",
    "price": 500,
    "tax_rate": 2100,
    "name": "Planet Express",
    "discount": 100,
}
EARLIER_ORDER = {
    "reference": "18857527248912279381",
    "amount": Decimal("120.80"),
    "due": None,
    "status": "cancelled",
    "type": "paypal",
    "order_date": at("2014-03-21T13:56:45+00:00"),
    "currency": "EUR",
    "billing": None,
    "shipping": EARLIER_SHIPPING,
}
ITEM = {
    "sku": "59825349042875546873",
    "product": {
        "id": "59825349042875546873",
        "name": "N°5 eau premiere spray",
        "description": "A decidedly lighter, fresher...",
        "url": "http://www.chanel.com...",
        "image_url": "http://www.chanel.com...",
    },
    "unit_price": Decimal("290.00"),
    "tax_rate": Decimal("21.00"),
    "quantity": 1,
}
ADJUSTMENTS = [
    {"type": "shipping", "label": "Planet Express", "amount": Decimal("5.00")},
    {"type": "shipping_discount", "label": "Planet Express", "amount": Decimal("-1.00")},
    {"type": "discount", "label": "Discount", "amount": Decimal("-3.00")},
    # The printed total does not follow from the printed parts.
    {"type": "fee", "code": "difference", "label": "Difference to the printed total", "amount": Decimal("19.80")},
]
PLACED = at("2014-03-22T12:00:00+00:00")

PAID_ADJUSTMENTS = [
    {"type": "tax", "label": "Taxes", "amount": Decimal("121.80")},
    {"type": "discount", "label": "Discount", "amount": Decimal("-1.10")},
]
PAID = at("2014-03-20T12:00:00+00:00")


def place_sample(channel: Channel) -> None:
    place_documented(channel)
    _place_paid(channel)


def place_documented(channel: Channel) -> None:
    """The order that the document updates. It is not confirmed, so that history can be added."""
    order = place_order(
        NewOrder(
            channel=channel,
            customer=CUSTOMER,
            currency="EUR",
            items=[ITEM],
            adjustments=ADJUSTMENTS,
            shipping_address=ADDRESS,
            total=Decimal("310.80"),
            columns={"shipping_tax_rate": Decimal("21.00"), "shipping_company": "Planet Express"},
        ),
        actor=STOREFRONT,
        at=PLACED,
    )
    add_history(order, [EARLIER_ORDER], actor=STOREFRONT, at=PLACED)


def _place_paid(channel: Channel) -> None:
    """An order of which the document's 700.70 remain to be refunded."""
    order = place_order(
        NewOrder(
            channel=channel,
            customer=CUSTOMER,
            currency="EUR",
            items=[{**ITEM, "quantity": 2}],
            adjustments=PAID_ADJUSTMENTS,
            shipping_address=ADDRESS,
            total=Decimal("700.70"),
        ),
        actor=STOREFRONT,
        at=PAID,
    )
    record_payment(order, actor=STAFF, at=PAID)


SAMPLE = Sample({"code": "aplazame", "name": "Aplazame", "default_currency": "EUR"}, place_sample)
