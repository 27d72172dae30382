"""`scripts/postgres.py` lends a PostgreSQL to a command and leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "postgres.py"
ASKS_THE_SERVER = """
import os, sys, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(os.environ["DATABASE_URL"], connection.execute("SHOW data_directory").fetchone()[0])
sys.exit(5)
"""


def lend(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
    command = [sys.executable, str(SCRIPT), sys.executable, "-c", code]
    return subprocess.run(command, env=kept | environment, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_reaches_a_server_that_is_gone_afterwards():
    lent = lend(ASKS_THE_SERVER)
    url, folder = lent.stdout.splitlines()[-1].split()

    assert lent.returncode == 5
    assert not Path(folder).parent.exists()
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(url)


def test_a_given_server_is_used_as_it_is():
    lent = lend("import os; print(os.environ['DATABASE_URL'])", TEST_DATABASE_URL="postgres://given.example/orders")

    assert lent.stdout.splitlines()[-1] == "postgres://given.example/orders"
