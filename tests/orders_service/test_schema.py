"""The API's description is complete, true to the code, and written in one way."""

import json
import re
from pathlib import Path

import jsonschema_rs
import yaml
from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from drf_spectacular.generators import SchemaGenerator

from access.scopes import SCOPES
from access.viewsets import AccessView
from common.api.operations import operation_of
from orders_service.openapi.problems import SHARED
from tests.contract_check import at, contract, pointer_to, resolved, validator

JSON = "application/json"
PROBLEM = "application/problem+json"
HARD_TO_SHOW = {409, 411, 413, 429, 503}
"""Refusals that no single request can bring about."""
FOR_GATEWAYS = "payments_webhooks"
AFTER_A_GATEWAY = "orders_resolve_payment"
"""Only what a gateway does makes it possible: the example shows the refusal."""
"""Whoever calls it must know a gateway's secret."""


def operations():
    """Every operation, with the pointer to it."""
    for path, methods in contract()["paths"].items():
        for method, operation in methods.items():
            yield pointer_to(path, method), operation


def those_that(break_a_rule):
    """The ids of the operations about which this can be said."""
    return [operation["operationId"] for _, operation in operations() if break_a_rule(operation)]


def parameters(operation):
    return {resolved(parameter)["name"] for parameter in operation.get("parameters", [])}


def test_what_is_checked_in_is_what_the_code_says():
    written = yaml.load(Path(settings.BASE_DIR, "docs", "openapi.yaml").read_text(), yaml.CSafeLoader)
    said = json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))

    assert written == said, "Run `make schema`."


def test_it_says_the_same_whenever_it_is_asked_for():
    first, second = (SchemaGenerator().get_schema(request=None, public=True) for _ in range(2))

    assert json.dumps(first, default=str) == json.dumps(second, default=str)


def test_every_operation_has_a_summary():
    assert those_that(lambda operation: not re.fullmatch(r"[A-Z][^.]{3,69}", operation["summary"])) == []


def test_every_operation_has_a_description_that_says_who_may_call():
    assert those_that(lambda operation: "**Who:**" not in operation["description"]) == []


def test_every_operation_stands_under_a_tag_that_is_explained():
    explained = {tag["name"] for tag in contract()["tags"]}

    assert those_that(lambda operation: operation["tags"][0] not in explained) == []


def test_no_two_operations_share_an_id():
    ids = those_that(lambda operation: True)

    assert len(ids) == len(set(ids)) > 80


def test_every_operation_names_its_scopes_or_is_open():
    def scopes(operation):
        return {scope for way in operation["security"] for scope in way.get("oauth2", [])}

    assert those_that(lambda operation: not scopes(operation) and {} not in operation["security"]) == []
    assert those_that(lambda operation: not scopes(operation) <= SCOPES.keys()) == []


def test_every_operation_shows_an_answer():
    def shows_one(operation):
        done = [resolved(answer) for status, answer in operation["responses"].items() if status < "300"]
        return any(answer.get("content", {}).get(JSON, {}).get("examples") for answer in done)

    assert those_that(lambda operation: not shows_one(operation)) == [FOR_GATEWAYS, AFTER_A_GATEWAY]


def test_every_operation_that_takes_something_shows_it():
    def shows_it(operation):
        return operation["requestBody"]["content"][JSON].get("examples")

    assert those_that(lambda operation: "requestBody" in operation and not shows_it(operation)) == []


def test_every_operation_says_how_it_can_fail():
    def is_open(operation):
        return {} in operation["security"]

    needed = {"401", "403", "429", "503"}
    assert those_that(lambda operation: not {"400", "406"} <= operation["responses"].keys()) == []
    assert those_that(lambda operation: not is_open(operation) and not needed <= operation["responses"].keys()) == []


def test_every_refusal_is_a_problem_document():
    def others(operation):
        refused = [resolved(answer) for status, answer in operation["responses"].items() if status >= "400"]
        return [answer for answer in refused if list(answer["content"]) != [PROBLEM]]

    assert those_that(others) == []


def test_every_write_can_be_repeated_and_rehearsed():
    repeatable = those_that(lambda operation: {"Idempotency-Key", "dry_run"} <= parameters(operation))
    writing = [operation["operationId"] for pointer, operation in operations() if not pointer.endswith("/get")]

    assert set(writing) - set(repeatable) == {FOR_GATEWAYS}
    assert set(repeatable) <= set(writing)
    assert set(repeatable) <= set(those_that(lambda operation: {"409", "422"} <= operation["responses"].keys()))


def test_examples_are_what_the_schemas_say():
    wrong = []
    for pointer, content in bodies():
        for name, example in content.get("examples", {}).items():
            try:
                validator(f"{pointer}/schema").validate(example["value"])
            except jsonschema_rs.ValidationError as error:
                wrong.append((pointer, name, error.message[:200]))

    assert wrong == []


def bodies():
    """Every body that is taken or given, with the pointer to it."""
    for pointer, operation in operations():
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{pointer}/requestBody/content/{media_type.replace('/', '~1')}", content
        for status, answer in operation["responses"].items():
            start = answer.get("$ref", f"{pointer}/responses/{status}")
            for media_type, content in at(start).get("content", {}).items():
                yield f"{start}/content/{media_type.replace('/', '~1')}", content


def test_every_refusal_that_a_request_can_bring_about_is_shown():
    responses = contract()["components"]["responses"]
    shown = {
        status
        for status, shared in SHARED.items()
        if responses.get(shared.name, {}).get("content", {}).get(PROBLEM, {}).get("examples")
    }

    assert shown == SHARED.keys() - HARD_TO_SHOW


def test_the_document_speaks_one_version_of_openapi():
    assert contract()["openapi"] == "3.1.0"
    assert '"nullable"' not in json.dumps(contract(), default=str)


def views(resolver=None):
    """Every view of the API that has actions, and the actions that it serves."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern)
        elif issubclass(getattr(pattern.callback, "cls", object), AccessView):
            yield pattern.callback.cls, set(pattern.callback.actions.values()) - {"head"}


def test_every_action_is_described_and_nothing_else_is():
    served = {}
    for view, actions in views():
        served.setdefault(view, set()).update(actions)

    for view, actions in served.items():
        assert [action for action in actions if operation_of(view, action) is None] == [], view
        assert view.operations.keys() <= actions, view


def test_examples_go_into_the_image_with_the_code():
    lines = Path(settings.BASE_DIR, ".dockerignore").read_text().splitlines()

    assert lines.index("!tests/contracts/*.json") > lines.index("tests")


def test_an_array_says_how_many_entries_it_takes():
    inputs = contract()["components"]["schemas"]

    lines = inputs["SplitInput"]["properties"]["lines"]
    assert (lines["minItems"], lines["maxItems"]) == (1, 500)
    assert inputs["RefundInput"]["properties"]["items"]["minItems"] == 1


def test_nothing_that_may_be_left_out_has_a_default():
    """Generated clients would send it always, and require it."""
    assert '"default":' not in re.sub(r'"examples?": \{.*?\}', "", json.dumps(parameters_and_inputs()))


def parameters_and_inputs():
    components = contract()["components"]
    return [components["schemas"], components["parameters"], [operation["parameters"] for _, operation in operations()]]


def test_no_schema_is_named_like_a_property_of_its_own():
    """In generated code the one would hide the other."""
    schemas = contract()["components"]["schemas"].items()
    pairs = [(name, prop) for name, schema in schemas for prop in schema.get("properties", {})]

    assert [pair for pair in pairs if pair[0].lower() == pair[1].replace("_", "").lower()] == []


def test_operations_stand_in_the_order_of_the_job():
    first = ["orders_create", "orders_list", "orders_retrieve"]
    operations_in_order = [operation["operationId"] for _, operation in operations()]

    assert operations_in_order[:3] == first
    assert sorted(["orders_start_payment", "orders_ship", "orders_create_refund"], key=operations_in_order.index) == [
        "orders_start_payment",
        "orders_ship",
        "orders_create_refund",
    ]
    assert operations_in_order.index("orders_create_refund") < 14
