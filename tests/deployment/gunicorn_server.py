"""A gunicorn that serves a small application with the service's own worker."""

import http.client
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from scripts.postgres import free_port

ROOT = Path(__file__).parents[2]


@contextmanager
def served(folder, application, configuration):
    """The port and the process of a server that runs until the end."""
    port = free_port()
    (folder / "application.py").write_text(application)
    (folder / "conf.py").write_text(configuration)
    command = [sys.executable, "-m", "gunicorn", "-c", "conf.py", "-b", f"127.0.0.1:{port}", "application"]
    environment = os.environ | {"PYTHONPATH": f"{folder}:{ROOT}"}
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                if is_live(port):
                    break
                time.sleep(0.05)
            yield port, server
        finally:
            server.terminate()


def asked(port, method="GET", path="/", body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    read = answer.read()
    connection.close()
    return answer.status, read


def is_live(port):
    try:
        return asked(port, path="/health/live") == (200, b'{"status": "live"}')
    except OSError:
        return False
