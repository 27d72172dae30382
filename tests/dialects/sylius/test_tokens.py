"""Tokens, as FOSOAuthServerBundle gives them."""

import json
from base64 import b64encode
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission

from access.models import ApiClient, User
from access.scopes import SCOPES
from access.services import create_client, renew_client_secret
from tests.authenticator import Authenticator
from tests.reach import limit_to

URL = "/api/oauth/v2/token"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client(channel):
    return create_client("Shop", channels=[channel.id], scopes=SCOPES)


@pytest.fixture
def sylius(nobody):
    return nobody("sylius")


@pytest.fixture
def asked(sylius, client):
    """Ask for a token, by a form."""

    def asked(grant="client_credentials", headers=None, **more):
        credentials = {"client_id": client.client.client_id, "client_secret": client.secret}
        form = urlencode({"grant_type": grant, **credentials, **more})
        return sylius.post(URL, form, content_type=FORM, headers=headers)

    return asked


def test_a_client_gets_a_token_with_which_it_reads(asked, sylius, order):
    answer = asked()

    assert answer.status_code == 200
    assert list(answer.json()) == ["access_token", "expires_in", "token_type", "scope", "refresh_token"]
    assert (answer.json()["expires_in"], answer.json()["token_type"], answer.json()["scope"]) == (3600, "bearer", None)
    assert "no-store" in answer["Cache-Control"]
    header = {"authorization": f"Bearer {answer.json()['access_token']}"}
    assert sylius.get(f"/api/v1/orders/{order.serial}", headers=header).status_code == 200


def test_json_and_the_query_are_understood_as_well(sylius, client):
    form = {"client_id": client.client.client_id, "client_secret": client.secret, "grant_type": "client_credentials"}

    answers = [
        sylius.post(URL, form, format="json"),
        sylius.post(URL, json.dumps(form), content_type=FORM),
        sylius.get(f"{URL}?{urlencode(form)}"),
        sylius.post(f"{URL}/", form, format="json"),
    ]

    assert [answer.status_code for answer in answers] == [200] * 4


def basic(pair):
    return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}


def test_a_client_may_prove_itself_by_http_basic(sylius, client):
    form = urlencode({"grant_type": "client_credentials"})

    answer = sylius.post(URL, form, content_type=FORM, headers=basic(f"{client.client.client_id}:{client.secret}"))

    assert answer.status_code == 200


@pytest.mark.parametrize("pair", ["{id}:wrong", "{id}", "wrong:{secret}", "{id}\0:{secret}", ""])
def test_http_basic_wins_over_the_parameters(asked, client, pair):
    header = basic(pair.format(id=client.client.client_id, secret=client.secret))

    for headers in (header, {"authorization": "Basic /"}):
        answer = asked(headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


def test_a_token_is_renewed(asked):
    first = asked().json()

    second = asked("refresh_token", refresh_token=first["refresh_token"])

    assert second.status_code == 200
    assert second.json()["access_token"] != first["access_token"]


@pytest.mark.parametrize(
    ("grant", "more", "error"),
    [
        ("", {}, "invalid_request"),
        ("implicit", {}, "invalid_request"),
        ("client_credentials", {"client_secret": "wrong"}, "invalid_client"),
        ("client_credentials", {"client_id": "wrong"}, "invalid_client"),
        ("client_credentials", {"client_id": "wr\0ng"}, "invalid_request"),
        ("refresh_token", {}, "invalid_grant"),
        ("refresh_token", {"refresh_token": "wrong"}, "invalid_grant"),
        ("password", {"username": "support-1", "password": "a long password"}, "unauthorized_client"),
    ],
)
def test_who_does_not_prove_themselves_gets_none(asked, grant, more, error):
    answer = asked(grant, **more)

    assert answer.status_code == 400
    assert list(answer.json()) == ["error", "error_description"]
    assert answer.json()["error"] == error


def test_a_renewed_secret_ends_refresh_tokens(asked, client, sylius):
    token = asked().json()["refresh_token"]
    client_id = client.client.client_id
    secret = renew_client_secret(ApiClient.objects.get(client_id=client_id))

    form = {"grant_type": "refresh_token", "client_id": client_id, "client_secret": secret, "refresh_token": token}
    assert sylius.post(URL, form, format="json").json()["error"] == "invalid_grant"


def test_a_client_that_was_switched_off_gets_none(asked):
    ApiClient.objects.update(enabled=False)

    assert asked().json()["error"] == "invalid_client"


def test_another_clients_refresh_token_is_worth_nothing(asked, sylius, channel):
    token = asked().json()["refresh_token"]
    other = create_client("Other", channels=[channel.id], scopes=SCOPES)

    form = {"client_id": other.client.client_id, "client_secret": other.secret, "refresh_token": token}
    assert sylius.post(URL, {"grant_type": "refresh_token", **form}, format="json").status_code == 400


def test_other_methods_are_refused(sylius):
    assert sylius.put(URL).status_code == 405


def test_guessing_is_slowed_down(asked, settings):
    settings.THROTTLES = {"guest": "2/min"}
    asked(), asked()

    assert asked().status_code == 429


# --- names and passwords of staff ------------------------------------------------------------------------------------


@pytest.fixture
def by_password(settings, asked):
    settings.SYLIUS_PASSWORD_GRANT = True

    def by_password(username="support-1", password="a long password"):
        return asked("password", username=username, password=password)

    return by_password


def test_staff_get_a_token_for_their_password(by_password, staff, sylius, order):
    token = by_password().json()["access_token"]

    assert sylius.get(f"/api/v1/orders/{order.serial}", headers={"authorization": f"Bearer {token}"}).status_code == 200


def test_the_token_can_do_no_more_than_the_person(by_password, staff, sylius, order):
    staff.user_permissions.clear()
    token = by_password().json()["access_token"]

    assert sylius.get(f"/api/v1/orders/{order.serial}", headers={"authorization": f"Bearer {token}"}).status_code == 403


def test_the_token_shows_nothing_to_who_may_not_know_customers(by_password, staff, sylius, order):
    staff.user_permissions.remove(Permission.objects.get(codename="view_customer"))
    token = by_password().json()["access_token"]

    assert sylius.get(f"/api/v1/orders/{order.serial}", headers={"authorization": f"Bearer {token}"}).status_code == 403


def test_who_does_not_reach_every_channel_of_the_client_gets_none(by_password, asked, staff, other_channel):
    refresh = by_password().json()["refresh_token"]
    limit_to(staff, other_channel)

    assert by_password().json()["error"] == "invalid_grant"
    assert asked("refresh_token", refresh_token=refresh).json()["error"] == "invalid_grant"


def test_it_is_renewed_as_long_as_the_person_may_sign_in(by_password, asked, staff):
    refresh = by_password().json()["refresh_token"]
    assert asked("refresh_token", refresh_token=refresh).status_code == 200

    User.objects.update(is_active=False)

    assert asked("refresh_token", refresh_token=refresh).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("is_set_up", [True, False])
def test_who_needs_a_second_factor_gets_none_and_renews_none(by_password, asked, staff, is_set_up, settings):
    refresh = by_password().json()["refresh_token"]
    if is_set_up:
        Authenticator.of(staff)
    settings.SECOND_FACTOR_REQUIRED = not is_set_up

    for answer in (by_password(), asked("refresh_token", refresh_token=refresh)):
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
        assert "second factor" in answer.json()["error_description"]


def test_a_wrong_password_gets_none(by_password, staff):
    answer = by_password(password="wrong")

    assert answer.json() == {
        "error": "invalid_grant",
        "error_description": "Invalid username and password combination",
    }


def test_customers_get_none(by_password, customer_api):
    assert by_password("shop@example.com").json()["error"] == "invalid_grant"


def test_the_right_password_in_between_ends_the_count_of_mistakes(by_password, staff, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        assert by_password(password="wrong").json()["error"] == "invalid_grant"
        assert by_password().status_code == 200


def test_who_guesses_too_often_is_locked_out_in_the_same_form(by_password, staff):
    for _ in range(6):
        by_password(password="wrong")

    answer = by_password()

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
