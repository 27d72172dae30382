"""`kill -9` at every step of a plan that is carried out: the worker ends it as it should, each refund exactly once.

`KILL_EVERY=1` dies at every point there is; the default at every twelfth.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orders.statuses import OrderStatus
from tests.sandbox import SECRET

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.timeout(3600)]


def test_a_plan_survives_being_killed_anywhere(sandbox, database_url):
    script = [sys.executable, "tests/concurrency/killed_plan.py", sandbox.server.address, SECRET]
    environment = {**os.environ, "DATABASE_URL": database_url, "PYTHONPATH": str(ROOT), "LOG_LEVEL": "CRITICAL"}
    environment["DJANGO_SETTINGS_MODULE"] = "orders_service.settings"

    said = subprocess.run(
        [*script, str(sandbox.books.path)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert said.returncode == 0, said.stderr[-3000:]
    runs = [json.loads(line) for line in said.stdout.splitlines()]
    assert len(runs) >= 8
    for run in runs:
        assert (run["plan"], run["order"]) == ("completed", OrderStatus.CANCELLED), run
        assert run["refunds"] == ["succeeded", "succeeded"], run
        assert run["refunded"] == run["given_back"] == "2E+1", run
        assert run["kept_by_us"] == run["kept_by_them"] == "0", run
        assert (run["pieces"], run["open_lines"]) == (2, 0), run
    assert {run["approved_before"] for run in runs} == {True, False}
