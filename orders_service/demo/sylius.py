"""Sylius' sample: order 000000021, placed, with a bank transfer that has not arrived and a shipment that is ready."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Model

from addresses.models import CustomerAddress
from dialects.common.aliases import place_key
from orders.models import Channel, ExternalId, ExternalKind, Order, PaymentMethod, Shipment, ShippingMethod
from orders.money.pay import start_payment
from orders.place import NewOrder, place_order
from orders_service.demo.sample import STOREFRONT, Sample, at
from payments.models import Payment

CUSTOMER = {"email": "shop@example.com", "first_name": "John", "last_name": "Doe", "account_type": "existing"}
ADDRESS = {
    "first_name": "Frederick D.",
    "last_name": "Gregory",
    "line": "300 E St SW",
    "city_name": "’Washington",
    "postcode": "DC 20546",
    "country_code": "US",
}
PLACED = at("2017-02-15T13:31:33+01:00")
CART_BEGUN = at("2017-02-14T11:53:41+01:00")
ADDRESSED = at("2017-02-14T11:55:40+01:00")
ADDRESSED_AGAIN = at("2017-02-14T17:00:17+01:00")
SHOP_OPENED = at("2017-02-14T11:10:02+01:00")
ITEM = {
    "sku": "MEDIUM_MUG_CUP",
    "product": {
        "id": 5,
        "name": "Medium Mug",
        "code": "MEDIUM_MUG_CUP",
        "variant": {
            "id": 331,
            "code": "MEDIUM_MUG_CUP",
            "options": [{"name": "Mug type", "code": "mug_type_medium"}],
            "position": 2,
            "translations": {"en_US": {"id": 331, "name": "Medium Mug"}},
            "on_hold": 0,
            "on_hand": 10,
            "tracked": False,
            "channel_prices": [{"id": 331, "price": "1000.00"}],
        },
    },
    "unit_price": Decimal("1000.00"),
    "quantity": 1,
}


def place_sample(channel: Channel) -> None:
    _open_shop(channel)
    order = place_order(
        NewOrder(
            channel=channel,
            number="000000021",
            customer=CUSTOMER,
            currency="USD",
            items=[ITEM],
            adjustments=[{"type": "shipping", "label": "DHL Express", "amount": Decimal("35.49")}],
            billing_address=ADDRESS,
            shipping_address=ADDRESS,
            total=Decimal("1035.49"),
            columns={
                "language_code": "en_US",
                "shipping_company": "DHL Express",
                "shipping_option_slug": "dhl_express",
            },
        ),
        actor=STOREFRONT,
        at=PLACED,
    )
    start_payment(order, method="bank-transfer", actor=STOREFRONT, at=PLACED)
    _date(order)
    _number(order)


def _open_shop(channel: Channel) -> None:
    """The channel with the ways to send and to pay that the document prints."""
    opened = {"created_at": SHOP_OPENED, "updated_at": SHOP_OPENED}
    Channel.objects.filter(pk=channel.pk).update(**opened)
    sending = ShippingMethod.objects.create(
        channel=channel,
        code="dhl_express",
        name="DHL Express",
        configuration={"US_WEB": {"amount": 3549}},
        zone="US",
        **opened,
    )
    paying = PaymentMethod.objects.create(channel=channel, code="bank-transfer", name="Bank transfer", **opened)
    _alias(ExternalKind.CHANNEL, channel.pk, 1)
    _alias(ExternalKind.SHIPPING_METHOD, sending.pk, 2)
    _alias(ExternalKind.PAYMENT_METHOD, paying.pk, 2)


def _date(order: Order) -> None:
    """The order was a cart for a day, which the service does not record."""
    _written(Payment, order.payments.get().pk, CART_BEGUN, PLACED)
    _written(Shipment, order.shipments.get().pk, CART_BEGUN, PLACED)
    for address in (order.shipping_address, order.billing_address):
        if address:
            _written(CustomerAddress, address.pk, ADDRESSED, ADDRESSED_AGAIN)


def _written(model: type[Model], key: UUID, created_at: datetime, updated_at: datetime) -> None:
    model._default_manager.filter(pk=key).update(created_at=created_at, updated_at=updated_at)


def _number(order: Order) -> None:
    """The printed numbers."""
    item = order.items.get()
    _alias(ExternalKind.ORDER, order.pk, 21)
    _alias(ExternalKind.ITEM, item.pk, 74)
    _alias(ExternalKind.UNIT, item.pk, 228)
    _alias(ExternalKind.ADJUSTMENT, order.adjustments.get().pk, 252)
    _alias(ExternalKind.CUSTOMER, order.customer_id, 1)
    _alias(ExternalKind.USER, order.customer_id, 1)
    _alias(ExternalKind.ADDRESS, place_key(order.pk, ExternalKind.ADDRESS, "shipping_address"), 71)
    _alias(ExternalKind.ADDRESS, place_key(order.pk, ExternalKind.ADDRESS, "billing_address"), 72)
    _alias(ExternalKind.PAYMENT, order.payments.get().pk, 21)
    _alias(ExternalKind.SHIPMENT, order.shipments.get().pk, 21)


def _alias(kind: ExternalKind, key: UUID, number: int) -> None:
    ExternalId.objects.create(dialect="sylius", kind=kind, object_id=key, value=str(number))


CHANNEL = {
    "code": "US_WEB",
    "name": "US Web Store",
    "hostname": "localhost",
    "default_currency": "USD",
    "color": "MediumPurple",
    "locale": "en_US",
    "time_zone": "Europe/Warsaw",
}
SAMPLE = Sample(CHANNEL, place_sample)
