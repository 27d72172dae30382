"""What the OpenAPI document says about callers."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from access.scopes import SCOPES

SESSION: dict[str, list[str]] = {"session": []}
TOKENS: list[dict[str, list[str]]] = [{"orderToken": []}, {"orderTokenParameter": []}]


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator(urlconf="tests.access.urls").get_schema(request=None, public=True)


@pytest.fixture
def operation(document):
    return lambda path, method="post": document["paths"][path][method]


@pytest.fixture
def parameters(document, operation):
    """The parameters of a command by their names, those that commands share included."""

    def parameters(path):
        shared = document["components"]["parameters"]
        listed = operation(path)["parameters"]
        found = [shared[part["$ref"].rpartition("/")[2]] if "$ref" in part else part for part in listed]
        return {parameter["name"]: parameter for parameter in found}

    return parameters


def test_the_ways_to_prove_who_one_is_are_described(document):
    schemes = document["components"]["securitySchemes"]

    assert schemes["oauth2"]["flows"]["clientCredentials"] == {"tokenUrl": "/oauth/token/", "scopes": SCOPES}
    assert schemes["bearer"]["scheme"] == "bearer"
    assert schemes["session"]["in"] == "cookie"
    assert schemes["orderToken"]["name"] == "X-Order-Token"
    assert schemes["orderTokenParameter"] | {"description": ""} == {
        "type": "apiKey",
        "in": "query",
        "name": "token",
        "description": "",
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/writing/", [{"oauth2": ["orders:write"]}, {"bearer": []}, SESSION]),
        ("/api/reading/", [{"oauth2": ["orders:read"]}, {"bearer": []}, SESSION, *TOKENS]),
        ("/api/paying/", [{"oauth2": ["payments:write"]}, {"bearer": []}, SESSION, *TOKENS]),
        ("/api/shipping/", [{"oauth2": ["orders:read", "shipments:write"]}, {"bearer": []}, SESSION]),
    ],
)
def test_an_operation_says_how_and_with_which_scopes(operation, path, expected):
    assert operation(path)["security"] == expected


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/api/writing/", "**Who:** clients and staff with `orders:write`."),
        (
            "/api/paying/",
            "**Who:** clients and staff with `payments:write`; customers and holders of an order's token for their "
            "own orders.",
        ),
        ("/api/shipping/", "**Who:** clients and staff with `orders:read` and `shipments:write`."),
        ("/api/staff/", "**Who:** staff with `orders:read`."),
        ("/api/everybody/", "**Who:** anybody."),
    ],
)
def test_an_operation_says_whom_it_lets_in(operation, path, sentence):
    assert operation(path)["description"].endswith(sentence)


def test_a_reading_scope_lets_buyers_in_too(operation):
    assert "customers" in operation("/api/reading/")["description"]
