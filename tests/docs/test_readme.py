"""The README's first order, command by command, against a server that runs as `make run` runs it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orders_service.bench.processes import web_server

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```bash\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def demo_server(tmp_path_factory):
    """A web server on a database of its own with the demo data."""
    database = tmp_path_factory.mktemp("demo") / "orders.sqlite3"
    environment = {"DATABASE_URL": f"sqlite:///{database}", "LOG_LEVEL": "ERROR", "SANDBOX_GATEWAY": "true"}
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        for command in (["migrate", "--verbosity", "0"], ["load_demo", "--once", "--with-logins"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, capture_output=True)
        with web_server() as (_, port):
            yield port
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def section(title):
    text = (ROOT / "README.md").read_text()
    return text.split(f"## {title}\n")[1].split("\n## ")[0]


@pytest.mark.skipif(not shutil.which("curl"), reason="The walk-through is written for curl.")
def test_the_first_order_goes_as_the_readme_says(demo_server):
    commands = [
        block.replace("localhost:8000", f"127.0.0.1:{demo_server}") for block in BLOCK.findall(section("A first order"))
    ]
    script = "\necho\n".join(["set -e", *commands])

    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)

    answers = [json.loads(found) for found in re.findall(r"\{.*?\}(?=\n|\{\"|$)", done.stdout, re.DOTALL) if found]
    order, found, held, refused, rehearsed = answers
    assert order["status"] == "CREATED"
    assert order["total"] == "23.50"
    assert order["ref"] in [row["ref"] for row in found["results"]]
    assert held["status"] == "HOLD"
    assert refused["detail"] == "Can't change order with status 'Hold' to 'Shipped'."
    assert rehearsed["dry_run"] is True
    assert rehearsed["result"]["status"] == "PROCESSING"
