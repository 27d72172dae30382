"""The shop in which the examples happen: always the same one, at the same moment."""

from datetime import UTC, datetime

import pytest
import time_machine
from rest_framework.test import APIClient

from access.models import ApiClient
from addresses.models import City, Country, CustomerAddress, District, Township
from events.models import Delivery
from events.webhooks.endpoints import register_endpoint
from orders.models import Carrier, Reason
from tests.contracts.stand_ins import StandIns

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_monday_morning():
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture(autouse=True)
def ways_to_pay(settings):
    """By hand, and two cards: charged at once, and captured later."""
    card = "tests.gateways.Obliging"
    settings.PAYMENT_GATEWAYS = {
        "bank-transfer": {"class": "payments.gateways.manual.ManualGateway", "label": "Bank transfer"},
        "card": {"class": card, "label": "Card"},
        "card-later": {"class": card, "label": "Card, captured later", "holds": True},
    }


@pytest.fixture
def stand_ins():
    return StandIns()


@pytest.fixture
def address(channel, customer):
    """An address of the customer, apart from orders."""
    return CustomerAddress.objects.create(
        channel=channel,
        customer=customer,
        line="Medium Caddesi 1",
        postcode="34660",
        city_name="İstanbul",
        country_code="TR",
        country=Country.objects.get(code="TR"),
        created_at=MOMENT,
        updated_at=MOMENT,
    )


@pytest.fixture
def places(db):
    city = City.objects.create(country=Country.objects.get(code="TR"), name="İstanbul")
    township = Township.objects.create(city=city, name="Üsküdar")
    return city, township, District.objects.create(township=township, name="Acıbadem")


@pytest.fixture
def webhook(api, order, stand_ins):
    """The storefront's webhook endpoint, whose id ends in e1, and a message that was given up, whose id ends in d1."""
    ApiClient.objects.update(client_id="storefront")
    endpoint = register_endpoint("https://shop.example/hooks", client="storefront", at=MOMENT)
    event = order.events.get()
    delivery = Delivery.objects.create(
        endpoint=endpoint, event=event, type=event.type, state="failed", attempts=10, due_at=MOMENT, status_code=503,
        failure="Closed for the weekend", created_at=MOMENT,
    )  # fmt: skip
    stand_ins.call(endpoint.id, "0190b0a5-7c3e-7000-8000-0000000000e1")
    stand_ins.call(delivery.id, "0190b0a5-7c3e-7000-8000-0000000000d1")


@pytest.fixture
def lists(channel, stand_ins):
    """A carrier, whose id ends in c1, and two reasons, whose ids end in a1 and a2."""
    carrier = Carrier.objects.create(
        code="dhl", name="DHL", tracking_url="https://carrier.example/track/{tracking_number}"
    )
    late = {"verb": "refund", "code": "late", "label": "Arrived late", "labels": {"tr": "Geç geldi"}}
    reasons = [
        Reason.objects.create(**late),
        Reason.objects.create(verb="return", code="fit", label="It does not fit", channel=channel, position=1),
    ]
    stand_ins.call(carrier.id, "0190b0a5-7c3e-7000-8000-0000000000c1")
    for number, reason in enumerate(reasons, start=1):
        stand_ins.call(reason.id, f"0190b0a5-7c3e-7000-8000-0000000000a{number}")


@pytest.fixture
def shop(order, draft, address, places, stand_ins):
    """An order, its item, customer and address, a draft, another address, a city, a township and a district: the ids
    that end in 1 to 9."""
    things = [order, order.items.get(), order.customer, order.billing_address, draft, address, *places]
    stand_ins.meet(*(thing.id for thing in things), order.ref, draft.ref)


@pytest.fixture
def callers(shop, webhook, lists, order, channel, api, client_for, staff_api, customer_api, guest):
    """Who can be the `caller` of an example."""
    holder = APIClient()
    holder.credentials(HTTP_X_ORDER_TOKEN=order.token)
    return {
        "storefront": api,
        "reader": client_for("orders:read", channels=[channel]),
        "staff": staff_api,
        "customer": customer_api,
        "holder of the token": holder,
        "nobody": guest,
    }
