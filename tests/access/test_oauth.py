"""`/oauth/…`: tokens for a client's id and secret."""

from base64 import b64encode
from urllib.parse import quote

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken

from access.models import ApiClient, CustomerToken
from access.services import create_api_key, issue_customer_token

FORM = "application/x-www-form-urlencoded"
TOKEN, REVOKE, INTROSPECT = "/oauth/token/", "/oauth/revoke_token/", "/oauth/introspect/"
EVERY_ENDPOINT = pytest.mark.parametrize("path", [TOKEN, REVOKE, INTROSPECT])


def form(**fields):
    return "&".join(f"{name}={quote(value)}" for name, value in fields.items())


def basic(client_id, secret):
    return {"authorization": "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()}


@pytest.fixture
def shop(new_client):
    return new_client("orders:read", "orders:write", "payments:read", "cancellations:read")


@pytest.fixture
def ask(api, shop):
    """Ask as the shop; it proves itself in the body."""

    def send(path=TOKEN, **fields):
        proof = {"client_id": shop.client.client_id, "client_secret": shop.secret}
        if path == TOKEN:
            proof["grant_type"] = "client_credentials"
        return api.post(path, form(**proof | fields), content_type=FORM)

    return send


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


# --- ending a token --------------------------------------------------------------------------------------------------


def test_a_revoked_token_opens_nothing(api, ask):
    token = ask().json()["access_token"]

    assert ask(REVOKE, token=token).status_code == 200
    assert api.get("/api/reading/", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_an_api_key_can_be_revoked_too(api, ask, shop):
    key = create_api_key(shop.client).secret

    ask(REVOKE, token=key)

    assert api.get("/api/reading/", headers={"authorization": f"Bearer {key}"}).status_code == 401


def test_a_customers_token_can_be_revoked_by_its_storefront_only(ask, shop, new_client, new_customer):
    other = new_client("orders:read")
    own, foreign = (
        issue_customer_token(
            new_customer(f"{client.client_id}@example.com").id,
            client=client.client_id,
            scopes=None,
            seconds=600,
            at=timezone.now(),
        )
        for client in (shop.client, other.client)
    )

    for token in (own, foreign):
        assert ask(REVOKE, token=token.secret).status_code == 200

    assert CustomerToken.objects.get().client == other.client


def test_a_client_cannot_revoke_anothers_token(api, ask, new_client):
    key = create_api_key(new_client("orders:read").client).secret

    assert ask(REVOKE, token=key).status_code == 200
    assert api.get("/api/reading/", headers={"authorization": f"Bearer {key}"}).status_code == 200


def test_revoking_nothing_in_particular_is_an_error(ask):
    assert ask(REVOKE).json()["error"] == "invalid_request"


# --- looking into a token --------------------------------------------------------------------------------------------


def test_a_client_can_look_into_its_tokens(ask, shop):
    token = ask(scope="orders:read").json()["access_token"]

    seen = ask(INTROSPECT, token=token).json()

    expires = seen.pop("exp") - timezone.now().timestamp()
    assert seen == {
        "active": True,
        "token_type": "Bearer",
        "scope": "orders:read",
        "client_id": shop.client.client_id,
        "sub": shop.client.client_id,
    }
    assert 3590 < expires <= 3600


def test_a_client_can_look_into_its_customers_tokens(ask, shop, new_customer):
    customer = new_customer()
    token = issue_customer_token(
        customer.id, client=shop.client.client_id, scopes=["orders:read"], seconds=600, at=timezone.now()
    )

    seen = ask(INTROSPECT, token=token.secret).json()

    assert (seen["active"], seen["sub"], seen["scope"]) == (True, str(customer.id), "orders:read")


def test_a_token_that_has_ended_or_belongs_to_another_client_is_not_active(ask, new_client):
    key = create_api_key(new_client("orders:read").client).secret

    for token in ("made-up", key):
        assert ask(INTROSPECT, token=token).json() == {"active": False}


def test_looking_into_tokens_needs_a_proof(api, ask):
    token = ask().json()["access_token"]

    answer = api.post(INTROSPECT, form(token=token), content_type=FORM, headers={"authorization": f"Bearer {token}"})

    assert answer.status_code == 401
