"""`kill -9` at every step of a command, then reconcile: the gateway's books and ours agree to the cent, every time.

`KILL_EVERY=1` dies at every point there is; the default at every third.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox import SECRET

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.timeout(600)]


@pytest.fixture
def killed(sandbox, database_url):
    """Run the whole loop of one command in a process of its own."""

    def killed(command):
        script = [sys.executable, "tests/concurrency/killed.py", command, sandbox.server.address, SECRET]
        environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR"}
        environment["DJANGO_SETTINGS_MODULE"] = "orders_service.settings"
        said = subprocess.run(
            [*script, str(sandbox.books.path)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert said.returncode == 0, said.stderr[-3000:]
        return [json.loads(line) for line in said.stdout.splitlines()]

    return killed


def assert_both_books_agree(runs):
    for run in runs:
        assert run["ours"] == run["theirs"] == run["order"], run
        assert (run["reserved"], run["asking"]) == ("0", ""), run
        assert len(run["keys"]) <= 1, run


def test_a_refund_survives_being_killed_anywhere(killed):
    runs = killed("refund")

    assert_both_books_agree(runs)
    assert len(runs) > 10
    assert {tuple(run["refunds"]) for run in runs} == {(), ("succeeded",)}
    assert {run["ours"] for run in runs} == {"23.5", "16"}


def test_a_capture_survives_being_killed_anywhere(killed):
    runs = killed("capture")

    assert_both_books_agree(runs)
    assert len(runs) > 6
    assert {run["status"] for run in runs} == {"authorized", "completed"}


def test_giving_a_payment_up_survives_being_killed_anywhere(killed):
    runs = killed("cancel")

    assert_both_books_agree(runs)
    assert {run["status"] for run in runs} == {"authorized", "cancelled"}
