"""The work that the service is compared with, done by SQL alone, fits the tables as they are."""

from itertools import islice

import pytest
from django.db import connection

from orders_service.bench.money import Pay, Refund
from orders_service.bench.scenarios import SCENARIOS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the bench measures PostgreSQL"),
]


def test_every_scenario_asks_the_service_and_does_the_same_by_sql(seeded):
    for kind in (*SCENARIOS, Pay, Refund):
        scenario = kind()

        assert all(call.path.startswith("/api/v1/orders/") for call in islice(scenario.calls(), 3))
        assert len(list(islice(scenario.by_sql(), 3))) == 3
