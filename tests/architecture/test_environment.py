"""`.env.example` explains every setting that the environment can give."""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
READERS = ["orders_service/settings.py", "gunicorn.conf.py"]


def explained() -> set[str]:
    """The variables that stand in the example under a sentence, commented out or not."""
    return set(re.findall(r"^# .*\w.*\n#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))


def test_every_variable_that_is_read_is_explained():
    source = "".join((ROOT / path).read_text() for path in READERS)
    read = set(re.findall(r'\benv(?:iron)?(?:\.\w+)?\(\s*"([A-Z_]+)"', source))
    interpolated = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))

    assert read | interpolated == explained()


def test_every_variable_that_containers_are_given_is_explained():
    given = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["web"]["environment"]

    assert set(given) <= explained()


def test_a_copy_of_the_example_in_which_nothing_was_set_says_what_to_set():
    as_copied = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M))
    command = [sys.executable, "manage.py", "check", "--deploy"]

    done = subprocess.run(command, cwd=ROOT, env=os.environ | as_copied, capture_output=True, text=True, check=False)

    assert "Set SECRET_KEY to 50 random characters." in done.stderr
