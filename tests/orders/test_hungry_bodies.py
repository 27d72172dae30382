"""Bodies that are wrong in thousands of places cost little, and are answered briefly."""

import pytest


@pytest.mark.parametrize("names", [21, 4000])
def test_of_many_unknown_names_the_first_are_listed(api, names):
    body = {f"surprise_{number}": 1 for number in range(names)}

    answer = api.post("/api/v1/orders/", body, format="json", headers={"Idempotency-Key": "hungry"})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "invalid_input")
    assert len(problem["errors"]) == 20
    assert problem["error_count"] >= names
    assert "The first 20 are listed." in problem["detail"]
    assert len(answer.content) < 10_000


def test_an_object_with_more_names_than_any_request_needs_is_not_looked_into(api):
    body = {f"surprise_{number}": 1 for number in range(5001)}

    answer = api.post("/api/v1/orders/", body, format="json", headers={"Idempotency-Key": "hungry"})

    assert answer.status_code == 400
    assert [error["code"] for error in answer.json()["errors"]] == ["too_many_names"]


def test_objects_that_have_more_names_together_are_not_looked_into(api):
    body = {"items": [{f"surprise_{number}": 1 for number in range(120)}] * 500}

    answer = api.post("/api/v1/orders/", body, format="json", headers={"Idempotency-Key": "hungry"})

    assert answer.status_code == 400
    assert [error["code"] for error in answer.json()["errors"]] == ["too_many_names_together"]


def test_what_may_be_meant_is_looked_for_only_as_far_as_it_is_told(api, monkeypatch):
    asked = []
    monkeypatch.setattr("common.api.suggestions.get_close_matches", lambda *words, **_: asked.append(words) or [])
    body = {"items": [{f"surprise_{number}": 1 for number in range(30)}] * 500}

    problem = api.post("/api/v1/orders/", body, format="json", headers={"Idempotency-Key": "hungry"}).json()

    assert problem["error_count"] > 15_000
    assert len(asked) == [error["code"] for error in problem["errors"]].count("unknown_field") > 0
