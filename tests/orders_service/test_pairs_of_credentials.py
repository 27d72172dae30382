"""Two credentials in one request never show, or do, more than one of them alone: every route, with every pair."""

import json
import sys
from collections import Counter
from decimal import Decimal
from functools import cache
from itertools import product
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from rest_framework.test import APIClient

from access.models import User
from access.scopes import SCOPES
from access.services import create_api_key, create_client, issue_customer_token
from addresses.models import Customer
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import Order
from orders.notes import NewNote, add_notes
from orders.views.base import OrderView
from tests.conftest import ITEM
from tests.routes import routes

PRIVATE, TAX, INTERNAL, ORIGIN = "IDENTITY-77", "TAX-88", "For staff alone", "Entered by hand"
SECRETS = (PRIVATE, TAX, INTERNAL, ORIGIN, '"card_last4":"4242"')

OPEN = {"webhooks", "states"}
"""What is open to anybody, or asks for no credentials of ours."""

TABLED = [route for route in routes("/api/v1/") if not OPEN.intersection(route.path.split("/"))]
PARTS = 4
"""Into how many tests the routes are dealt out, so that several processes share them."""

NOWHERE = "0190b0a5-7c3e-7000-8000-000000000001"
BODIES = {
    "update": {"items": [{"sku": "CAP", "quantity": 1, "unit_price": "5.00"}]},
    "change_status": {"status": "HOLD"},
    "log_status": {"label": "Checked"},
    "add_notes": {"message": "Hello"},
    "start_payment": {"payment_method": "bank-transfer"},
    "dispute_payment": {"reason": "The bank says so."},
    "correct_shipment": {"tracking_number": "1"},
}
"""What is sent where `{}` would be refused before anybody looks who asks."""

PAIRS = [("bearer", "session"), ("bearer", "order token"), ("session", "order token"), ("order token", "parameter")]
"""The ways in which one request can carry two credentials."""


# --- the orders, and who asks for them -------------------------------------------------------------------------------


@pytest.fixture
def placed(place, money, now):
    """Places an order with something in every place that not everybody may see; gives what paths need to name it."""

    def placed(channel, customer):
        address = {"line": "300 E St SW", "country_code": "US", "identity_number": PRIVATE, "tax_no": TAX}
        tax = {"type": "tax", "amount": Decimal(1), "internal_info": ORIGIN}
        order = place(
            channel=channel,
            customer=customer.id,
            billing_address=address,
            items=[ITEM | {"adjustments": [tax]}],
            adjustments=[tax],
        )
        payment = money.pay(order)
        add_notes(order, [NewNote(INTERNAL), NewNote("For you", public=True)], **now)
        plan = open_plan(Order.objects.get(pk=order.pk), NewPlan(plan_type="cancel"), **now)
        ids = {
            "order-items": order.items.get().id,
            "cancellation-plans": plan.id,
            "payments": payment.id,
            "customers": customer.id,
            "customer-addresses": order.billing_address_id,
        }
        return SimpleNamespace(
            token=order.token,
            ids=ids,
            names={"ref": order.ref, "shipment_id": order.shipments.get().id, "payment_id": payment.id},
        )

    return placed


@pytest.fixture
def orders(placed, channel, other_channel, customer):
    """One in the channel of everybody below, and one in another channel, of another customer."""
    at = timezone.now()
    other = Customer.objects.create(
        channel=other_channel, email="customer-17@example.com", document_id=PRIVATE, created_at=at, updated_at=at
    )
    return [placed(channel, customer), placed(other_channel, other)]


@pytest.fixture
def credentials(orders, channel, customer, customer_api):
    """Credentials by the way they are carried and a name: what of a request carries them."""
    storefront = create_client("Storefront", channels=[channel.id], scopes=SCOPES).client
    narrow = create_client("Shipper", channels=[channel.id], scopes=["orders:read", "cancellations:read"]).client
    clerk = User.objects.create_user("clerk-1", is_staff=True, reaches_all_channels=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_order", "view_cancellationplan"]))

    reading = issue_customer_token(
        customer.id, client=storefront.client_id, scopes=["orders:read"], seconds=3600, at=timezone.now()
    ).secret
    bearers = {
        "client": create_api_key(storefront).secret,
        "narrow client": create_api_key(narrow).secret,
        "customer who only reads": reading,
    }
    mine, strange = (order.token for order in orders)
    return {
        "bearer": {name: {"HTTP_AUTHORIZATION": f"Bearer {secret}"} for name, secret in bearers.items()},
        "session": {"customer": {"user": customer.user}, "clerk": {"user": clerk}},
        "order token": {"stranger's": {"HTTP_X_ORDER_TOKEN": strange}},
        "parameter": {"own": {"token": mine}},
    }


@pytest.fixture
def pairs(credentials):
    """Every two credentials that one request can carry: each alone, and both together."""
    alone = {(way, name): Asking(**carried) for way, known in credentials.items() for name, carried in known.items()}
    return [
        (f"{first}: {one}, {second}: {other}", (alone[first, one], alone[second, other]), Asking(**carried, **beside))
        for first, second in PAIRS
        for (one, carried), (other, beside) in product(credentials[first].items(), credentials[second].items())
    ]


class Asking:
    """Somebody with these credentials. The same is asked once, and remembered."""

    def __init__(self, user=None, token=None, **headers):
        self.ask = cache(self.ask)
        self.token = token
        self.connection = APIClient()
        self.connection.credentials(**headers)
        if user:
            self.connection.force_login(user)

    def ask(self, route, path, format):
        """What the route answers: the status, the rows, and which of the secrets."""
        query = {"format": format} | ({"token": self.token} if self.token else {})
        if route.method == "GET":
            answer = self.connection.get(path, query)
        else:
            send = getattr(self.connection, route.method.lower())
            url = f"{path}?{urlencode(query | {'dry_run': 'true'})}"
            answer = send(url, BODIES.get(route.action, {}), format="json", headers={"idempotency-key": "pair"})
        assert answer.status_code < 500, answer.content
        if answer.status_code >= 300:
            return Heard(False, frozenset(), frozenset())
        text = answer.getvalue().decode()
        return Heard(True, frozenset(rows_of(text, format)), frozenset(word for word in SECRETS if word in text))


class Heard(NamedTuple):
    """What became of a request."""

    succeeded: bool
    rows: frozenset
    secrets: frozenset


def asked_for(route, orders):
    """The paths of the route, and in which formats: everything of the stranger's order, the own one as JSON."""
    collection = route.path.removeprefix("/api/v1/").split("/")[0]
    rest = {"refund_id": NOWHERE, "delivery_id": NOWHERE}
    own, strangers = (
        route.path.format_map(rest | order.names | {"pk": order.ids.get(collection, NOWHERE)}) for order in orders
    )
    if route.method == "GET" and own != strangers:
        yield own, "json"
    yield from ((strangers, format) for format in formats_of(route))


def rows_of(text, format):
    """The rows in a successful answer, each in a form that two of them can be compared in."""
    if format == "csv":
        return text.splitlines()
    if format == "xml":
        root = ET.fromstring(text)
        rows = root.find("results")
        return [ET.tostring(row) for row in ([root] if rows is None else rows)]
    body = json.loads(text) if text else []
    if isinstance(body, dict):
        body.pop("privacy_log", None)  # Names each of these readers.
    rows = body.get("results", [body]) if isinstance(body, dict) else body
    return [json.dumps(row, sort_keys=True) for row in rows]


def formats_of(route):
    """The formats in which a route answers. What does not show orders themselves is written alike in all of them."""
    if route.method != "GET" or not issubclass(route.view, OrderView):
        return ["json"]
    return ["json", "xml", *(["csv"] if route.action in ("list", "all") else [])]


# --- the test --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("feed_of_now")
@pytest.mark.parametrize("part", range(PARTS))
def test_two_credentials_get_no_further_than_one_of_them(orders, pairs, settings, capsys, part):
    settings.THROTTLES = {}
    leaks, asked, shown = [], Counter(), Counter()
    for route in TABLED[part::PARTS]:
        for path, format in asked_for(route, orders):
            for name, alone, both in pairs:
                heard = both.ask(route, path, format)
                asked[format] += 1
                shown[format] += heard.succeeded
                if gets_further(route, heard, [one.ask(route, path, format) for one in alone]):
                    leaks.append(f"{route} as {format}: {name}")

    with capsys.disabled():
        sys.stdout.write(f" {asked.total()} with two credentials, {shown.total()} answered, {len(leaks)} leaks ")
    assert not leaks
    assert shown.total() > len(pairs)


def gets_further(route, heard, alone):
    """Whether two credentials were shown a row otherwise than each alone, or may do what neither may alone. The answer
    to a command names new rows, so of those the secrets are compared."""
    if route.method == "GET":
        return not heard.rows <= frozenset().union(*(one.rows for one in alone))
    return heard.succeeded and not any(one.succeeded and heard.secrets <= one.secrets for one in alone)
