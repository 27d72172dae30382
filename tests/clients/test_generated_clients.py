"""Clients generated from the published description type-check strictly, and do the job."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from access.scopes import SCOPES
from access.services import create_api_key, create_client

ROOT = Path(settings.BASE_DIR)
PROGRAMS = Path(__file__).parent / "programs"
DESCRIPTION = ROOT / "docs" / "openapi.yaml"
TOOLS = Path(sys.executable).parent
NODE_TOOLS = ROOT / "node_modules" / ".bin"
LIVED = {"total": "20.00", "walked": 3, "left": "15.00", "code": "invalid_input", "pointer": "/items/0/unit_price"}

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor == "postgresql", reason="Clients do not see the database."),
    pytest.mark.timeout(300),
]

MYPY = """
[mypy]
strict = True
# What the generator writes into every client, whatever is described, breaks this rule itself.
[mypy-orders_client.client]
disable_error_code = arg-type
"""
TSC = {"strict": True, "target": "es2022", "module": "nodenext", "lib": ["es2022", "dom"], "outDir": "out", "types": []}


@pytest.fixture
def key(channel):
    client = create_client("Generated", channels=[channel.id], scopes=SCOPES).client
    return create_api_key(client).secret


def run(*command, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_python_client(tmp_path, live_server, key):
    shutil.copy(PROGRAMS / "life.py", tmp_path)
    (tmp_path / "mypy.ini").write_text(MYPY)
    found_first = {**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}"}
    out = tmp_path / "orders_client"

    run(
        TOOLS / "openapi-python-client", "generate", "--path", DESCRIPTION, "--output-path", out, "--meta", "none",
        "--fail-on-warning", env=found_first,
    )  # fmt: skip
    run(TOOLS / "mypy", "--config-file", "mypy.ini", "--cache-dir", ".mypy_cache", "life.py", cwd=tmp_path)
    output = run(sys.executable, "life.py", live_server.url, key, cwd=tmp_path)

    assert json.loads(output) == LIVED


@pytest.mark.skipif(not NODE_TOOLS.exists() and "CI" not in os.environ, reason="npm has installed nothing.")
def test_a_typescript_client(tmp_path, live_server, key):
    shutil.copy(PROGRAMS / "life.ts", tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": TSC, "files": ["life.ts"]}))

    run(NODE_TOOLS / "openapi-typescript", DESCRIPTION, "--output", tmp_path / "api.ts")
    run(NODE_TOOLS / "tsc", "--project", tmp_path)
    output = run("node", tmp_path / "out" / "life.js", live_server.url, key)

    assert json.loads(output) == LIVED
