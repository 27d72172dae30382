"""Requests that nobody thought of: whatever is sent, the answer is one that the dialect's description knows.

A few for each operation; `SCHEMATHESIS_EXAMPLES=500` sends more.
"""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks

from orders_service.wsgi import application
from tests.dialects.aplazame.test_description import DESCRIPTION

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES")
CONFIG = {
    "phases": {name: {"enabled": False} for name in ("examples", "coverage", "stateful")},
    "generation": {
        "max-examples": int(EXAMPLES or 4),
        "deterministic": EXAMPLES is None,
        "with-security-parameters": False,
        "database": "none",
    },
}
HERE = {**DESCRIPTION, "servers": [{"url": "http://localhost/dialects/aplazame"}]}
schema = schemathesis.openapi.from_dict(HERE, config=SchemathesisConfig.from_dict(CONFIG))
schema.app = application
LENIENT = [
    checks.positive_data_acceptance,
    checks.negative_data_rejection,
    checks.ignored_auth,
    checks.missing_required_header,
]
"""What is unknown is ignored here, texts stand for numbers, and input of the right form may name what there is not."""


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


@pytest.mark.django_db
@schema.parametrize()
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_described(case, demo, token):
    if case.path_parameters and len(case.path_parameters.get("id", "")) % 2 == 0:
        case.path_parameters["id"] = demo.id.hex
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.aplazame.v1+json"}
    before = transaction.savepoint()
    answer = case.call(headers=headers)
    transaction.savepoint_rollback(before)
    case.validate_response(answer, excluded_checks=LENIENT)
