"""`kill -9` at every step of a command, then reconcile: the gateway's books and ours agree to the cent, every time.

`KILL_EVERY=1` dies at every point there is; the default at every third.
"""

import pytest

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.timeout(600)]


def assert_both_books_agree(runs):
    for run in runs:
        assert run["ours"] == run["theirs"] == run["order"], run
        assert (run["reserved"], run["asking"]) == ("0", ""), run
        assert len(run["keys"]) <= 1, run


def test_a_refund_survives_being_killed_anywhere(killed):
    runs = killed("killed.py", "refund")

    assert_both_books_agree(runs)
    assert len(runs) > 10
    assert {tuple(run["refunds"]) for run in runs} == {(), ("succeeded",)}
    assert {run["ours"] for run in runs} == {"23.5", "16"}


def test_a_capture_survives_being_killed_anywhere(killed):
    runs = killed("killed.py", "capture")

    assert_both_books_agree(runs)
    assert len(runs) > 6
    assert {run["status"] for run in runs} == {"authorized", "completed"}


def test_giving_a_payment_up_survives_being_killed_anywhere(killed):
    runs = killed("killed.py", "cancel")

    assert_both_books_agree(runs)
    assert {run["status"] for run in runs} == {"authorized", "cancelled"}
