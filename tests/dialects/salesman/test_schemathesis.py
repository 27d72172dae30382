"""Requests that nobody thought of: whatever is sent to Salesman, the answer is one that its description knows."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks

import dialects.salesman
from access.scopes import SCOPES
from orders_service.wsgi import application

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES")
CONFIG = {
    "phases": {"examples": {"enabled": False}, "coverage": {"enabled": False}, "stateful": {"enabled": False}},
    "generation": {
        "max-examples": int(EXAMPLES or 4),
        "deterministic": EXAMPLES is None,
        "with-security-parameters": False,
        "database": "none",
    },
}
schema = schemathesis.openapi.from_path(
    Path(dialects.salesman.__file__).with_name("openapi.yaml"), config=SchemathesisConfig.from_dict(CONFIG)
)
schema.app = application
NOT_CHECKED = [checks.positive_data_acceptance, checks.negative_data_rejection, checks.ignored_auth]
"""Input of the right form may still name what there is not, what Salesman does not know it passes over, and who gets in
is tried elsewhere."""


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
def credentials(client_for, channel):
    connection = client_for(*SCOPES, channels=[channel])
    return {"Authorization": connection._credentials["HTTP_AUTHORIZATION"]}


@schema.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_every_answer_is_one_that_is_described(case, order, obliging, credentials):
    if "ref" in (case.path_parameters or {}):
        case.path_parameters["ref"] = order.ref
    with undone():
        answer = case.call(headers=credentials)
    case.validate_response(answer, excluded_checks=NOT_CHECKED)


@contextmanager
def undone():
    """What one request writes, the next one does not find."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)
