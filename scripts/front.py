"""Run front/nginx.conf on this machine: `scripts/front.py PORT WEB_PORT`; `--check` only validates it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = Path(__file__).parents[1] / "front" / "nginx.conf"


def main() -> int:
    """Check, or serve until Ctrl-C."""
    if not installed():
        print("nginx is not installed: front/nginx.conf is not checked.", file=sys.stderr)
        return 1 if "CI" in os.environ else 0
    if sys.argv[1:] == ["--check"]:
        with configured(8080, 8000) as command:
            return subprocess.run([*command, "-t", "-q"], check=False).returncode
    with configured(*map(int, sys.argv[1:])) as command:
        return subprocess.run([*command, "-g", "daemon off;"], check=False).returncode


def installed() -> str | None:
    """Where nginx is, if it is."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def configured(port: int, web: int) -> Iterator[list[str]]:
    """The command that runs nginx as the configuration says, but between ports of this machine."""
    with tempfile.TemporaryDirectory(prefix="orders-front-") as folder:
        Path(folder).chmod(0o755)
        text = CONFIGURATION.read_text().replace("/tmp/", f"{folder}/")  # noqa: S108
        text = text.replace("web:8000", f"127.0.0.1:{web}").replace("listen 8080", f"listen 127.0.0.1:{port}")
        written = Path(folder, "nginx.conf")
        written.write_text(text)
        yield [str(installed()), "-p", folder, "-c", str(written), "-e", "stderr"]


if __name__ == "__main__":
    sys.exit(main())
