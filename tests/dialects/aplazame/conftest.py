"""A shop that speaks Aplazame: the demo's order as the document prints it, and others in every state."""

from decimal import Decimal

import pytest
from django.utils import timezone

from access.scopes import SCOPES
from addresses.models import Customer
from common.actors import SYSTEM
from orders.models import Channel, Order
from orders.place import NewOrder, place_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from orders_service.demo.aplazame import ADDRESS, SAMPLE, place_documented
from tests.dialects.aplazame.moments import NOON

V1 = "application/vnd.aplazame.v1+json"


class Caller:
    """Calls the document's paths as its clients do."""

    def __init__(self, speaker):
        self.speaker = speaker

    def __getattr__(self, method):
        def request(path, body=None, accept=V1, headers=None, **options):
            sent = {"data": body, "format": "json"} if body is not None else {}
            headers = {"accept": accept, **(headers or {})}
            return getattr(self.speaker, method)(path, **sent, headers=headers, **options)

        return request


@pytest.fixture
def shop(db):
    """The demo's channel, with the document's order."""
    channel = Channel.objects.create(**SAMPLE.channel)
    place_documented(channel)
    return channel


@pytest.fixture
def demo(shop):
    """The document's order, as the demo has it."""
    return shop.orders.earliest("created_at")


@pytest.fixture
def caller(speaker, shop):
    return Caller(speaker("aplazame", channels=[shop]))


@pytest.fixture
def caller_with(speaker, shop):
    """A caller with these scopes only."""
    return lambda *scopes: Caller(speaker("aplazame", *scopes, channels=[shop]))


@pytest.fixture
def sold(shop):
    """Place an order in the shop."""

    def sold(price="700.70", at=None, customer=None, **changes):
        at = at or timezone.now()
        wanted = {
            "channel": shop,
            "customer": customer or {"email": "calvin@example.com", "first_name": "Calvin", "last_name": "Watterson"},
            "currency": "EUR",
            "items": [{"sku": "MUG", "quantity": 1, "unit_price": Decimal(price), "product": {"name": "Mug"}}],
            "shipping_address": ADDRESS,
            **changes,
        }
        return place_order(NewOrder(**wanted), actor=SYSTEM, at=at)

    return sold


@pytest.fixture
def confirmed(sold):
    """An order that was trusted to pay."""

    def confirmed(*args, **kwargs):
        return change_status(sold(*args, **kwargs), to=OrderStatus.PROCESSING, actor=SYSTEM, at=timezone.now())

    return confirmed


@pytest.fixture
def paid(sold, money):
    """An order that was paid by card."""

    def paid(*args, **kwargs):
        order = sold(*args, **kwargs)
        money.pay(order)
        return Order.objects.get(pk=order.pk)

    return paid


@pytest.fixture
def buyer(shop):
    """A customer of the shop, with these columns."""

    def buyer(email, **columns):
        at = timezone.now()
        columns = {"created_at": at, "updated_at": at, **columns}
        return Customer.objects.create(channel=shop, email=email, **columns).id

    return buyer


@pytest.fixture
def token(shop):
    """An API key for the shop, with every scope."""
    from access.services import create_api_key, create_client

    client = create_client("Module", channels=[shop.id], scopes=SCOPES).client
    return create_api_key(client).secret


@pytest.fixture
def found(caller):
    """The mids that a query finds, in order."""

    def found(query):
        answer = caller.get(f"/orders?{query}")
        assert answer.status_code == 200, answer.content
        return [row["mid"] for row in answer.json()["results"]]

    return found


@pytest.fixture
def one(sold):
    return sold("100.00", at=NOON)
