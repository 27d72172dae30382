"""Run the web server and the worker side by side until Ctrl-C, or until one of them ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from types import FrameType

WEB = [sys.executable, "-m", "gunicorn", "orders_service.wsgi"]
WORKER = [sys.executable, "manage.py", "worker"]


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run all commands until one ends, stop the others, and give an exit code.

    It is 0 after Ctrl-C or SIGTERM only: none of the commands should end by itself.
    """
    too_early: list[int] = []
    on_stop(lambda number, _: too_early.append(number))
    # Groups of their own: Ctrl-C reaches us alone, and each child is asked to stop once, in order.
    children = [subprocess.Popen(command, process_group=0) for command in commands]
    try:
        on_stop(signal.default_int_handler)
        if too_early:
            return 0
        _, status = os.wait()
    except KeyboardInterrupt:
        return 0
    else:
        return os.waitstatus_to_exitcode(status) or 1
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait()


def on_stop(handler: Callable[[int, FrameType | None], object]) -> None:
    """What to do at Ctrl-C and SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(run_together([WEB, WORKER]))
