"""Every answer that a test gets from the API is checked against the API's own description: status, type and body."""

import re
from functools import cache
from threading import Lock
from urllib.parse import quote

import jsonschema_rs
import pytest
from django.conf import settings
from django.urls import get_urlconf
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from common.api.paths import is_dialect
from orders_service.input_errors import INPUT_ERRORS
from orders_service.problems import explanations


@pytest.fixture(autouse=True)
def every_answer_keeps_the_contract(monkeypatch):
    """Fails the test whose request is answered otherwise than described."""
    plain = APIClient.request

    def request(client, **environment):
        answer = plain(client, **environment)
        if (get_urlconf() or settings.ROOT_URLCONF) == "orders_service.urls" and not is_dialect(answer.wsgi_request):
            check(environment["REQUEST_METHOD"], environment["PATH_INFO"], answer)
        return answer

    monkeypatch.setattr(APIClient, "request", request)


def check(method, path, answer):
    """Raises `AssertionError` for an answer of the API that its description does not know."""
    if not path.startswith("/api/v1/") or method in {"HEAD", "OPTIONS"}:
        return
    template = template_of(path if path.endswith("/") else f"{path}/")
    operation = contract().get("paths", {}).get(template, {}).get(method.lower())
    label = f"{method} {path} → {answer.status_code}"
    if operation is None:
        assert answer.status_code in {401, 403, 404, 405, 429}, f"{label}: the operation is not described"
        check_body("#/components/schemas/Problem", answer, label)
        return
    described = operation["responses"].get(str(answer.status_code))
    assert described is not None, f"{label} is not described: {answer.content[:500]!r}"
    check_content(f"{pointer_to(template, method)}/responses/{answer.status_code}", answer, label)


def check_content(pointer, answer, label):
    described = at(pointer)
    if "$ref" in described:
        pointer, described = described["$ref"], at(described["$ref"])
    content = described.get("content")
    if content is None:
        assert answer.content == b"", f"{label} has a body"
        return
    media_type = answer["Content-Type"].split(";")[0]
    assert media_type in content, f"{label}: {media_type} is not described"
    if media_type.endswith("json"):
        check_body(f"{pointer}/content/{escaped(media_type)}/schema", answer, label)


def check_codes(document, label):
    """Every code that a program may meet is explained at `/api/problems/`."""
    if document["code"] not in explained():
        explained.cache_clear()  # a test has made up a refusal of its own
    assert document["code"] in explained(), f"{label}: {document['code']} is not explained"
    wrong = {error["code"] for error in document.get("errors", ())} - INPUT_ERRORS.keys()
    assert not wrong, f"{label}: {wrong} are not explained"


@cache
def explained():
    return {explanation.code for explanation in explanations()}


def check_body(pointer, answer, label):
    errors = [
        f"{'/'.join(map(str, error.instance_path))}: {error.message[:600]}"
        for error in validator(pointer).iter_errors(answer.json())
    ]
    assert not errors, "\n".join([f"{label} is not as described:", *errors])
    if answer.status_code >= 400:
        check_codes(answer.json(), label)


one_thread_at_a_time = Lock()
"""The generator finds its extensions the first time that it runs, and would find them twice in two threads."""


@cache
def contract():
    """The API's description, in which an object has no other members than it says."""
    with one_thread_at_a_time:
        document = SchemaGenerator().get_schema(request=None, public=True)
    for schema in document["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return document


@cache
def registry():
    return jsonschema_rs.Registry([("urn:api", contract())], draft=jsonschema_rs.Draft202012)


@cache
def validator(pointer):
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"urn:api{quote(pointer, safe='#/~')}"}, registry=registry(), validate_formats=True
    )


@cache
def templates():
    """The described paths as regular expressions, those without variables first."""
    paths = sorted(contract()["paths"], key=lambda path: "{" in path)
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), path) for path in paths]


def template_of(path):
    return next((template for pattern, template in templates() if pattern.fullmatch(path)), None)


def at(pointer):
    part = contract()
    for key in pointer.removeprefix("#/").split("/"):
        part = part[key.replace("~1", "/").replace("~0", "~")]
    return part


def resolved(part):
    """What a reference refers to; anything else as it is."""
    return at(part["$ref"]) if "$ref" in part else part


def pointer_to(path, method):
    """The pointer to an operation."""
    return f"#/paths/{escaped(path)}/{method.lower()}"


def escaped(key):
    return key.replace("~", "~0").replace("/", "~1")
