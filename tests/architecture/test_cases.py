"""Cases that are the same in every process: pytest-xdist refuses to run others."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]
SETS = (ast.Set, ast.SetComp)


def test_no_case_is_named_or_ordered_by_a_set():
    found = [
        f"{module.relative_to(TESTS)}:{call.lineno}"
        for module in sorted(TESTS.rglob("*.py"))
        for call in ast.walk(ast.parse(module.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("parametrize") and depends_on_a_set(call)
    ]

    assert found == []


def depends_on_a_set(call):
    """Whether the cases come out of a set, or are named by the text of one."""
    cases = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "argvalues")]
    named_by = {ast.unparse(word.value) for word in call.keywords if word.arg == "ids"}
    is_named_by_text = bool(named_by & {"str", "repr"})
    within = [part for case in cases for part in (ast.walk(case) if is_named_by_text else [case])]
    return any(isinstance(part, SETS) for part in within)
