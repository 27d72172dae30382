"""Run the web server and the worker side by side until Ctrl-C, or until one of them ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

WEB = [sys.executable, "-m", "gunicorn", "orders_service.wsgi"]
WORKER = [sys.executable, "manage.py", "worker"]


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run all commands until one ends, stop the others, and give an exit code.

    It is 0 after Ctrl-C or SIGTERM only: none of the commands should end by itself.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Groups of their own: Ctrl-C reaches us alone, and each child is asked to stop once, in order.
    children = [subprocess.Popen(command, process_group=0) for command in commands]
    try:
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


if __name__ == "__main__":
    sys.exit(run_together([WEB, WORKER]))
