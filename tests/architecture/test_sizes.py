"""Modules and functions stay short enough to be read at one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = [
    "orders_service",
    "dialects",
    "shopper",
    "workplace",
    "orders",
    "payments",
    "cancellations",
    "addresses",
    "events",
    "access",
    "common",
]
MODULES = [
    path
    for folder in [*APPS, "scripts"]
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts and path.name != "settings.py"
]
MISCELLANY = {"utils.py", "helpers.py", "constants.py", "signals.py", "misc.py"}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_stops_at_about_250_lines(path):
    assert len(path.read_text().splitlines()) <= 275


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_function_stops_at_about_30_lines(path):
    long = {node.name: node.end_lineno - node.body[0].lineno for node in functions(path)}

    assert {name: lines for name, lines in long.items() if lines > 33} == {}


def test_no_module_collects_miscellany():
    assert [named(path) for path in MODULES if path.name in MISCELLANY] == []
