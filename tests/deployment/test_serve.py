"""`make run` keeps the web server and the worker together."""

import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOGETHER = """
import sys
from scripts.serve import run_together
sys.exit(run_together([[sys.executable, "-c", code] for code in sys.argv[1:]]))
"""
FOREVER = "import time; time.sleep(60)"
# Written at one go each: two of them share the pipe.
POLITE = """
import os, signal, sys, time

def stop(*_):
    os.write(1, b"stopped\\n")
    sys.exit()

signal.signal(signal.SIGTERM, stop)
os.write(1, b"ready\\n")
time.sleep(60)
"""
DIES_ON_ENTER = "import sys; sys.stdin.readline(); sys.exit(3)"


def together(*codes: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", TOGETHER, *codes]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_when_one_dies_the_other_is_stopped_and_the_exit_code_is_that_of_the_dead():
    with together(POLITE, DIES_ON_ENTER) as process:
        assert process.stdout.readline() == "ready\n"

        said, _ = process.communicate("\n", timeout=60)

    assert said == "stopped\n"
    assert process.returncode == 3


def test_an_end_without_an_error_is_an_error_all_the_same():
    with together(FOREVER, "") as process:
        assert process.wait(timeout=60) == 1


def test_an_interrupt_stops_everything_without_an_error():
    with together(POLITE, POLITE) as process:
        assert [process.stdout.readline(), process.stdout.readline()] == ["ready\n"] * 2

        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)

    assert said == "stopped\n" * 2
    assert process.returncode == 0
