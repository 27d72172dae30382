"""How gunicorn serves: four threads per worker, one worker per core, metrics of all workers together."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from environ import Env

Env.read_env(Path(__file__).with_name(".env"))
port = os.environ.get("PORT", "8000")
bind = os.environ.get("BIND", f"127.0.0.1:{port}")
workers = int(os.environ.get("WEB_CONCURRENCY", os.cpu_count() or 1))
worker_class = "orders_service.web_worker.WholeRequestsWorker"
# A streamed file occupies one thread for up to a minute; the others go on answering.
threads = int(os.environ.get("WEB_THREADS", "4"))
# The most open files of a process: the usual limit is about a thousand.
worker_connections = 500
control_socket_disable = True
# Heartbeats are files: on a disk they would wait for it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
timeout = 30
graceful_timeout = 20
keepalive = 5

# Each process counts requests by itself, and divides the limits by the number of processes.
os.environ["WEB_CONCURRENCY"] = str(workers)
# Must be set before the application is imported: the metrics library reads it once.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="orders-metrics-")


def on_starting(server: Any) -> None:
    """Refuse to start with an unsafe configuration. A child process checks it: this process stays without Django, so
    that a reload takes new code."""
    uncounted = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    command = [sys.executable, str(Path(__file__).with_name("manage.py")), "may_start"]
    looked = subprocess.run(command, env=uncounted, check=False)
    if looked.returncode:
        sys.exit(looked.returncode)


def child_exit(server: Any, worker: Any) -> None:
    """Keep what a worker has counted, and forget what it was measuring at the moment."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
