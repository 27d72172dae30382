"""The Makefile explains itself, and every page that names a target names a real one."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^\.PHONY: (\S+)$", TEXT, re.M))
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / ".ci" / "run"]


def test_make_alone_lists_every_target_with_a_sentence():
    listed = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert dict.fromkeys(re.findall(r"^  make (\S+) +\S", listed.stdout, re.M)).keys() == TARGETS


def test_a_target_that_makes_no_file_is_declared_so():
    rules = set(re.findall(r"^([a-z][a-z-]*):", TEXT, re.M))

    assert rules == TARGETS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_real_targets_only(page):
    named = re.findall(r"(?:`|^ *(?:\$ )?)make ([a-z-]+)", page.read_text(), re.M)

    assert set(named) <= TARGETS
