"""The OpenAPI description has every path and method, and is served."""

from pathlib import Path

import pytest
import yaml
from openapi_spec_validator import validate

from tests.dialects.conftest import routes_of

DESCRIPTION = yaml.safe_load(Path("dialects/aplazame/openapi.yaml").read_text())


def test_it_is_valid():
    validate(DESCRIPTION)


def test_it_has_every_route_and_no_other():
    described = {
        (method.upper(), path.removeprefix("/").replace("{id}", "(?P<id>.+)"))
        for path, item in DESCRIPTION["paths"].items()
        for method in item
        if method != "parameters"
    }

    assert described == {
        (method, route.removeprefix("^(?:v[12]/)?").removesuffix("$")) for method, route in routes_of("aplazame")
    }


@pytest.mark.django_db
def test_it_is_served(guest):
    assert yaml.safe_load(guest.get("/dialects/aplazame/schema/").content) == DESCRIPTION
    assert guest.get("/dialects/aplazame/docs/").status_code == 200
