"""gunicorn as it serves in production, on a loopback port and over the test's database."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import requests
from django.db import connection

from scripts.postgres import free_port

ROOT = Path(__file__).parents[2]
LONGEST_START = 60


class SharedDatabase:
    """The test's database, in reach of another process. SQLite's is copied to another file and back."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "shared.sqlite3"

    @property
    def url(self) -> str:
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.file}"
        given = connection.settings_dict
        login = f"{given['USER']}:{quote(given['PASSWORD'] or '')}"
        return f"postgres://{login}@{given['HOST']}:{given['PORT']}/{given['NAME']}"

    def hand_over(self) -> None:
        """Let the other process see what the test has written."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file) as file:
                connection.connection.backup(file)

    def take_back(self) -> None:
        """Let the test see what the other process has written."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file) as file:
                file.backup(connection.connection)


class WebServer:
    """Two workers with 25 threads each: fifty requests are really served at once."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.address = f"http://127.0.0.1:{free_port()}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "BIND": self.address.removeprefix("http://"),
            "WEB_CONCURRENCY": "2",
            "GUNICORN_CMD_ARGS": "--threads 25 --timeout 120",
            "TMPDIR": str(folder),
            "LOG_LEVEL": "ERROR",
        }

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "orders_service.wsgi"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        ends = time.monotonic() + LONGEST_START
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > ends:
                self.kill()
                raise AssertionError("The server does not start.")
            time.sleep(0.1)

    def kill(self) -> None:
        """End all of its processes at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end."""
        self.process.terminate()
        self.process.wait(timeout=60)

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.address}/health/live", timeout=5).status_code == 200
        except requests.RequestException:
            return False
