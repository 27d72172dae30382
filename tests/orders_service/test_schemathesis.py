"""Requests that nobody thought of: whatever is sent, the answer is one that the API's description knows.

A few for each operation. `SCHEMATHESIS_EXAMPLES=500` sends more, `SCHEMATHESIS_COVERAGE=1` every example and every
parameter at its limits and beyond, and `SCHEMATHESIS_AS=staff` (client, customer, guest) asks as somebody else.
"""

import json
import os
import time
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from rest_framework.test import APIClient
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NotSet
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks

from access.models import ApiClient
from access.scopes import CUSTOMER_SCOPES, SCOPES
from access.services import create_client, issue_customer_token
from addresses.models import City, Country, CustomerAddress, District, Township
from events.models import WebhookEndpoint
from events.webhooks.endpoints import register_endpoint
from orders_service.wsgi import application
from payments.gateways.sandbox.signature import HEADER, signed
from tests.sandbox import SECRET

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES")
COVERAGE = "SCHEMATHESIS_COVERAGE" in os.environ
AS = os.environ.get("SCHEMATHESIS_AS", "client")
REFUSED = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429]
CONFIG = {
    "phases": {
        "examples": {"enabled": COVERAGE},
        "coverage": {"enabled": COVERAGE},
        "stateful": {"enabled": False},
    },
    "checks": {
        "negative_data_rejection": {"expected-statuses": REFUSED},
        "missing_required_header": {"expected-statuses": REFUSED},
    },
    "generation": {
        "max-examples": int(EXAMPLES or 4),
        "deterministic": EXAMPLES is None,
        "with-security-parameters": False,
        "database": "none",
    },
}
schema = schemathesis.openapi.from_dict(
    SchemaGenerator().get_schema(request=None, public=True), config=SchemathesisConfig.from_dict(CONFIG)
)
schema.app = application
NOT_CHECKED = [checks.positive_data_acceptance, checks.ignored_auth]
"""Input of the right form may still name what there is not; and who gets in is tried elsewhere."""


@pytest.fixture(autouse=True)
def no_throttles(settings):
    settings.THROTTLES = {}


@pytest.fixture(autouse=True)
def one_connection():
    """A request hangs up when it ends; the transaction in which the test is undone must outlive it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def things(order, customer, draft, channel):
    """Something for each kind of path: the order in `/orders/{ref}/`, the customer in `/customers/{id}/`."""
    at = order.created_at
    address = CustomerAddress.objects.create(channel=channel, line="300 E St SW", created_at=at, updated_at=at)
    city = City.objects.create(country=Country.objects.get(code="US"), name="Washington")
    township = Township.objects.create(city=city, name="Southwest")
    endpoint = register_endpoint("https://shop.example/hooks", client=None, at=at)
    return {
        "orders": order.ref,
        "webhook-endpoints": endpoint.id,
        "customers": customer.id,
        "order-items": order.items.get().id,
        "customer-addresses": address.id,
        "countries": city.country_id,
        "cities": city.id,
        "townships": township.id,
        "districts": District.objects.create(township=township, name="Federal Center").id,
    }


@pytest.fixture
def carried(request, things, channel, order, customer):
    """What each kind of caller brings along: made when it is asked for."""

    def as_client():
        client = request.getfixturevalue("client_for")(*SCOPES, channels=[channel])
        WebhookEndpoint.objects.update(client=ApiClient.objects.get())
        return {"headers": {"Authorization": client._credentials["HTTP_AUTHORIZATION"]}}

    def as_customer():
        storefront = create_client("Storefront", channels=[channel.id], scopes=SCOPES).client
        token = issue_customer_token(
            customer.id, client=storefront.client_id, scopes=CUSTOMER_SCOPES, seconds=3600, at=timezone.now()
        )
        return {"headers": {"Authorization": f"Bearer {token.secret}"}}

    def as_guest():
        return {"headers": {"X-Order-Token": order.token}}

    def as_staff():
        session = APIClient()
        session.force_login(request.getfixturevalue("staff"))
        csrf = get_random_string(32)
        cookies = {name: morsel.value for name, morsel in session.cookies.items()} | {"csrftoken": csrf}
        return {"cookies": cookies, "headers": {"X-CSRFToken": csrf}}

    return {"client": as_client, "customer": as_customer, "guest": as_guest, "staff": as_staff}


@pytest.fixture
def caller(carried):
    """How to call each path; clients ask as staff where only they may."""
    mine = carried[AS]()
    staffs = carried["staff"]() if AS == "client" else mine
    return lambda path: staffs if path.endswith("/all/") else mine


@schema.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_every_answer_is_one_that_is_described(case, things, caller, sandbox):
    name_what_there_is(case, things)
    mean_it_without_a_key(case)
    sign(case)
    with undone():
        answer = case.call(**caller(case.operation.path))
    case.validate_response(answer, excluded_checks=[*NOT_CHECKED, *not_to_be_refused(case, answer)])


def not_to_be_refused(case, answer):
    """What was wrong may not be so any more: a path that names something now, and in an address a list. One that is
    empty, or has nothing but null, is an empty text or nothing at all; a text with a comma is several."""
    asked = parse_qs(urlsplit(answer.request.url).query, keep_blank_values=True)
    listed = [str(text) for value in (case.query or {}).values() if isinstance(value, list) for text in value]
    is_mended = bool(
        case.meta.is_negative_at(ParameterLocation.PATH)
        or [""] in asked.values()
        or set(case.query or {}) - set(asked)
        or any("," in text for text in listed)
    )
    return [checks.negative_data_rejection] if is_mended else []


def name_what_there_is(case, things):
    """Made-up ids would only ever be answered with 404."""
    kind = case.operation.path.removeprefix("/api/v1/").split("/")[0]
    for name in {"ref", "id"} & set(case.path_parameters or {}):
        case.path_parameters[name] = str(things.get(kind, case.path_parameters[name]))


def mean_it_without_a_key(case):
    """A rehearsal needs no key, which the description of a header cannot say."""
    needed = {header.name for header in case.operation.headers if header.is_required}
    if needed - set(case.headers or {}):
        (case.query or {}).pop("dry_run", None)


def sign(case):
    """A webhook of the sandbox, signed as its own are: what is in it is made up."""
    if not case.operation.path.startswith("/api/v1/payments/webhooks/") or case.media_type != "application/json":
        return
    body = case.body
    if not isinstance(body, bytes):
        body = b"" if isinstance(body, NotSet) else json.dumps(body, separators=(",", ":")).encode()
    case.path_parameters["gateway"] = "sandbox-card"
    case.body = body
    case.headers[HEADER] = signed(body, SECRET, at=int(time.time()))


@contextmanager
def undone():
    """What one request writes, the next one does not find."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)
