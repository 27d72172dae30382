"""Who gets in where: every route of every dialect, without credentials, with wrong ones, and from another channel."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from dialects.registry import DIALECTS
from tests.dialects.conftest import routes_of
from tests.dialects.test_mounting import ERRORS
from tests.untouched import nothing_changes

FOR_EVERYBODY = {("sylius", "api/oauth/v2/token")}
"""Paths at which a caller proves who they are."""

ROUTES = [
    pytest.param(name, method, path, id=f"{name} {method} {path}")
    for name in DIALECTS
    for method, path in routes_of(name)
    if (name, path) not in FOR_EVERYBODY
]
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
REFUSED = {401, 403}
"""Salesman says 403 where others say 401."""

LETS_GUESTS_IN = {"salesman"}
"""Whoever holds an order's token is let in; who holds none finds nothing."""

IDENTITY = {"salesman": "ref", "sylius": "serial", "akinon": "pk", "lunasoft": "serial", "aplazame": "number"}
"""What an order is called in paths."""


def asked(speaker, name, method, path, order, **headers):
    """The answer to the method at the path, about the order."""
    identity = str(getattr(order, IDENTITY[name]))
    plain = re.sub(r"\(\?:[^)]*\)\??", "", path.removeprefix("^").removesuffix("$"))
    filled = re.sub(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)", identity, plain)
    return getattr(speaker, method.lower())(f"/{filled}", headers={"content-type": "application/json", **headers})


@pytest.mark.parametrize(("name", "method", "path"), ROUTES)
def test_nobody_gets_in_without_credentials(name, method, path, nobody, order):
    with nothing_changes():
        answer = asked(nobody(name), name, method, path, order)

    assert answer.status_code in REFUSED | ({200, 404} if name in LETS_GUESTS_IN else set())
    assert order.number not in answer.content.decode()


@pytest.mark.parametrize(("name", "method", "path"), ROUTES)
def test_nobody_gets_in_with_a_wrong_token(name, method, path, nobody, order):
    wrong = {"authorization": "Bearer wrong", "authentication": "Bearer wrong"}

    with nothing_changes():
        answer = asked(nobody(name), name, method, path, order, **wrong)

    assert answer.status_code in REFUSED


@pytest.mark.parametrize("name", DIALECTS)
def test_guesses_at_tokens_are_counted(name, nobody, order, settings):
    settings.THROTTLES = settings.THROTTLES | {"unauthenticated": "2/min"}
    method, path = next((method, path) for method, path in routes_of(name) if (name, path) not in FOR_EVERYBODY)
    wrong = {"authorization": "Bearer wrong"}

    with time_machine.travel(NOON, tick=False):
        answers = [asked(nobody(name), name, method, path, order, **wrong) for _ in range(3)]

    assert [answer.status_code in REFUSED for answer in answers] == [True, True, False]
    assert (answers[2].status_code, answers[2]["Retry-After"]) == (429, "60")
    assert set(answers[2].json()) == ERRORS[name]


@pytest.mark.parametrize(("name", "method", "path"), ROUTES)
def test_another_channels_client_finds_nothing(name, method, path, speaker, other_channel, order):
    stranger = speaker(name, channels=[other_channel])

    with nothing_changes():
        answer = asked(stranger, name, method, path, order)

    assert answer.status_code in {200, 404} | REFUSED
    if answer.status_code == 200:
        assert "<" not in path
        assert str(order.pk) not in answer.content.decode()
        assert order.number not in answer.content.decode()


@pytest.mark.parametrize(("name", "method", "path"), ROUTES)
def test_a_client_without_a_scope_of_use_does_nothing(name, method, path, speaker, order):
    useless = speaker(name, "webhooks:write")

    with nothing_changes():
        answer = asked(useless, name, method, path, order)

    assert answer.status_code in REFUSED
