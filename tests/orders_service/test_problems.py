"""`/api/problems/`: where the `type` of every problem leads, and what is said there."""

import ast
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from rest_framework import serializers

import orders_service.urls  # noqa: F401  # with it come all serializers
from common.api.serializers import StrictSerializer
from orders_service.input_errors import INPUT_ERRORS
from orders_service.problems import explanations, page

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
APPS = ["orders_service", "orders", "payments", "cancellations", "addresses", "events", "access", "common"]
REFUSING = {"on", "ValidationError", "ErrorDetail", "TransitionRefused", "condition", "AuthenticationFailed"}
ABOUT_SETTINGS = {
    "orders/models/carrier.py",
    "orders/models/reason.py",
    "orders/models/channel.py",
    "orders/models/return_urls.py",
    "orders/models/status_names.py",
    "access/models.py",
}
"""Only people in the admin meet these."""


def test_the_type_of_a_problem_leads_to_its_explanation(guest, db):
    problem = guest.get("/api/v1/orders/").json()
    address = urlsplit(problem["type"])

    explained = guest.get(address.path, headers=BROWSER)

    assert explained["Content-Type"].startswith("text/html")
    assert f'<tr id="{address.fragment}">' in explained.content.decode()
    assert address.fragment == "not_authenticated"


def test_programs_get_the_same_as_json(guest):
    answer = guest.get("/api/problems/").json()

    statuses = {problem["code"]: problem["status"] for problem in answer["problems"]}
    assert (statuses["version_differs"], statuses["scope_missing"]) == (412, 403)
    assert answer["input_errors"] == INPUT_ERRORS


def test_the_page_asks_nobody_outside(guest):
    text = guest.get("/api/problems/", headers=BROWSER).content.decode()

    assert not re.search(r"(src|href)=[\"']?(https?:)?//", text)


def test_the_docs_say_what_the_code_says():
    written = Path(settings.BASE_DIR, "docs", "errors.md").read_text()

    assert written == page(), "Run `manage.py write_errors`."


def literal_codes():
    """Each `code="…"` in a call that refuses something, with the file it stands in."""
    for app in APPS:
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                called = getattr(node, "func", None)
                name = getattr(called, "attr", getattr(called, "id", ""))
                for keyword in node.keywords if isinstance(node, ast.Call) and name in REFUSING else ():
                    if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                        yield keyword.value.value, str(path.relative_to(settings.BASE_DIR))


def test_every_code_in_the_source_is_explained():
    explained = {explanation.code for explanation in explanations()} | INPUT_ERRORS.keys()
    unexplained = {(code, file) for code, file in literal_codes() if code not in explained}

    assert {pair for pair in unexplained if pair[1] not in ABOUT_SETTINGS} == set()


def inputs(serializer=StrictSerializer):
    for kind in serializer.__subclasses__():
        if not kind.__module__.startswith("tests."):
            yield kind
        yield from inputs(kind)


@pytest.mark.parametrize("kind", sorted(set(inputs()), key=str), ids=str)
def test_whatever_a_field_can_say_is_explained(kind):
    codes = {code for field in kind().fields.values() for code in field.error_messages}
    codes |= {
        validator.code
        for field in kind().fields.values()
        for validator in field.validators
        if hasattr(validator, "code")
    }

    assert codes - INPUT_ERRORS.keys() == set()


@pytest.mark.parametrize("kind", sorted(set(inputs()), key=str), ids=str)
def test_whoever_chooses_wrongly_is_told_what_there_is(kind):
    fields = [getattr(field, "child", field) for field in kind().fields.values()]
    of_drf = {field.field_name for field in fields if type(field) is serializers.ChoiceField}

    assert of_drf == set() or kind.__module__.startswith("dialects.")


def test_every_meaning_is_a_sentence():
    meanings = [explanation.meaning for explanation in explanations()] + list(INPUT_ERRORS.values())

    assert [meaning for meaning in meanings if not re.fullmatch(r"[A-Z`].*[.]", meaning)] == []
