"""Callers of Salesman, each with the credentials that its clients have."""

from base64 import b64encode

import pytest
from rest_framework.test import APIClient

from access.models import User
from addresses.models import Customer
from tests.dialects.conftest import Speaker

PASSWORD = "a long password"


def with_password(name, password=PASSWORD):
    """A caller that sends HTTP Basic."""
    connection = APIClient()
    credentials = b64encode(f"{name}:{password}".encode()).decode()
    connection.credentials(HTTP_AUTHORIZATION=f"Basic {credentials}")
    return Speaker(connection, "/dialects/salesman")


@pytest.fixture
def admin(staff):
    """A member of staff, by HTTP Basic."""
    return with_password(staff.username)


@pytest.fixture
def shopper(customer):
    """The customer of the orders, by HTTP Basic."""
    customer.user = User.objects.create_user("shopper", password=PASSWORD)
    customer.save()
    return with_password("shopper")


@pytest.fixture
def other_shopper(customer):
    """Another customer of the same channel, by HTTP Basic."""
    user = User.objects.create_user("other", password=PASSWORD)
    at = customer.created_at
    Customer.objects.create(
        channel=customer.channel, email="other@example.com", user=user, created_at=at, updated_at=at
    )
    return with_password("other")


@pytest.fixture
def shop(speaker):
    """The shop's own program, with every scope."""
    return speaker("salesman")


@pytest.fixture
def anybody(nobody):
    """Somebody without credentials."""
    return nobody("salesman")
