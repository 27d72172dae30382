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
NOT_CHECKED = [checks.positive_data_acceptance, checks.negative_data_rejection, checks.ignored_auth]
"""Dialects ignore what they do not know; input of the right form may still name what there is not; and who gets in is
tried elsewhere."""


def described(name):
    document = yaml.safe_load((DESCRIPTIONS / name / "openapi.yaml").read_text())
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(CONFIG))
    schema.app = application
    return schema


sylius = described("sylius")


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


@sylius.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_sylius_answers_as_described(case, order, channel, client_for):
    token = client_for(*SCOPES, channels=[channel])._credentials["HTTP_AUTHORIZATION"]
    numbers = {"id": order.serial, "shipment_id": order.serial * 1_000_000, "payment_id": order.serial * 1_000_000}
    case.path_parameters = {name: str(numbers[name]) for name in case.path_parameters or {}}
    with undone():
        answer = case.call(base_url="/dialects/sylius", headers={"Authorization": token})
    case.validate_response(answer, excluded_checks=NOT_CHECKED)
