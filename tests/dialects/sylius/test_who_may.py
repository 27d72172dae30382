"""Who is not let in, and what a client without a scope may not."""

import pytest

from access.models import ApiClient
from tests.dialects.sylius.paths import COMMANDS, path
from tests.untouched import nothing_changes

NO_TOKEN = {"error": "access_denied", "error_description": "OAuth2 authentication required"}

WRONG_TOKEN = {"error": "invalid_grant", "error_description": "The access token provided is invalid."}


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_token_nothing_is_done_and_not_even_looked_for(nobody, order, command):
    for asked in (path(order, command), path(None, command)):
        with nothing_changes():
            answer = nobody("sylius").put(asked)
        assert (answer.status_code, answer.json()) == (401, NO_TOKEN)
        assert answer["WWW-Authenticate"] == (
            'Bearer realm="Service", error="access_denied", error_description="OAuth2 authentication required"'
        )
        assert answer["Cache-Control"] == "no-store, private"


def test_without_a_token_nothing_is_shown(nobody, order):
    for asked in (path(order), path(None), "/api/v1/orders/"):
        answer = nobody("sylius").get(asked)
        assert (answer.status_code, answer.json()) == (401, NO_TOKEN)


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Bearer \x00"])
def test_a_wrong_token_is_refused(nobody, order, header):
    answer = nobody("sylius").get(path(order), headers={"authorization": header})

    assert (answer.status_code, answer.json()) == (401, WRONG_TOKEN)
    assert 'error="invalid_grant"' in answer["WWW-Authenticate"]


def test_a_client_that_was_switched_off_is_refused(sylius, order):
    ApiClient.objects.update(enabled=False)

    assert sylius.get(path(order)).json() == WRONG_TOKEN


@pytest.mark.parametrize(
    ("command", "scope"),
    [("cancel", "cancellations"), ("shipments/1/ship", "shipments"), ("payments/1/complete", "payments")],
)
def test_a_client_without_the_scope_may_not(speaker, order, command, scope):
    reader = speaker("sylius", "orders:read")

    with nothing_changes():
        answer = reader.put(path(order, command))

    assert answer.status_code == 403
    assert answer.json() == {"code": 403, "message": f"This needs the scope '{scope}:write'."}


def test_payments_are_shown_to_whoever_may_see_them(speaker, order):
    shown = speaker("sylius", "orders:read").get(path(order)).json()

    assert shown["payments"] == []
