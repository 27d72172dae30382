"""Requests that nobody thought of: whatever is sent, the answer is one that the API's description knows.

A few for each operation. `SCHEMATHESIS_EXAMPLES=500` sends more, and `SCHEMATHESIS_COVERAGE=1` every parameter at its
limits and beyond.
"""

import os
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from rest_framework.test import APIClient
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks

from access.models import ApiClient
from access.scopes import SCOPES
from addresses.models import City, Country, CustomerAddress, District, Township
from events.models import WebhookEndpoint
from events.webhooks.endpoints import register_endpoint
from orders_service.wsgi import application

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES")
REFUSED = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429]
CONFIG = {
    "phases": {
        "examples": {"enabled": False},
        "coverage": {"enabled": "SCHEMATHESIS_COVERAGE" in os.environ},
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
def caller(things, channel, staff, client_for):
    """How to call each path: as staff where only they may, else as a client that may everything."""
    client = client_for(*SCOPES, channels=[channel])
    WebhookEndpoint.objects.update(client=ApiClient.objects.get())
    session = APIClient()
    session.force_login(staff)
    cookies = {name: morsel.value for name, morsel in session.cookies.items()}
    return lambda path: {"cookies": cookies} if path.endswith("/all/") else {"headers": bearer(client)}


def bearer(client):
    return {"Authorization": client._credentials["HTTP_AUTHORIZATION"]}


@schema.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_every_answer_is_one_that_is_described(case, things, caller):
    name_what_there_is(case, things)
    mean_it_without_a_key(case)
    with undone():
        answer = case.call(**caller(case.operation.path))
    case.validate_response(answer, excluded_checks=[*NOT_CHECKED, *not_to_be_refused(case)])


def not_to_be_refused(case):
    """In an address a list of one empty text is a list of nothing, which the description allows."""
    return [checks.negative_data_rejection] if [""] in (case.query or {}).values() else []


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


@contextmanager
def undone():
    """What one request writes, the next one does not find."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)
