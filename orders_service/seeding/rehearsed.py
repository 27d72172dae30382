"""The forms of orders and people that have lived in a rehearsal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from django.db.models import Model

from addresses.models import Customer, CustomerAddress
from cancellations.models import CancellationPlan, PlanLine
from common.folding import folded
from common.rehearsal import rehearse
from events.models import Event
from orders.models import Adjustment, Channel, Note, Order, OrderItem, Shipment, ShipmentLine, StatusChange
from orders_service.seeding.forms import Form, form_of
from orders_service.seeding.lives import (
    CITY,
    EMAIL,
    LINE,
    LIVES,
    MOST_ITEMS,
    NAME,
    PHONE,
    POSTCODE,
    PRODUCT,
    SKU,
    Life,
)
from payments.models import Payment, Refund

VARIANTS = 2
"""How many orders live each of the lives, each with other items."""

PERSON_TABLES: tuple[type[Model], ...] = (Customer, CustomerAddress)
ORDER_TABLES: dict[type[Model], str] = {
    OrderItem: "order",
    Adjustment: "order",
    Shipment: "order",
    ShipmentLine: "shipment__order",
    StatusChange: "order",
    Note: "order",
    Payment: "order",
    Refund: "payment__order",
    CancellationPlan: "order",
    PlanLine: "plan__order",
    Event: "order",
}
"""The tables that an order has rows in, and the way from there to the order."""

TABLES: tuple[type[Model], ...] = (*PERSON_TABLES, Order, *ORDER_TABLES)

_PERSON_BLANKS = (
    "serial", "channel", "email", "external_id", "first_name", "last_name", "phone", "phone_number", "account_type",
    "gender", "date_joined", "last_login", "language_code", "document_id", "document_id_type", "document_id_country",
    "line", "postcode", "city_name", "country", "country_code",
)  # fmt: skip
_ORDER_BLANKS = (
    "serial", "channel", "customer", "email", "first_name", "last_name", "phone", "language_code", "account_type",
    "customer_email", "customer_external_id", "billing_address", "shipping_address", "currency", "token",
    "token_digest",
)  # fmt: skip
_PERSON_WORDS = {
    EMAIL: "email",
    folded(EMAIL): "EMAIL",
    folded(" ".join(NAME)): "NAME",
    PHONE: "phone",
    PHONE.removeprefix("+"): "phone_at_home",
    folded(LINE): "LINE",
    folded(CITY): "CITY",
    POSTCODE: "postcode",
}


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The form of a person with two addresses, and the forms of orders, each with its share."""

    person: Form
    orders: tuple[Form, ...]
    shares: tuple[int, ...]


@cache
def rehearsed(seed: int) -> Rehearsed:
    """Let orders live all the lives, and keep only their forms."""
    chance = Random(seed)  # noqa: S311
    with rehearse():
        channel = Channel.objects.create(code="rehearsal", name="Rehearsal", default_currency="JPY")
        forms: list[Form] = []
        shares: list[int] = []
        for share, happenings in LIVES:
            for _ in range(VARIANTS):
                forms.append(_order(Life(channel, chance).live(happenings)))
                shares.append(share)
        return Rehearsed(_person(channel), tuple(forms), tuple(shares))


def _person(channel: Channel) -> Form:
    customer = Customer.objects.get(channel=channel, is_guest=False)
    addresses = CustomerAddress.objects.filter(customer=customer).order_by("id")[:2]
    return form_of([customer, *addresses], columns=dict(zip(_PERSON_BLANKS, _PERSON_BLANKS, strict=True)), words={})


def _order(order: Order) -> Form:
    words = {order.ref: "ref", **_PERSON_WORDS}
    for number in range(MOST_ITEMS):
        product = PRODUCT.format(number)
        words |= {SKU.format(number): f"sku{number}", product: f"product{number}", folded(product): f"PRODUCT{number}"}
    columns = dict(zip(_ORDER_BLANKS, _ORDER_BLANKS, strict=True))
    return form_of(_rows(order), columns=columns, words=words)


def _rows(order: Order) -> Iterator[Model]:
    yield Order.objects.get(pk=order.pk)
    for model, path in ORDER_TABLES.items():
        yield from model._default_manager.filter(**{path: order}).order_by("pk")
