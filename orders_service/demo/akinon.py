"""Akinon's samples: order 45243493, whose only item has been delivered, and the order of the cancellation plan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from addresses.models import City, District, Township
from addresses.models.place import country_id
from addresses.services import create_address
from cancellations.statuses import PlanType
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.fulfilment.deliver import deliver_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking
from orders.models import Channel, ExternalKind
from orders.place import NewOrder, place_order
from orders_service.demo.sample import STAFF, STOREFRONT, Sample, at, bring

NAME = "akinon"
CUSTOMER = {
    "email": "akinon@akinon.com",
    "first_name": "Akinon",
    "last_name": "Akinon",
    "phone": "05555555555",
}
ADDRESS: Mapping[str, Any] = {
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
UNITS_OF_PLAN = ("f35de315-61b5-4b13-b101-82c3f873bd1f", "5481430a-fb72-4d07-bb1d-81dcb9461c5d")
PLACED = at("2019-01-01T00:00:00+00:00")
TRACKING = Tracking(carrier="hbexpress", tracking_number="5c0095dab3c087befe04c0d5a0155d3e")


def place_sample(channel: Channel) -> None:
    _places()
    _open_plan(channel)
    _place_order(channel)
    _add_address(channel)
    bring(NAME, ExternalKind.CHANNEL, channel.pk, "7371e321-9ae4-418d-8472-f4d13ce3da8d")
    bring(NAME, ExternalKind.COUNTRY, country_id("TR"), "b08eb673-dcd4-483c-a8b9-59ed76b64a1b")


def _place_order(channel: Channel) -> None:
    address = create_address(channel, at=PLACED, **ADDRESS)
    order = place_order(
        NewOrder(
            channel=channel,
            number="45243493",
            customer=CUSTOMER,
            currency="USD",
            items=[{"sku": "SP-A", "unit_price": Decimal("629.00"), "quantity": 1, "tax_rate": Decimal("0.00")}],
            billing_address=address.pk,
            shipping_address=address.pk,
            total=Decimal("629.00"),
        ),
        actor=STOREFRONT,
        at=PLACED,
    )
    ship_order(order, actor=STAFF, at=PLACED, tracking=TRACKING)
    deliver_item(order.items.get(), actor=STAFF, at=PLACED)
    bring(NAME, ExternalKind.ADDRESS, address.pk, "a4c0eb06-9ad5-40a1-adc2-d4ea4a9aed32")
    bring(NAME, ExternalKind.ORDER, order.pk, "e819386c-b406-43dc-86c9-212ff633afe2")
    bring(NAME, ExternalKind.UNIT, order.items.get().pk, "33a11761-43bc-41d4-8f7f-1e860028367b")


def _add_address(channel: Channel) -> None:
    """The address that is printed is not the order's."""
    address = create_address(channel, at=PLACED, **ADDRESS)
    bring(NAME, ExternalKind.ADDRESS, address.pk, "4c785dc6-0c69-4f84-aaa8-a34a932db75c")


def _open_plan(channel: Channel) -> None:
    """Only ids of its order are printed, so number and SKUs are invented; one unit is not in the plan."""
    order = place_order(
        NewOrder(
            channel=channel,
            number="45243492",
            customer=CUSTOMER,
            currency="USD",
            items=[
                {"sku": sku, "unit_price": Decimal("1.00"), "quantity": 1, "discount_amount": Decimal("0.50")}
                for sku in ("SP-B", "SP-C", "SP-D")
            ],
            adjustments=[{"type": "shipping", "amount": Decimal("1.00")}],
        ),
        actor=STOREFRONT,
        at=PLACED,
    )
    planned = order.items.order_by("position")[: len(UNITS_OF_PLAN)]
    new = NewPlan(
        plan_type=PlanType.CANCEL, lines=[{"item": item.pk} for item in planned], shipping=True, invoice_number="1234"
    )
    plan = open_plan(order, new, actor=STOREFRONT, at=PLACED)
    bring(NAME, ExternalKind.ORDER, order.pk, "6e5877a9-5a03-48e6-8425-d4be178de83e")
    bring(NAME, ExternalKind.PLAN, plan.pk, "f0cf73ee-8e1e-4025-a03d-8499af3ee493")
    for item, printed in zip(planned, UNITS_OF_PLAN, strict=True):
        bring(NAME, ExternalKind.UNIT, item.pk, printed)


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
