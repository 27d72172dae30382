"""Migration operations that make the database itself refuse what must never happen, whoever asks for it.

Each is a trigger that raises what Django knows as an `IntegrityError`. To let a state machine take a new move, repeat
`OnlyEdges` in a new migration: it replaces the one before.

SQLite drops a table's triggers when a later migration rebuilds the table: such a migration ends by repeating the
table's guards, as they are by then. A test compares the guards of a migrated database with the state machines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, permutations
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Edges = Mapping[int | str, Sequence[int | str]]

THIS_TRANSACTION = "{this transaction}"
"""A placeholder in conditions for the number of the running transaction."""
_NUMBER_OF_TRANSACTION = {"postgresql": "pg_current_xact_id()::text::bigint", "sqlite": "0"}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger that checks every row that a statement changes, and refuses with a sentence.

    `at` is the moment and the statement, such as `BEFORE UPDATE`. What looks for rows that the same statement may have
    written comes `AFTER` it.
    `when` is about the row alone, and short: PostgreSQL parses it for every statement that writes the column.
    `unless` is planned once per connection, may be long, and may look into other tables.
    PostgreSQL says `message` instead of `sentence`, an expression over the row. SQLite can only say what was written
    beforehand, so `cases` has sentences ready, each under the condition that it is for.
    """

    table: str
    name: str
    at: str
    sentence: str
    when: str = ""
    unless: str = ""
    message: str = ""
    cases: tuple[tuple[str, str], ...] = ()

    def drop(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f'DROP TRIGGER IF EXISTS "{self.name}"']
        return [f'DROP TRIGGER IF EXISTS "{self.name}" ON "{self.table}"', f'DROP FUNCTION IF EXISTS "{self.name}"()']

    def create(self, vendor: str) -> list[str]:
        trigger = f'CREATE TRIGGER "{self.name}" {self.at} ON "{self.table}" FOR EACH ROW '
        if vendor == "sqlite":
            conditions = [self.when, self.unless and f"NOT ({self._unless(vendor)})"]
            when = " AND ".join(f"({condition})" for condition in conditions if condition)
            return [f"{trigger}{when and f'WHEN {when} '}BEGIN SELECT {self._raised_on_sqlite()}; END"]
        when = f"WHEN ({self.when}) " if self.when else ""
        return [self._function(), f'{trigger}{when}EXECUTE FUNCTION "{self.name}"()']

    def _function(self) -> str:
        """What PostgreSQL runs for a row that `when` holds for."""
        passes = f"IF {self._unless('postgresql')} THEN RETURN NEW; END IF; " if self.unless else ""
        return (
            f'CREATE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {passes}'
            f"RAISE EXCEPTION USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, "
            f"MESSAGE = {self.message or quoted(self.sentence)}; END $$"
        )

    def _unless(self, vendor: str) -> str:
        return self.unless.replace(THIS_TRANSACTION, _NUMBER_OF_TRANSACTION[vendor])

    def _raised_on_sqlite(self) -> str:
        otherwise = f"RAISE(ABORT, {quoted(self.sentence)})"
        cases = " ".join(f"WHEN {when} THEN RAISE(ABORT, {quoted(said)})" for when, said in self.cases)
        return f"CASE {cases} ELSE {otherwise} END" if cases else otherwise


class Guard(Operation):
    """Puts a trigger on the table of a model; one of the same name goes."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def trigger(self, model: Any) -> Trigger:
        """The trigger for the model as it is at this point of the migrations."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """What Django knows of the tables does not include triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._execute(app_label, schema_editor, to_state, create=True)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._execute(app_label, schema_editor, to_state, create=False)

    def _execute(self, app_label: str, schema_editor: Any, state: ProjectState, *, create: bool) -> None:
        model = state.apps.get_model(app_label, self.model_name)
        connection = schema_editor.connection
        if self.allow_migrate_model(connection.alias, model):
            trigger = self.trigger(model)
            statements = trigger.drop(connection.vendor) + (trigger.create(connection.vendor) if create else [])
            for statement in statements:
                schema_editor.execute(statement, params=None)


class OnlyEdges(Guard):
    """A state may only be followed by those that `edges` lists for it, as they are stored."""

    def __init__(self, model_name: str, field: str, edges: Edges) -> None:
        super().__init__(model_name)
        self.field = field
        self.edges = edges

    def describe(self) -> str:
        return f"Let {self.model_name}.{self.field} only take the moves that are published"

    def trigger(self, model: Any) -> Trigger:
        table, column = model._meta.db_table, model._meta.get_field(self.field).column
        old, new, said = f'OLD."{column}"', f'NEW."{column}"', f"{table}.{column}: no move leads"
        allowed = " OR ".join(
            f"{old} = {quoted(source)} AND {new} IN ({', '.join(map(quoted, targets))})"
            for source, targets in self.edges.items()
        )
        return Trigger(
            table=table,
            name=f"{table}_{column}_only_edges",
            at=f'BEFORE UPDATE OF "{column}"',
            sentence=f"{said} there.",
            when=f"{old} <> {new}",
            unless=allowed,
            message=f"{quoted(f'{said} from ')} || {old} || ' to ' || {new} || '.'",
            cases=tuple(
                (f"{old} = {quoted(source)} AND {new} = {quoted(target)}", f"{said} from {source} to {target}.")
                for source, target in self._refused()
            ),
        )

    def _refused(self) -> Iterator[tuple[int | str, int | str]]:
        """Every move from one known state to another that is not among the edges."""
        states = dict.fromkeys([*self.edges, *chain.from_iterable(self.edges.values())])
        for source, target in permutations(states, 2):
            if target not in self.edges.get(source, ()):
                yield source, target


class OnlyListed(Guard):
    """A row may only be added with a value that is a primary key of the model `listed_in`, of the same app.

    Unlike a CHECK constraint, a longer list needs no migration; unlike a foreign key, the row keeps the bare value.
    """

    def __init__(self, model_name: str, field: str, listed_in: str) -> None:
        super().__init__(model_name)
        self.field = field
        self.listed_in = listed_in

    def describe(self) -> str:
        return f"Let {self.model_name}.{self.field} only be what {self.listed_in} lists"

    def trigger(self, model: Any) -> Trigger:
        table, column = model._meta.db_table, model._meta.get_field(self.field).column
        listed = model._meta.apps.get_model(model._meta.app_label, self.listed_in)._meta
        is_listed = f'SELECT 1 FROM "{listed.db_table}" WHERE "{listed.pk.column}" = NEW."{column}"'  # noqa: S608
        return Trigger(
            table=table,
            name=f"{table}_{column}_only_listed",
            at="BEFORE INSERT",
            sentence=f"{table}.{column}: not in {listed.db_table}.",
            unless=f"EXISTS ({is_listed})",
        )


class NeverDeleted(Guard):
    """Rows stay for ever."""

    def describe(self) -> str:
        return f"Never delete a {self.model_name}"

    def trigger(self, model: Any) -> Trigger:
        table = model._meta.db_table
        return Trigger(table, f"{table}_never_deleted", "BEFORE DELETE", f"{table}: rows are never deleted.")


class FixedColumn(Guard):
    """A column keeps what it was given at the beginning."""

    def __init__(self, model_name: str, field: str) -> None:
        super().__init__(model_name)
        self.field = field

    def describe(self) -> str:
        return f"Never change {self.model_name}.{self.field}"

    def trigger(self, model: Any) -> Trigger:
        table, column = model._meta.db_table, model._meta.get_field(self.field).column
        return Trigger(
            table=table,
            name=f"{table}_{column}_fixed",
            at=f'BEFORE UPDATE OF "{column}"',
            sentence=f"{table}.{column} is never changed.",
            when=f'OLD."{column}" IS DISTINCT FROM NEW."{column}"',
        )


def quoted(value: int | str) -> str:
    return str(int(value)) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
