"""Tokens with which a browser or an app acts as one customer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from access.models import ApiClient, CustomerToken, IdempotencyKey
from access.services import delete_expired_customer_tokens, delete_expired_keys, issue_customer_token
from common.errors import InvalidInput


@pytest.fixture
def storefront(new_client):
    return new_client("orders:read", "orders:write", "payments:read").client


@pytest.fixture
def issue(storefront, new_customer):
    customer = new_customer()

    def issue(**asked):
        asked = {"scopes": None, "seconds": 600, "at": timezone.now()} | asked
        return issue_customer_token(asked.pop("customer_id", customer.id), client=storefront.client_id, **asked)

    return issue


def test_a_token_gets_what_customers_can_have_and_the_storefront_has(issue):
    at = timezone.now()

    token = issue(at=at)

    assert token.scopes == ("orders:read", "payments:read")
    assert token.expires_at == at + timedelta(seconds=600)
    assert token.secret.startswith("customer_")


def test_a_token_can_get_less(issue):
    assert issue(scopes=["orders:read"]).scopes == ("orders:read",)


@pytest.mark.parametrize("scope", ["cancellations:read", "orders:write", "made:up"])
def test_a_token_cannot_get_what_the_storefront_lacks_or_no_customer_can_have(issue, scope):
    with pytest.raises(InvalidInput) as refused:
        issue(scopes=["orders:read", scope])

    assert refused.value.errors == {("scopes",): ("scope_not_allowed", f"Not available: {scope}.")}


@pytest.mark.parametrize("seconds", [59, 24 * 60 * 60 + 1, 0, -1])
def test_a_token_lives_a_minute_to_a_day(issue, seconds):
    with pytest.raises(InvalidInput) as refused:
        issue(seconds=seconds)

    assert list(refused.value.errors) == [("seconds",)]
    assert not CustomerToken.objects.exists()


def test_a_storefront_gets_no_token_for_another_channels_customer(issue, new_customer, other_channel):
    with pytest.raises(ApiClient.DoesNotExist):
        issue(customer_id=new_customer(channel=other_channel).id)


def test_only_a_digest_is_kept(issue):
    token = issue()

    stored = CustomerToken.objects.values().get()
    assert not any(token.secret in str(value) for value in stored.values())


def test_ended_tokens_are_forgotten(issue):
    at = timezone.now()
    issue(seconds=60, at=at)
    issue(seconds=600, at=at)

    assert delete_expired_customer_tokens(at + timedelta(seconds=60)) == 1
    assert CustomerToken.objects.get().expires_at == at + timedelta(seconds=600)


def test_old_idempotency_keys_are_forgotten(db):
    at = timezone.now()
    for hours in (1, 2):
        IdempotencyKey.objects.create(
            owner="client:x", key=str(hours), created_at=at, expires_at=at + timedelta(hours=hours)
        )

    assert delete_expired_keys(at + timedelta(hours=1)) == 1
    assert IdempotencyKey.objects.get().key == "2"
