"""Assertions that can fail."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_no_assertion_is_a_choice():
    """`assert a == b if c else d` asserts `d` alone where `c` is false: the choice needs brackets."""
    choices = [
        f"{module.relative_to(TESTS)}:{node.lineno}"
        for module in sorted(TESTS.rglob("*.py"))
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.IfExp)
    ]

    assert choices == []
