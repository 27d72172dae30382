"""Errors are in one form whatever they are, and come in one order: method, caller, order, state, body."""

import pytest
from rest_framework.exceptions import Throttled

from access.scopes import SCOPES
from dialects.aplazame.views import AplazameView
from tests.dialects.conftest import routes_of
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db

NEEDED = {
    ("GET", "orders"): "orders:read",
    ("GET", "order"): "orders:read",
    ("PUT", "order"): "orders:write",
    ("PATCH", "order"): "orders:write",
    ("POST", "authorize"): "orders:write",
    ("POST", "cancel"): "cancellations:write",
    ("GET", "refund"): "refunds:write",
    ("POST", "refund"): "refunds:write",
    ("GET", "refund-extended"): "refunds:write",
    ("POST", "refund-extended"): "refunds:write",
    ("GET", "captures"): "payments:read",
    ("POST", "captures"): "payments:write",
    ("POST", "history"): "orders:write",
}
ROUTES = pytest.mark.parametrize(("method", "name"), NEEDED)
NAMES = pytest.mark.parametrize("name", sorted({name for _, name in NEEDED}))
VERBS = ("get", "post", "put", "patch", "delete")


def path(name, order):
    return {"orders": "/orders", "order": f"/orders/{order}"}.get(name, f"/orders/{order}/{name}")


def error_of(answer, status, type):
    assert answer.status_code == status, answer.content
    error = answer.json()["error"]
    assert list(answer.json()) == ["error"]
    assert list(error) == [*(["fields"] if "fields" in error else []), "message", "type"]
    assert error["type"] == type
    assert error["message"]
    return error


def test_every_route_is_in_the_table():
    assert len(routes_of("aplazame")) == len(NEEDED)


@ROUTES
def test_nobody_gets_in_without_a_token(nobody, demo, method, name):
    with nothing_changes():
        answer = getattr(nobody("aplazame"), method.lower())(path(name, demo.id.hex))

    error = error_of(answer, 401, "UnauthorizedException")
    assert error["message"] == "Authentication credentials were not provided."
    assert answer["WWW-Authenticate"].startswith("Bearer")


@ROUTES
def test_a_wrong_token_gets_nobody_in(nobody, demo, method, name):
    headers = {"authorization": "Bearer nonsense"}
    answer = getattr(nobody("aplazame"), method.lower())(path(name, demo.id.hex), headers=headers)

    error_of(answer, 401, "UnauthorizedException")


@ROUTES
def test_every_scope_but_the_one_needed_is_not_enough(caller_with, demo, method, name):
    caller = caller_with(*(scope for scope in SCOPES if scope != NEEDED[method, name]))

    with nothing_changes():
        error_of(getattr(caller, method.lower())(path(name, demo.id.hex), {}), 403, "ForbiddenException")


@ROUTES
def test_the_one_scope_is_enough(caller_with, demo, method, name):
    caller = caller_with(NEEDED[method, name])
    body = {} if method != "GET" else None

    answer = getattr(caller, method.lower())(path(name, demo.id.hex), body)

    assert answer.status_code in (200, 204, 400, 403), answer.content
    assert "scope" not in answer.content.decode()


@ROUTES
def test_an_order_out_of_reach_is_not_found(speaker, other_channel, demo, method, name):
    stranger = speaker("aplazame", channels=[other_channel])

    answer = getattr(stranger, method.lower())(path(name, demo.id.hex))

    if name == "orders":
        assert answer.json()["results"] == []
    else:
        assert error_of(answer, 404, "ObjectNotFoundException")["fields"] == {"order__id": demo.id.hex}


@pytest.mark.parametrize(("method", "name"), [route for route in NEEDED if route[1] != "orders"])
@pytest.mark.parametrize("asked", ["404", "145000006", "x y", "é", "%00", "%2500", "..", "a/b", "0" * 32, "x" * 300])
def test_what_there_is_not_is_named(caller, demo, method, name, asked):
    answer = getattr(caller, method.lower())(path(name, asked))

    error = error_of(answer, 404, "ObjectNotFoundException")
    assert error["message"] == "Object not found"
    assert set(error.get("fields", {"order__id"})) == {"order__id"}


@NAMES
def test_other_methods_are_not_allowed(nobody, demo, name):
    allowed = {method for method, known in NEEDED if known == name}
    for verb in VERBS:
        if verb.upper() not in allowed:
            answer = getattr(nobody("aplazame"), verb)(path(name, demo.id.hex))
            error = error_of(answer, 405, "MethodNotAllowedException")
            assert error["message"] == f'Method "{verb.upper()}" not allowed.'
            assert allowed <= set(answer["Allow"].split(", "))


@NAMES
def test_options_tell_the_methods_and_head_goes_with_get(caller, nobody, demo, name):
    allowed = {method for method, known in NEEDED if known == name}
    options = nobody("aplazame").options(path(name, demo.id.hex))
    head = caller.head(path(name, demo.id.hex))

    assert (options.status_code, head.content) == (204, b"")
    assert allowed <= set(options["Allow"].split(", "))
    assert head.status_code == (200 if "GET" in allowed else 405)


@pytest.mark.parametrize("path", ["/", "/order", "/orders/x/y/z", "/v3/orders", "/checkout", "/v1", "/orders.json"])
@pytest.mark.parametrize("verb", VERBS)
def test_paths_that_there_are_not_are_not_found(caller, demo, path, verb):
    error_of(getattr(caller, verb)(path), 404, "ObjectNotFoundException")


@pytest.mark.parametrize("body", ["{", "[1", '{"amount": NaN}', "nonsense", '{"amount": 1e999}', "[" * 100])
def test_broken_json_is_refused(caller, demo, body):
    kind = "application/json"

    with nothing_changes():
        answer = caller.speaker.post(f"/orders/{demo.number}/refund", body, content_type=kind)

    error_of(answer, 400, "ApiValidationException")


def test_too_many_requests_are_told(caller, demo, monkeypatch):
    def refuse(view, request):
        raise Throttled(wait=7)

    monkeypatch.setattr(AplazameView, "check_throttles", refuse)

    answer = caller.get("/orders")

    error_of(answer, 429, "TooManyRequestsException")
    assert answer["Retry-After"] == "7"


def test_the_confirmation_is_looked_at_before_the_body(caller, confirmed):
    error_of(caller.post(f"/orders/{confirmed().number}/history", {}), 403, "ForbiddenException")
