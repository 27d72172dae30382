"""Requests that nobody thought of: whatever a dialect is sent, its answer is one that its description knows.

A few for each operation; `SCHEMATHESIS_EXAMPLES=500` sends more.
"""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks

from access.scopes import SCOPES
from dialects.registry import DIALECTS
from orders_service.wsgi import application

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES")
DESCRIPTIONS = Path(__file__).parents[2] / "dialects"
CONFIG = {
    "phases": {"examples": {"enabled": False}, "coverage": {"enabled": False}, "stateful": {"enabled": False}},
    "generation": {
        "max-examples": int(EXAMPLES or 4),
        "deterministic": EXAMPLES is None,
        "with-security-parameters": False,
        "database": "none",
    },
}
NOT_CHECKED = [
    checks.positive_data_acceptance,
    checks.negative_data_rejection,
    checks.ignored_auth,
    checks.missing_required_header,
]
"""Dialects ignore what they do not know; input of the right form may still name what there is not; and who gets in is
tried elsewhere."""

IDS = {
    "salesman": lambda key, order: order.ref,
    "sylius": lambda key, order: str(order.serial if key == "id" else order.serial * 1_000_000),
    "akinon": lambda key, order: str(order.items.first().pk),
    "lunasoft": lambda key, order: order.serial,
    "aplazame": lambda key, order: order.id.hex,
}
"""What an order, or a part of it, is called in a path."""


def described(name):
    document = yaml.safe_load((DESCRIPTIONS / name / "openapi.yaml").read_text())
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(CONFIG))
    schema.app = application
    return schema


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


@contextmanager
def undone():
    """What one request writes, the next one does not find."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


@pytest.fixture
def told_to(order, client_for, channel):
    """Sends a case of a dialect's description as a client with every scope, about the order, or what it makes up."""
    token = client_for(*SCOPES, channels=[channel])._credentials["HTTP_AUTHORIZATION"]

    def send(case, name):
        known = {key: IDS[name](key, order) for key in case.path_parameters or {}}
        if sum(len(str(value)) for value in (case.path_parameters or {}).values()) % 4:
            case.path_parameters = known
        with undone():
            return case.call(base_url=f"http://localhost/dialects/{name}", headers={"Authorization": token})

    return send


def answers_as_described(name):
    @described(name).parametrize()
    @settings(suppress_health_check=list(HealthCheck), deadline=None)
    def test(case, told_to, obliging):
        case.validate_response(told_to(case, name), excluded_checks=NOT_CHECKED)

    return test


test_salesman_answers_as_described = answers_as_described("salesman")
test_sylius_answers_as_described = answers_as_described("sylius")
test_akinon_answers_as_described = answers_as_described("akinon")
test_lunasoft_answers_as_described = answers_as_described("lunasoft")
test_aplazame_answers_as_described = answers_as_described("aplazame")


def test_every_dialect_is_tried():
    assert {name.split("_")[1] for name in globals() if name.endswith("_answers_as_described")} == set(DIALECTS)
