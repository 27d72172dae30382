"""Sylius' sample order as the demo has it, and its client."""

import pytest

from dialects.sylius.rendering import orders
from orders.models import Order
from tests.dialects.both_ways import check_both_ways


@pytest.fixture(autouse=True)
def both_ways_say_the_same(monkeypatch):
    check_both_ways(monkeypatch, orders)


@pytest.fixture
def demo(loaded_demo):
    """The sample order 000000021."""
    return Order.objects.get(channel__code="US_WEB", number="000000021")


@pytest.fixture
def sample(demo, demo_caller):
    """The demo's client, with the token that the document prints."""
    return demo_caller("sylius")


@pytest.fixture
def sylius(speaker):
    return speaker("sylius")
