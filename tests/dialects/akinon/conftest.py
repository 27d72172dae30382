"""A seller who speaks to Akinon's dialect."""

import pytest


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
