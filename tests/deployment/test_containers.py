"""The image is built and the services are run by their very commands, on this machine instead of in containers.

A folder stands for the image: it holds what `.dockerignore` lets through and nothing else.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import psycopg
import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
GIVEN = {"SECRET_KEY": "0123456789-abcdefghij-ABCDEFGHIJ-klmnopqrst-KLMNOPQRST", "POSTGRES_PASSWORD": "given"}

pytestmark = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="the services use PostgreSQL"
)


def left_out(path: str) -> bool:
    patterns = [line for line in (ROOT / ".dockerignore").read_text().split("\n") if line and line[0] != "#"]
    parts = path.split("/")
    prefixes = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    return any(
        fnmatch(name, pattern.removeprefix("**/"))
        for pattern in patterns
        for name in (parts if pattern.startswith("**/") else prefixes)
    )


def interpolated(value: str) -> str:
    """Replace `${NAME:-default}` and `${NAME:?message}` as Compose does."""
    return re.sub(r"\$\{(\w+):([-?])([^}]*)\}", lambda found: GIVEN.get(found[1], found[3]), value)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    server, name = os.environ["DATABASE_URL"], f"containers_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("image")
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    for path in filter(lambda path: not left_out(path) and (ROOT / path).exists(), listed.split("\n")[:-1]):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    build = re.findall(r"^RUN (.*manage\.py.*)$", DOCKERFILE, re.M)
    subprocess.run(["sh", "-c", *build], cwd=folder, env=environment(), check=True)
    return folder


@pytest.fixture(scope="module")
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def run(image, database, port):
    """Start a service as Compose would; only addresses differ from those inside the containers."""

    @contextmanager
    def start(name: str) -> Iterator[subprocess.Popen[str]]:
        service = SERVICES[name]
        given = {key: interpolated(value) for key, value in service["environment"].items()}
        given |= environment() | {"DATABASE_URL": database, "BIND": f"127.0.0.1:{port}"}
        with subprocess.Popen(service["command"], cwd=image, env=given, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.terminate()
                process.wait(timeout=30)

    return start


@pytest.fixture(scope="module")
def migrated(run):
    with run("migrate") as process:
        assert process.wait(timeout=120) == 0


def environment() -> dict[str, str]:
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONUNBUFFERED": "1"}


def healthy(image: Path, port: int) -> bool:
    command = json.loads(*re.findall(r"^HEALTHCHECK .*CMD (\[.*\])$", DOCKERFILE, re.M))
    env = environment() | {"BIND": f"127.0.0.1:{port}"}
    return subprocess.run(command, cwd=image, env=env, stderr=subprocess.DEVNULL, check=False).returncode == 0


def test_the_image_holds_no_secret_and_nothing_of_development(image):
    assert {path.name for path in image.iterdir()} & {
        ".env",
        ".git",
        "tests",
        "docs",
        "Makefile",
        "node_modules",
    } == set()


@pytest.mark.usefixtures("migrated")
def test_the_web_service_becomes_healthy_serves_files_and_stops_when_asked(run, image, port):
    with run("web") as web:
        waited = [time.sleep(0.2) for _ in range(100) if not healthy(image, port)]
        static = Request(f"http://127.0.0.1:{port}/static/admin/css/base.css", headers={"X-Forwarded-Proto": "https"})
        status = urlopen(static, timeout=5).status

    assert len(waited) < 100
    assert status == 200
    assert web.returncode == 0


@pytest.mark.usefixtures("migrated")
def test_the_worker_service_runs_until_it_is_asked_to_stop(run):
    with run("worker") as worker:
        assert worker.stdout.readline() == "The worker is working.\n"
        time.sleep(2)
        assert worker.poll() is None

    assert worker.returncode == 0


def test_the_image_starts_the_web_service_by_itself():
    command = json.loads(re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.M)[-1])

    assert command == SERVICES["web"]["command"]
