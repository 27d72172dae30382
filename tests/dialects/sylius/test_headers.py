"""By header: what the API's own clients have."""

import pytest

from tests.dialects.sylius.paths import COMMANDS, path
from tests.untouched import KEYS, nothing_changes


@pytest.mark.parametrize("command", COMMANDS)
def test_a_version_that_differs_is_not_changed(sylius, order, command):
    with nothing_changes():
        answer = sylius.put(path(order, command), headers={"if-match": '"7"'})

    assert (answer.status_code, answer.json()["code"]) == (412, 412)


def test_who_knows_the_version_already_is_told_so(sylius, order):
    tag = sylius.get(path(order))["ETag"]

    assert sylius.get(path(order), headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_rehearsed(sylius, order, command):
    with nothing_changes():
        answer = sylius.put(f"{path(order, command)}?dry_run=true")

    assert answer.status_code == 200
    assert answer.json()["dry_run"]
    assert answer.json()["events"]


def test_a_command_under_a_key_is_done_once(sylius, order):
    key = {"idempotency-key": "once"}
    first = sylius.put(path(order, "cancel"), headers=key)

    with nothing_changes(but={KEYS}):
        again = sylius.put(path(order, "cancel"), headers=key)
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"


def test_a_key_for_another_command_is_refused_in_the_same_form(sylius, order):
    key = {"idempotency-key": "once"}
    sylius.put(path(order, COMMANDS[1]), headers=key)

    answer = sylius.put(path(order, COMMANDS[2]), headers=key)

    assert (answer.status_code, answer.json()["code"]) == (422, 422)


def test_the_timeline_says_through_which_dialect_somebody_came(sylius, order):
    sylius.put(path(order, COMMANDS[1]))

    assert order.events.latest("sequence").actor_name == "Storefront via Sylius"
