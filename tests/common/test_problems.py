"""Errors are answered as problem documents: status, code, sentence, facts and headers."""

import math
import sqlite3
from decimal import Decimal

import psycopg
import pytest
from django.db import OperationalError, connection
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import exceptions

from access.idempotency import CommandStillRunning
from common.api.parameters import InvalidParameters
from common.api.problems import pointer
from common.errors import InvalidInput, Refusal, VersionDiffers
from tests.common.urls import Failing


class TooMuchAsked(Refusal):
    """More is asked for than there is."""

    code = "too_much_asked"
    sentence = "Only {available} is there."


def test_a_refusal_says_why_in_words_with_a_code_and_its_facts(answer_to, settings):
    settings.PUBLIC_URL = "https://orders.example"

    answer = answer_to(TooMuchAsked(available=Decimal("12.00"), asked=Decimal("12.01")))

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "https://orders.example/api/problems/#too_much_asked",
        "title": "Too much asked",
        "status": 409,
        "detail": "Only 12.00 is there.",
        "code": "too_much_asked",
        "available": "12.00",
        "asked": "12.01",
    }


def test_a_fact_never_takes_the_place_of_a_standard_member(answer_to):
    names = ["type", "title", "status", "detail", "code", "errors", "instance"]

    answer = answer_to(Refusal("No.", **dict.fromkeys(names, "x")))

    assert "x" not in answer.json().values()


def test_a_fact_of_a_kind_that_json_does_not_know_is_told_as_text(answer_to):
    assert answer_to(Refusal("No.", what={1j})).json()["what"] == "{1j}"


@pytest.mark.parametrize("accept", ["application/xml", "application/yaml", "text/csv", "text/html", "nonsense"])
def test_problems_are_json_whatever_the_caller_would_have_liked(api, answer_to, accept):
    answer = answer_to(Refusal(), headers={"accept": accept})

    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] in {406, 409}


def test_a_format_that_there_is_not_is_a_406(api):
    answer = api.get("/api/echo/", headers={"accept": "image/png"})

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_a_method_that_there_is_not_is_a_405_that_names_the_others(api):
    answer = api.delete("/api/checked/")

    assert answer.status_code == 405
    assert "POST" in answer["Allow"]


# --- what is wrong where ---------------------------------------------------------------------------------------------


def test_wrong_fields_are_named_by_json_pointers(answer_to):
    errors = {
        ("items", 0, "sku"): ("unknown_sku", "There is no such sku."),
        ("total",): ("wrong_total", "It is 33.00."),
    }

    document = answer_to(InvalidInput(errors, expected=Decimal("33.00"))).json()

    assert document["detail"] == "2 things are wrong with what was sent."
    assert document["expected"] == "33.00"
    assert document["errors"] == [
        {"pointer": "/items/0/sku", "code": "unknown_sku", "detail": "There is no such sku."},
        {"pointer": "/total", "code": "wrong_total", "detail": "It is 33.00."},
    ]


def test_the_only_thing_that_is_wrong_is_said_at_once(answer_to):
    assert answer_to(InvalidInput.on("a", code="b", sentence="It is not so.")).json()["detail"] == "It is not so."


def test_wrong_parameters_are_named_as_such(answer_to):
    document = answer_to(InvalidParameters.on("total__gte", code="invalid", sentence="No.")).json()

    assert document["errors"] == [{"parameter": "total__gte", "code": "invalid", "detail": "No."}]


@pytest.mark.parametrize(
    ("detail", "pointers"),
    [
        ("wrong", [""]),
        ({"a": "x"}, ["/a"]),
        ({"a": ["x", "y"]}, ["/a", "/a"]),
        ({"a": {"b": ["x"]}}, ["/a/b"]),
        ({"items": [{}, {"sku": ["x"]}]}, ["/items/1/sku"]),
        ({"items": {0: {"sku": ["x"]}, 2: ["y"]}}, ["/items/0/sku", "/items/2"]),
        ({0: {"sku": ["x"]}}, ["/0/sku"]),
        ({"non_field_errors": ["x"]}, [""]),
        ({"a": {"non_field_errors": ["x"]}}, ["/a"]),
        ({"a.b": ["x"], "c/d~e": ["x"]}, ["/a.b", "/c~1d~0e"]),
    ],
)
def test_errors_of_serializers_keep_their_place(answer_to, detail, pointers):
    document = answer_to(exceptions.ValidationError(detail)).json()

    assert [error["pointer"] for error in document["errors"]] == pointers


@given(st.lists(st.text() | st.integers(0), max_size=5))
def test_a_pointer_leads_back_to_its_path(path):
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer(tuple(path)).split("/")[1:]]

    assert parts == [str(part) for part in path]


# --- headers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [exceptions.NotAuthenticated(), exceptions.AuthenticationFailed()])
def test_a_401_always_carries_a_challenge(answer_to, error):
    assert answer_to(error)["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("wait", "said"), [(None, "1"), (0, "1"), (0.2, "1"), (7.01, "8")])
def test_who_is_too_fast_is_told_when_to_come_back(answer_to, wait, said):
    assert answer_to(exceptions.Throttled(wait=wait))["Retry-After"] == said


def test_who_repeats_a_running_command_is_told_when_to_come_back(answer_to):
    assert answer_to(CommandStillRunning(wait=math.pi))["Retry-After"] == "3"


# --- a view that can show the present state --------------------------------------------------------------------------


def test_a_412_shows_what_is_there_now(answer_to, monkeypatch):
    monkeypatch.setattr(Failing, "current_representation", lambda view: {"version": 3}, raising=False)

    document = answer_to(VersionDiffers(current=3, expected=2)).json()

    assert document["current"] == {"version": 3}
    assert document["expected"] == 2
    assert "version 3" in document["detail"]


# --- the database ----------------------------------------------------------------------------------------------------


def busy():
    """What the database in use says when it has to wait for too long."""
    if connection.vendor == "sqlite":
        cause, error = sqlite3.OperationalError("database is locked"), OperationalError("database is locked")
    else:
        cause = psycopg.errors.LockNotAvailable("canceling statement due to lock timeout")
        error = OperationalError(*cause.args)
    error.__cause__ = cause
    return error


def test_a_busy_database_is_a_503_to_be_tried_again(answer_to):
    answer = answer_to(busy())

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "database_busy", "1")


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_missing_table_is_no_busy_database(answer_to):
    assert answer_to(OperationalError("no such table: orders_order")).status_code == 500


def test_a_database_that_is_busy_outside_of_a_view_is_a_503_as_well(api):
    answer = api.get("/api/busy/")

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "database_busy", "1")


# --- outside of REST framework's views -------------------------------------------------------------------------------

OUTSIDE = [
    ("forbidden/", 403, "permission_denied"),
    ("strange/", 400, "bad_request"),
    ("broken/", 500, "server_error"),
    ("missing/", 404, "not_found"),
    ("nothing/", 404, "not_found"),
]


@pytest.mark.parametrize(("path", "status", "code"), OUTSIDE)
def test_under_api_there_is_never_a_page(api, path, status, code):
    answer = api.get(f"/api/{path}")

    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(("path", "status", "code"), OUTSIDE)
def test_elsewhere_people_see_a_page(api, path, status, code):
    answer = api.get(f"/{path}")

    assert answer["Content-Type"].startswith("text/html")
    assert answer.status_code == status
