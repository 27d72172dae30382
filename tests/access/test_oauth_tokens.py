"""Clients revoke their tokens, and look into them (introspection)."""

from django.utils import timezone

from access.models import CustomerToken
from access.services import create_api_key, issue_customer_token
from tests.access.oauth import FORM, INTROSPECT, REVOKE, form


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
