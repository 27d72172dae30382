"""Every documented filter and ordering is explained: none was forgotten when it was added."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from access.callers import Caller
from common.actors import ActorKind
from orders.filters import ORDERING, OrderFilter
from orders_service.bench.explain import explained
from orders_service.bench.explain_dialects import explained_dialects
from orders_service.seeding.rehearsed import rehearsed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL explains itself this way"),
]


@pytest.fixture(autouse=True)
def seeded(db, monkeypatch):
    monkeypatch.setattr("orders_service.seeding.rehearsed.VARIANTS", 1)
    monkeypatch.setattr("orders_service.management.commands.seed.rehearsed", rehearsed.__wrapped__)
    call_command("seed", orders=100, until=date(2026, 1, 1), verbosity=0)


def test_the_native_list():
    rows = list(explained(Caller(ActorKind.STAFF, "explain", channels=None)))

    assert len(rows) == len(OrderFilter.base_filters) + 2 * len(ORDERING)


def test_the_lists_of_the_dialects():
    asked = [row.query.split()[0] for row in explained_dialects()]

    assert set(asked) == {"salesman", "sylius", "akinon", "lunasoft", "aplazame"}
