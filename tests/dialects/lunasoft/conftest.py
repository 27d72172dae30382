"""Lunasoft's sample order as the demo has it, and its client."""

import pytest

from dialects.lunasoft.rendering import orders
from orders.models import Order
from tests.dialects.both_ways import check_both_ways


@pytest.fixture(autouse=True)
def both_ways_say_the_same(monkeypatch):
    check_both_ways(monkeypatch, orders)


@pytest.fixture
def demo(loaded_demo):
    """The sample order 54123."""
    return Order.objects.get(channel__code="lunasoft", number="54123")


@pytest.fixture
def sample(demo, demo_caller):
    """The demo's client, with its key as the document sends keys."""
    return demo_caller("lunasoft")


@pytest.fixture
def shop(speaker, channel):
    """A client with every scope."""
    return speaker("lunasoft")
