"""`/oauth/…`: tokens for a client's id and secret."""

from base64 import b64encode

import pytest
from oauth2_provider.models import AccessToken

from access.models import ApiClient
from tests.access.oauth import FORM, INTROSPECT, REVOKE, TOKEN

EVERY_ENDPOINT = pytest.mark.parametrize("path", [TOKEN, REVOKE, INTROSPECT])


def basic(client_id, secret):
    return {"authorization": "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()}


def test_a_client_gets_a_token_that_opens_the_api(api, ask):
    answer = ask()

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    token = answer.json()
    assert token["token_type"] == "Bearer"
    assert token["expires_in"] == 3600
    assert "refresh_token" not in token
    assert api.get("/api/reading/", headers={"authorization": f"Bearer {token['access_token']}"}).status_code == 200


def test_a_client_can_prove_itself_in_the_header(api, shop):
    answer = api.post(
        TOKEN,
        "grant_type=client_credentials",
        content_type=FORM,
        headers=basic(shop.client.client_id, shop.secret),
    )

    assert answer.status_code == 200


def test_asking_for_no_scope_gives_all_of_the_clients(ask):
    assert set(ask().json()["scope"].split()) == {
        "orders:read",
        "orders:write",
        "payments:read",
        "cancellations:read",
    }


def test_a_client_can_ask_for_less(api, ask):
    token = ask(scope="orders:read").json()

    assert token["scope"] == "orders:read"
    header = {"authorization": f"Bearer {token['access_token']}"}
    assert api.get("/api/writing/", headers=header).json()["scope"] == "orders:write"


@pytest.mark.parametrize("scope", ["refunds:write", "orders:read refunds:write", "made:up"])
def test_a_client_cannot_ask_for_more(ask, scope):
    answer = ask(scope=scope)

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_scope"
    assert not AccessToken.objects.exists()


def test_a_client_without_scopes_gets_a_token_that_is_good_for_nothing(api, ask):
    ApiClient.objects.update(allowed_scopes=[])

    header = {"authorization": f"Bearer {ask().json()['access_token']}"}

    assert api.get("/api/reading/", headers=header).status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"client_secret": "wrong"}, {"client_secret": ""}, {"client_id": "unknown"}, {"client_id": ""}]
)
def test_a_wrong_proof_is_a_401(ask, wrong):
    answer = ask(**wrong)

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"
    assert answer["WWW-Authenticate"] == 'Basic realm="Orders Service"'


def test_a_client_that_is_switched_off_gets_nothing(ask):
    ApiClient.objects.update(enabled=False)

    assert ask().status_code == 401


@pytest.mark.parametrize(
    "grant",
    ["password", "authorization_code", "refresh_token", "implicit", "urn:ietf:params:oauth:grant-type:device_code", ""],
)
def test_no_other_grant_is_spoken(ask, grant):
    answer = ask(grant_type=grant, username="customer-17", password="a long password", code="x", refresh_token="x")

    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "invalid_request"}
    assert not AccessToken.objects.exists()


def test_a_token_cannot_be_bound_to_a_resource_that_nobody_would_check(ask):
    assert ask(resource="https://example.com").json()["error"] == "invalid_target"


def test_tokens_and_secrets_are_not_kept_in_the_clear(ask, shop):
    token = ask().json()["access_token"]

    assert shop.secret not in ApiClient.objects.get().client_secret
    stored = AccessToken.objects.get()
    assert token not in (stored.token, stored.token_checksum)


@EVERY_ENDPOINT
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"\xff\xfe\x00", FORM),
        (b"grant_type=%zz&token=%zz", FORM),
        (b"client_id=%00&client_secret=%00&token=%00&grant_type=client_credentials", FORM),
        (b"client_id=\xed\xa0\x80&token=\xed\xa0\x80", FORM),
        (b"token&&&===", FORM),
        (b"", FORM),
        (b"", ""),
        (b"token=x", FORM + "; charset=utf-16"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"&".join(b"a=1" for _ in range(2000)), FORM),
        (b"a=" + b"x" * 2**20, FORM),
        (b"client=1&user=1&request=1&scopes=1&token=1", FORM),
    ],
)
def test_whatever_comes_in_an_error_is_json_and_the_callers(db, api, path, body, content_type):
    answer = api.generic("POST", path, body, content_type=content_type)

    assert answer.status_code in {400, 401}
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["error"] in {"invalid_request", "invalid_client", "unsupported_grant_type"}


@EVERY_ENDPOINT
@pytest.mark.parametrize(
    "proof", ["Basic", "Basic ====", "Basic " + b64encode(b"\0:\0").decode(), "Basic 4oCc", "Bearer x"]
)
def test_whatever_the_header_says_an_error_is_json_and_the_callers(db, api, path, proof):
    body = "grant_type=client_credentials&token=x"

    answer = api.post(path, body, content_type=FORM, headers={"authorization": proof})

    assert answer.status_code in {400, 401}
    assert "error" in answer.json()


@EVERY_ENDPOINT
def test_secrets_do_not_travel_in_the_url(db, api, path):
    answer = api.post(f"{path}?client_id=x&client_secret=%zz", "", content_type=FORM)

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"


@EVERY_ENDPOINT
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_only_post_is_possible(db, api, path, method):
    answer = getattr(api, method)(path)

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert answer.json()["error"] == "invalid_request"


@EVERY_ENDPOINT
def test_the_last_slash_is_optional(db, api, path):
    assert api.post(path.rstrip("/"), "", content_type=FORM).json()["error"] in {"invalid_request", "invalid_client"}


@pytest.mark.parametrize(
    "path", ["authorize/", "applications/", "userinfo/", "register/", "device/", ".well-known/jwks.json"]
)
def test_nothing_else_of_oauth_is_mounted(db, api, path):
    assert api.get(f"/oauth/{path}").status_code == 404


def test_asking_too_often_is_refused(ask, settings):
    settings.THROTTLES = settings.THROTTLES | {"guest": "2/min"}

    answers = [ask() for _ in range(4)]

    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) <= 60
