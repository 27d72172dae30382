"""The locks pin everything, say nothing about where it comes from, and belong to their lists of wishes."""

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKS = ["base.lock", "dev.lock"]


def wishes(name: str) -> list[Requirement]:
    lines = (REQUIREMENTS / name).read_text().split("\n")
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def pins(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / name).read_text()
    return {canonicalize_name(key): value for key, value in re.findall(r"^([\w.\-\[\]]+)==([^\s;]+)", text, re.M)}


@pytest.mark.parametrize("lock", [REQUIREMENTS / "base.lock", REQUIREMENTS / "dev.lock", ROOT / "package-lock.json"])
def test_a_lock_names_no_address(lock):
    assert "://" not in lock.read_text()


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_carries_a_hash(name):
    blocks = re.split(r"\n(?=\S)", (REQUIREMENTS / name).read_text().strip())

    assert [block for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_wish_is_met_by_its_lock(name):
    locked = pins(f"{name}.lock")

    unmet = [
        str(wish) for wish in wishes(f"{name}.in") if locked.get(canonicalize_name(wish.name)) not in wish.specifier
    ]

    assert unmet == []


def test_development_uses_the_versions_of_production():
    development = pins("dev.lock")

    assert {name: development.get(name) for name in pins("base.lock")} == pins("base.lock")


def test_the_npm_lock_belongs_to_its_list_of_wishes():
    wished = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert {name: locked[f"node_modules/{name}"]["version"] for name in wished} == wished
