"""Guards of rows that belong together: what they refuse depends on a state, or on rows that they refer to.

A path names a column of the row itself, or, after a dot, of a row that it refers to: `order.status`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from common.guards import Guard, Trigger, quoted


class OnlyDeletedIn(Guard):
    """Rows are only deleted in some states, given by their path."""

    def __init__(self, model_name: str, path: str, states: Sequence[int | str]) -> None:
        super().__init__(model_name)
        self.path = path
        self.states = states

    def describe(self) -> str:
        return f"Only delete a {self.model_name} in some states"

    def trigger(self, model: Any) -> Trigger:
        table = model._meta.db_table
        return Trigger(
            table,
            f"{table}_only_deleted_in_states",
            "AFTER DELETE",
            f"{table}: rows are not deleted in this state.",
            unless=f"{_value(model, self.path, 'OLD')} IN ({_listed(self.states)})",
        )


class OnlyChangedIn(Guard):
    """A column only changes in some states, given by their path."""

    def __init__(self, model_name: str, field: str, path: str, states: Sequence[int | str]) -> None:
        super().__init__(model_name)
        self.field = field
        self.path = path
        self.states = states

    def describe(self) -> str:
        return f"Only change {self.model_name}.{self.field} in some states"

    def trigger(self, model: Any) -> Trigger:
        table, column = model._meta.db_table, model._meta.get_field(self.field).column
        return Trigger(
            table,
            f"{table}_{column}_only_changed_in_states",
            f'AFTER UPDATE OF "{column}"',
            f"{table}.{column} is not changed in this state.",
            when=f'OLD."{column}" <> NEW."{column}"',
            unless=f"{_value(model, self.path, 'OLD')} IN ({_listed(self.states)})",
        )


class OnlyChangedByMove(Guard):
    """A column only changes together with a move of a state, to one of these."""

    def __init__(self, model_name: str, field: str, state: str, targets: Sequence[int | str]) -> None:
        super().__init__(model_name)
        self.field = field
        self.state = state
        self.targets = targets

    def describe(self) -> str:
        return f"Only change {self.model_name}.{self.field} with a move"

    def trigger(self, model: Any) -> Trigger:
        table, column = model._meta.db_table, model._meta.get_field(self.field).column
        state = model._meta.get_field(self.state).column
        return Trigger(
            table,
            f"{table}_{column}_only_changed_by_move",
            f'BEFORE UPDATE OF "{column}"',
            f"{table}.{column} is not changed any more.",
            when=f'OLD."{column}" <> NEW."{column}"',
            unless=f'OLD."{state}" <> NEW."{state}" AND NEW."{state}" IN ({_listed(self.targets)})',
        )


class Agree(Guard):
    """What two paths say of a new row is the same. A row that refers to nothing by the second one passes."""

    def __init__(self, model_name: str, one: str, other: str) -> None:
        super().__init__(model_name)
        self.one = one
        self.other = other

    def describe(self) -> str:
        return f"Let {self.one} and {self.other} of a {self.model_name} agree"

    def trigger(self, model: Any) -> Trigger:
        table, reference = model._meta.db_table, model._meta.get_field(self.other.partition(".")[0]).column
        return Trigger(
            table,
            f"{table}_{self.other.replace('.', '_')}_agrees",
            "AFTER INSERT",
            f"{table}: {self.one} and {self.other} are not the same.",
            when=f'NEW."{reference}" IS NOT NULL',
            unless=f"{_value(model, self.one, 'NEW')} = {_value(model, self.other, 'NEW')}",
        )


def _value(model: Any, path: str, row: str) -> str:
    """The SQL of what a path leads to."""
    name, _, further = path.partition(".")
    field = model._meta.get_field(name)
    if not further:
        return f'{row}."{field.column}"'
    there = field.related_model._meta
    column = there.get_field(further).column
    return f'(SELECT "{column}" FROM "{there.db_table}" WHERE "{there.pk.column}" = {row}."{field.column}")'  # noqa: S608


def _listed(states: Sequence[int | str]) -> str:
    return ", ".join(map(quoted, states))
