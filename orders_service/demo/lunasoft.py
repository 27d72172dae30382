"""Lunasoft's sample: order 54123, paid by card, with its status log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from common.actors import Actor, ActorKind
from orders.models import Channel, ExternalKind, Order
from orders.place import NewOrder, place_order
from orders.status.log_entry import log_entry
from orders_service.demo.sample import STOREFRONT, Sample, at, bring, pay_elsewhere
from payments.gateways.answers import Card

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
USER_2 = UUID("0b1f3f52-3c5a-7d1e-8f44-2b8a3d0c0002")
"""A user in the document who has no account in this service."""

HERE = Actor(ActorKind.CLIENT, "Lunasoft", "demo-lunasoft", "127.0.0.1")
THERE = Actor(ActorKind.STAFF, "Lunasoft", str(USER_2), "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the printed log."""

    number: int
    name: str
    notes: str
    notify_customer: bool
    at: datetime
    actor: Actor = HERE


LOG = (
    Entry(185, "Processing", "Order is processing", True, at("2015-07-14T09:24:06-06:00"), THERE),
    Entry(186, "Shipped", "Order has been shipped", True, at("2015-07-15T08:49:44-06:00")),
    Entry(187, "Complete", "Order has been processed", False, at("2015-07-15T08:50:07-06:00")),
)
"""Shipped and Complete are only names in it: nothing of the order is fulfilled."""


def place_sample(channel: Channel) -> None:
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
                "description": "Site shopping order",
            },
        ),
        actor=STOREFRONT,
        at=PLACED,
    )
    card = Card("Visa", "0027")
    pay_elsewhere(order, method="authorize.net", label="Credit Card", card=card, at=LOG[0].at, option_id="16")
    _write_log(order)
    _number(order)


def _write_log(order: Order) -> None:
    """The statuses under the names that the document prints."""
    for entry in LOG:
        log_entry(
            order,
            label=entry.name,
            note=entry.notes,
            notify_customer=entry.notify_customer,
            actor=entry.actor,
            at=entry.at,
        )
    # As the document prints it: nobody has modified the order itself.
    Order.objects.filter(pk=order.pk).update(modified_by="")


def _number(order: Order) -> None:
    """The ids that the document prints."""
    bring("lunasoft", ExternalKind.ORDER, order.pk, 54123)
    bring("lunasoft", ExternalKind.CUSTOMER, order.customer_id, 628)
    bring("lunasoft", ExternalKind.ITEM, order.items.get().pk, 3223)
    bring("lunasoft", ExternalKind.USER, USER_2, 2)
    numbers = {entry.name: entry.number for entry in LOG}
    for row in order.statuses.filter(label__in=numbers):
        bring("lunasoft", ExternalKind.STATUS, row.pk, numbers[row.label])


SAMPLE = Sample(
    {"code": "lunasoft", "name": "Lunasoft", "default_currency": "USD", "time_zone": "America/Denver"}, place_sample
)
