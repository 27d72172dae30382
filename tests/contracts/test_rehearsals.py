"""Every command of every example can be rehearsed: nothing changes, and the verdict is that of the real one."""

import json

import pytest
from django.urls import resolve

from tests.contracts.test_examples import EXAMPLES, answer_to
from tests.routes import routes
from tests.untouched import nothing_changes

ABOUT_KEYS = {"idempotency_key_missing", "idempotency_key_reused"}
"""A rehearsal uses up no key and needs none."""


def example_of(path, index):
    return json.loads(path.read_text())[index]


def command_of(request):
    """The view and the action behind a request, if it is a command."""
    route = resolve(request["path"].split("?")[0])
    view = getattr(route.func, "cls", None)
    action = getattr(route.func, "actions", {}).get(request["method"].lower())
    return (view, action) if hasattr(getattr(view, action or "", None), "is_command") else None


def is_rehearsed_here(example):
    answer = example["answer"].get("body", {})
    refused_for_its_key = isinstance(answer, dict) and answer.get("code") in ABOUT_KEYS
    return command_of(example["request"]) and "dry_run" not in example["request"]["path"] and not refused_for_its_key


COMMANDS = [
    pytest.param(*parameter.values, id=parameter.id)
    for parameter in EXAMPLES
    if is_rehearsed_here(example_of(*parameter.values))
]


@pytest.mark.parametrize(("path", "index"), COMMANDS)
def test_a_rehearsal_changes_nothing_and_its_verdict_is_the_real_one(path, index, callers, stand_ins):
    example = example_of(path, index)
    caller, request = callers[example["caller"]], example["request"]
    request["headers"] = {name: value for name, value in request.get("headers", {}).items() if name != "Prefer"}
    for earlier in example.get("before", []):
        answer_to(earlier["request"], callers[earlier.get("caller", example["caller"])], stand_ins)

    with nothing_changes():
        rehearsed = answer_to({**request, "path": request["path"] + "?dry_run=true"}, caller, stand_ins)
    real = answer_to(request, caller, stand_ins)

    if real["status"] >= 400:
        assert rehearsed == real
    else:
        assert rehearsed["body"]["dry_run"] is True
        assert rehearsed["body"]["status"] == real["status"]


def test_every_command_is_rehearsed():
    rehearsed = {command_of(example_of(*parameter.values)["request"]) for parameter in COMMANDS}

    assert {(route.view, route.action) for route in routes() if route.is_command} <= rehearsed
