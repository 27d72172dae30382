"""Sylius' sample: order 000000021, placed, with a bank transfer that has not arrived and a parcel that is ready."""

from __future__ import annotations

from decimal import Decimal

from orders.models import Channel
from orders.money.pay import start_payment
from orders.place import NewOrder, place_order
from orders_service.demo.sample import STOREFRONT, Sample, at

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


def tell(channel: Channel) -> None:
    order = place_order(
        NewOrder(
            channel=channel,
            number="000000021",
            customer=CUSTOMER,
            currency="USD",
            items=[
                {
                    "sku": "MEDIUM_MUG_CUP",
                    "product": {
                        "id": 331,
                        "name": "Medium Mug",
                        "code": "MEDIUM_MUG_CUP",
                        "options": [{"name": "Mug type", "code": "mug_type_medium"}],
                    },
                    "unit_price": Decimal("1000.00"),
                    "quantity": 1,
                }
            ],
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


SAMPLE = Sample({"code": "US_WEB", "name": "US Web Store", "hostname": "localhost", "default_currency": "USD"}, tell)
