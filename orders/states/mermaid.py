"""A machine as text that Mermaid draws."""

from __future__ import annotations

from itertools import product

from orders.states.description import Machine, State


def mermaid(machine: Machine) -> str:
    """A `stateDiagram-v2` with every state and every move."""
    names = [f'    state "{_title(state)}" as {state.value}' for state in machine.states]
    labels: dict[tuple[str, str], list[str]] = {}
    for transition in machine.transitions:
        for move in product(transition.sources, transition.targets):
            labels.setdefault(move, []).append(transition.label)
    moves = [f"    {source} --> {target}: {' or '.join(words)}" for (source, target), words in labels.items()]
    ends = [f"    {state} --> [*]" for state in machine.final]
    return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {machine.initial}", *moves, *ends, ""])


def _title(state: State) -> str:
    return state.label if state.code is None else f"{state.label} ({state.code})"
