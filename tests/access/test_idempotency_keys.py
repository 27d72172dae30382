"""What an `Idempotency-Key` may be, and that commands can require one."""

import pytest

from tests.access.urls import desk


@pytest.mark.parametrize("key", ["", " ", "with space", "é", "\x7f", "x" * 256])
def test_a_key_is_visible_ascii_of_at_most_255_characters(api, db, key):
    answer = api.post("/api/command/", {}, format="json", headers={"idempotency-key": key})

    assert answer.status_code == 400
    assert desk.callers == []


@pytest.mark.parametrize("key", ["x" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!~"])
def test_any_other_key_will_do(api, db, key):
    for _ in range(2):
        answer = api.post("/api/command/", {}, format="json", headers={"idempotency-key": key})

    assert answer["Idempotent-Replayed"] == "true"


def test_a_command_can_insist_on_a_key(api, db):
    answer = api.post("/api/keyed-command/", {}, format="json")

    assert answer.status_code == 428
    assert answer.json()["code"] == "idempotency_key_missing"
    assert desk.callers == []
