"""The page of the docs about states: tables and diagrams of all machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orders.states.description import MACHINES, WHERE_IT_CAME_FROM, Machine, State, Transition, machine_named
from orders.states.mermaid import mermaid

_INTRODUCTION = """\
# States

Written from the code by `manage.py write_states`; a test fails when they differ. The same is served as JSON, as Mermaid
text and as a picture by `GET /api/v1/orders/states/?machine=order&format=json`, where `machine` is one of
{machines},
and `format` one of `json`, `mermaid`, `svg`.

The database refuses every move that is not in these tables, whoever writes it.
"""


def page() -> str:
    """The whole page in Markdown."""
    introduction = _INTRODUCTION.format(machines=", ".join(f"`{name}`" for name in MACHINES))
    return "\n".join([introduction, *(_section(machine_named(name)) for name in MACHINES)])


def _section(machine: Machine) -> str:
    return f"""\
## {machine.label}

{_states(machine)}

{_transitions(machine)}

```mermaid
{mermaid(machine)}```
"""


def _states(machine: Machine) -> str:
    """Value and meaning; for orders also whether payment is awaited (`payable`), and `open`."""
    if machine.states[0].code is None:
        return _table(["Value", "Name"], ([f"`{state.value}`", state.label] for state in machine.states))
    columns = ["Code", "Value", "Name"]
    if machine.states[0].meaning:
        columns += ["Meaning", "Awaits payment", "Open"]
    return _table(columns, (_state(state)[: len(columns)] for state in machine.states))


def _state(state: State) -> list[str]:
    yes_no = {True: "yes", False: "–", None: ""}
    return [
        str(state.code),
        f"`{state.value}`",
        state.label,
        state.meaning,
        yes_no[state.payable],
        yes_no[state.open],
    ]


def _transitions(machine: Machine) -> str:
    columns = ["Transition", "From", "To", "Meaning"]
    if any(transition.manual for transition in machine.transitions):
        columns += ["By hand"]
    return _table(columns, (_transition(transition)[: len(columns)] for transition in machine.transitions))


def _transition(transition: Transition) -> list[str]:
    refused = [f"Refused when: {condition.sentence}" for condition in transition.conditions]
    return [
        f"`{transition.name}`",
        ", ".join(transition.sources),
        transition.to or WHERE_IT_CAME_FROM,
        " ".join([transition.meaning, *refused]),
        _manually(transition),
    ]


def _manually(transition: Transition) -> str:
    """Where a person may take it from, under which conditions, and what to do otherwise."""
    everywhere = transition.manual == transition.sources
    said = ["Yes." if everywhere else f"From {', '.join(transition.manual)}." if transition.manual else "No."]
    said += [f"Refused when: {condition.sentence}" for condition in transition.manual_conditions]
    if transition.instead:
        said.append(f"Otherwise: {transition.instead}" if transition.manual else transition.instead)
    return " ".join(said)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
