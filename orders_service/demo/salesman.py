"""Salesman's sample: order 2020-00001, held back."""

from __future__ import annotations

from decimal import Decimal

from orders.models import Channel, ExternalId, ExternalKind, Order, PaymentMethod
from orders.place import NewOrder, place_order
from orders.querysets import token_digest
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from orders_service.demo.sample import STAFF, STOREFRONT, Sample, at, bring

ADDRESS = {"line": "Test address"}
TOKEN = "2ObSviY4oVR-2qa-wTsJ6AsYQWuzscb-jCpv80ueclM"
CARD = "sandbox-card"
PLACED = at("2020-01-10T14:17:24.099278+00:00")
UPDATED = at("2020-01-10T14:17:24.103430+00:00")


def place_sample(channel: Channel) -> None:
    order = place_order(
        NewOrder(
            channel=channel,
            number="2020-00001",
            customer={"email": "user@example.com"},
            currency="USD",
            items=[
                {
                    "sku": "1",
                    "product": {"type": "shop.Product", "id": 1, "name": "Product", "code": "1"},
                    "unit_price": Decimal("33.00"),
                    "quantity": 1,
                }
            ],
            billing_address=ADDRESS,
            shipping_address=ADDRESS,
            total=Decimal("33.00"),
        ),
        actor=STOREFRONT,
        at=PLACED,
    )
    change_status(order, to=OrderStatus.HOLD, actor=STAFF, at=UPDATED)
    _identify(order)
    _offer_a_card(channel)


def _identify(order: Order) -> None:
    """Give the order the ids and the token that are printed."""
    Order.objects.filter(pk=order.pk).update(token=TOKEN, token_digest=token_digest(TOKEN))
    for kind, row in ((ExternalKind.ORDER, order), (ExternalKind.ITEM, order.items.get())):
        ExternalId.objects.create(dialect="salesman", kind=kind, value="1", object_id=row.pk)


def _offer_a_card(channel: Channel) -> None:
    """The channel's one way to pay, under the name that is printed."""
    method = PaymentMethod.objects.create(
        channel=channel, code=CARD, name="Credit Card", created_at=PLACED, updated_at=PLACED
    )
    bring("salesman", ExternalKind.PAYMENT_METHOD, method.pk, "credit-card")


SAMPLE = Sample(
    {"code": "salesman", "name": "Salesman", "default_currency": "USD", "payment_methods": [CARD]}, place_sample
)
