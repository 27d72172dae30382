"""A seller who speaks to Akinon's dialect."""

import pytest

from dialects.akinon.rendering import orders, plans, units
from tests.dialects.both_ways import check_both_ways


@pytest.fixture(autouse=True)
def both_ways_say_the_same(monkeypatch):
    for rendering in (orders, plans, units):
        check_both_ways(monkeypatch, rendering)


@pytest.fixture
def seller(speaker):
    """A client with every scope, which says that it speaks JSON."""
    return speaks_json(speaker("akinon"))


@pytest.fixture
def speaks_json_as():
    return speaks_json


def speaks_json(client):
    client.connection._credentials["CONTENT_TYPE"] = "application/json"
    return client
