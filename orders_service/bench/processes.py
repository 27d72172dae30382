"""The processes that are measured: one web worker, and PostgreSQL's own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def web_server(workers: int = 1) -> Iterator[tuple[int, int]]:
    """One gunicorn with some workers, on a free port: its process id and the port. It counts requests, but its limit
    is never reached."""
    port = free_port()
    environment = os.environ | {
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(workers),
        "LOG_LEVEL": "ERROR",
        "THROTTLE_CLIENT": "1000000/sec",
    }
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "orders_service.wsgi"], env=environment)
    try:
        wait_until(port, "/health/live")
        yield server.pid, port
    finally:
        server.terminate()
        server.wait()


def cpu_seconds(root: int) -> float:
    """What a process and all its descendants have used so far, in user and in system."""
    return sum(_cpu_ticks(pid) for pid in _family(root)) / TICKS


def database_process(backend: int) -> int | None:
    """The parent of PostgreSQL's processes, given one of them; None if it does not run on this machine."""
    try:
        is_postgres = Path(f"/proc/{backend}/comm").read_text().strip() == "postgres"
        return _parent(backend) if is_postgres else None
    except OSError:
        return None


def _family(root: int) -> set[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = _parent(int(entry.name))
        except OSError:
            continue
    family = {root}
    while grown := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= grown
    return family


def _stat(pid: int) -> list[str]:
    """The fields of `/proc/PID/stat` after the command's name."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _cpu_ticks(pid: int) -> int:
    """User and system time, of the process and of its children that have ended."""
    try:
        return sum(int(ticks) for ticks in _stat(pid)[11:15])
    except OSError:
        return 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(port: int, path: str) -> None:
    """Wait until the web server at this port answers."""
    for _ in range(200):
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=1)) as connection:
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The web server does not answer.")
