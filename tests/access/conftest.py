"""Callers of every kind, and a desk that serves them (`tests.access.urls`)."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from access.models import User
from access.services import create_api_key, create_client
from addresses.models import Customer
from orders.models import Channel, Order
from orders.querysets import token_digest
from tests.access.oauth import FORM, TOKEN, form
from tests.access.urls import desk


@pytest.fixture(autouse=True)
def fresh_desk(settings):
    """Nobody has called yet, and the test's own routes are mounted."""
    settings.ROOT_URLCONF = "tests.access.urls"
    cache.clear()
    desk.clear()


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def channel(db):
    return Channel.objects.create(code="web", name="Web shop", default_currency="EUR")


@pytest.fixture
def other_channel(db):
    return Channel.objects.create(code="market", name="Marketplace", default_currency="EUR")


@pytest.fixture
def new_client(channel):
    """A client of the web shop with these scopes, and its secret."""

    def make(*scopes, channels=None):
        return create_client("Storefront", channels=[row.id for row in channels or [channel]], scopes=scopes)

    return make


@pytest.fixture
def bearer(new_client):
    """The header of a client with these scopes."""

    def make(*scopes, channels=None):
        key = create_api_key(new_client(*scopes, channels=channels).client)
        return {"authorization": f"Bearer {key.secret}"}

    return make


@pytest.fixture
def new_customer(channel):
    def make(email="customer-17@example.com", *, user=None, channel=channel):
        at = timezone.now()
        return Customer.objects.create(channel=channel, email=email, user=user, created_at=at, updated_at=at)

    return make


@pytest.fixture
def new_order(new_customer):
    """A draft, which needs nothing but its customer."""

    def make(ref="2026-00001", *, customer=None):
        buyer = customer or new_customer(f"{ref}@example.com")
        return Order.objects.create(
            ref=ref,
            number=ref,
            token=f"token-of-{ref}",
            token_digest=token_digest(f"token-of-{ref}"),
            channel=buyer.channel,
            customer=buyer,
            currency="EUR",
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        )

    return make


@pytest.fixture
def person(db):
    return User.objects.create_user("customer-17", password="a long password")


@pytest.fixture
def staff(db):
    return User.objects.create_user("support-1", password="a long password", is_staff=True, reaches_all_channels=True)


@pytest.fixture
def shop(new_client):
    """A storefront with several scopes."""

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
