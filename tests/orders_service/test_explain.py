"""Every documented filter and ordering is explained: none was forgotten when it was added."""

import pytest
from django.db import connection

from access.callers import Caller
from common.actors import ActorKind
from orders.filters import ORDERING, OrderFilter
from orders_service.bench.explain import explained
from orders_service.bench.explain_dialects import explained_dialects

pytestmark = [
    pytest.mark.usefixtures("seeded"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL explains itself this way"),
]


def test_the_native_list():
    rows = list(explained(Caller(ActorKind.STAFF, "explain", channels=None)))

    assert len(rows) == len(OrderFilter.base_filters) + 2 * len(ORDERING)


def test_the_lists_of_the_dialects():
    asked = [row.query.split()[0] for row in explained_dialects()]

    assert set(asked) == {"salesman", "sylius", "akinon", "lunasoft", "aplazame"}
