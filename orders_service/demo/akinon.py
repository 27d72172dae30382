"""Akinon's samples: order 45243493, whose only item has been delivered, and the order of the cancellation plan."""

from __future__ import annotations

from decimal import Decimal

from addresses.models import City, District, Township
from addresses.models.place import country_id
from cancellations.statuses import PlanType
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.fulfilment.deliver import deliver_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking
from orders.models import Channel
from orders.place import NewOrder, place_order
from orders_service.demo.sample import STAFF, STOREFRONT, Sample, at

CUSTOMER = {
    "email": "akinon@akinon.com",
    "first_name": "Akinon",
    "last_name": "Akinon",
    "phone": "05555555555",
}
ADDRESS = {
    "email": "akinon@akinon.com",
    "phone_number": "05555555555",
    "first_name": "Akinon",
    "last_name": "Akinon",
    "line": "Address Text",
    "postcode": "34000",
    "notes": "note...",
    "identity_number": "11111111111",
    "district": "35feab7e-4832-4d31-8448-2cbcd89092ea",
}
PLACED = at("2019-01-01T00:00:00+00:00")
TRACKING = Tracking(carrier="hbexpress", tracking_number="5c0095dab3c087befe04c0d5a0155d3e")


def place_sample(channel: Channel) -> None:
    _places()
    _place_order(channel)
    _open_plan(channel)


def _place_order(channel: Channel) -> None:
    order = place_order(
        NewOrder(
            channel=channel,
            number="45243493",
            customer=CUSTOMER,
            currency="USD",
            items=[{"sku": "SP-A", "unit_price": Decimal("629.00"), "quantity": 1, "tax_rate": Decimal("0.00")}],
            billing_address=ADDRESS,
            shipping_address=ADDRESS,
            total=Decimal("629.00"),
        ),
        actor=STOREFRONT,
        at=PLACED,
    )
    ship_order(order, actor=STAFF, at=PLACED, tracking=TRACKING)
    deliver_item(order.items.get(), actor=STAFF, at=PLACED)


def _open_plan(channel: Channel) -> None:
    """Of this order only its id and its items' are printed, so they are what it is called by here."""
    items = ("f35de315-61b5-4b13-b101-82c3f873bd1f", "5481430a-fb72-4d07-bb1d-81dcb9461c5d")
    order = place_order(
        NewOrder(
            channel=channel,
            number="6e5877a9-5a03-48e6-8425-d4be178de83e",
            customer=CUSTOMER,
            currency="USD",
            items=[
                {"sku": item, "unit_price": Decimal("1.00"), "quantity": 1, "discount_amount": Decimal("0.50")}
                for item in items
            ],
            adjustments=[{"type": "shipping", "amount": Decimal("1.00")}],
        ),
        actor=STOREFRONT,
        at=PLACED,
    )
    open_plan(order, NewPlan(plan_type=PlanType.CANCEL, invoice_number="1234"), actor=STOREFRONT, at=PLACED)


def _places() -> None:
    """The places that the sample's address names by id; their names are not printed."""
    city, _ = City.objects.get_or_create(
        id="2e1adb7c-e1e8-471a-a483-0257d52fb0bc", defaults={"country_id": country_id("TR"), "name": "İstanbul"}
    )
    township, _ = Township.objects.get_or_create(
        id="13a22409-e32b-4109-99bc-598ddc62c477", defaults={"city": city, "name": "Township"}
    )
    District.objects.get_or_create(id=ADDRESS["district"], defaults={"township": township, "name": "District"})


SAMPLE = Sample({"code": "akinon", "name": "Akinon", "default_currency": "USD"}, place_sample)
