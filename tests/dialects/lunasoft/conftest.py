"""Lunasoft's sample order as the demo has it, and its client."""

import pytest

from orders.models import Order


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
