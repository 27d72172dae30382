"""A database with a few made-up orders."""

from datetime import date

import pytest
from django.core.management import call_command

from orders_service.seeding.rehearsed import rehearsed


@pytest.fixture
def seeded(db, monkeypatch):
    """300 orders of many lives, each life rehearsed once."""
    monkeypatch.setattr("orders_service.seeding.rehearsed.VARIANTS", 1)
    monkeypatch.setattr("orders_service.management.commands.seed.rehearsed", rehearsed.__wrapped__)
    call_command("seed", orders=300, until=date(2026, 1, 1), verbosity=0)
