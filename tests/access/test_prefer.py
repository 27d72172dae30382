"""`Prefer: return=minimal`."""

import pytest
from rest_framework.response import Response

from common.errors import Refusal
from tests.access.urls import desk


@pytest.fixture
def post(api, db):
    return lambda **headers: api.post("/api/command/", {}, format="json", headers=headers)


@pytest.mark.parametrize(
    "written", ["return=minimal", 'return="minimal"', "respond-async, Return = Minimal", "return=minimal; foo=bar"]
)
def test_whoever_prefers_little_gets_no_body(post, written):
    desk.act = lambda request: Response({"done": True}, headers={"ETag": '"7"'})

    answer = post(prefer=written)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Preference-Applied"] == "return=minimal"
    assert answer["ETag"] == '"7"'


@pytest.mark.parametrize("written", ["", "return=representation", "handling=lenient", "noreturn=minimal"])
def test_others_get_the_body(post, written):
    answer = post(prefer=written)

    assert answer.json() == {"done": True}
    assert "Preference-Applied" not in answer


@pytest.mark.parametrize("status", [201, 202, 206])
def test_only_a_200_is_shortened(post, status):
    desk.act = lambda request: Response({"done": True}, status=status)

    assert post(prefer="return=minimal").status_code == status


def test_a_refusal_says_why_to_everybody(post):
    def refuse(request):
        raise Refusal("Nothing is left.")

    desk.act = refuse

    assert post(prefer="return=minimal").json()["detail"] == "Nothing is left."


def test_the_whole_answer_is_kept_for_a_repetition_that_wants_it(post):
    short = post(prefer="return=minimal", **{"idempotency-key": "a-key"})
    full = post(**{"idempotency-key": "a-key"})
    short_again = post(prefer="return=minimal", **{"idempotency-key": "a-key"})

    assert short.status_code == short_again.status_code == 204
    assert short_again["Idempotent-Replayed"] == "true"
    assert full.json() == {"done": True}
