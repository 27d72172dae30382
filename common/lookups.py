"""Lookups of our own: parts of texts in this case, where SQLite's `contains` takes a for A, and one of a few values."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.db.models import CharField, Field, TextField
from django.db.models.lookups import Contains, EndsWith, In, StartsWith

_SPECIAL = re.compile(r"[*?[]")


class InCase:
    """A lookup of a part of a text, which SQLite compares by `GLOB`."""

    glob: ClassVar[str]

    def as_sqlite(self: Any, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The condition; compared with an expression, Django's own."""
        if not self.rhs_is_direct_value():
            condition: tuple[str, list[Any]] = self.as_sql(compiler, connection)
            return condition
        text, values = self.process_lhs(compiler, connection)
        return f"{text} GLOB %s", [*values, self.glob.format(_SPECIAL.sub(r"[\g<0>]", self.rhs))]


class ContainsInCase(InCase, Contains):
    glob = "*{}*"


class StartsWithInCase(InCase, StartsWith):
    glob = "{}*"


class EndsWithInCase(InCase, EndsWith):
    glob = "*{}"


class OneOf(In):
    """`in` for check constraints. PostgreSQL parses those for every statement that writes the table; one array
    takes less time than a list."""

    lookup_name = "one_of"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        _, known = self.process_rhs(compiler, connection)
        return f"{column} = ANY(%s)", [*values, list(known)]


def register() -> None:
    """Let texts be looked up so, and all columns by `OneOf`."""
    Field.register_lookup(OneOf)
    for lookup in (ContainsInCase, StartsWithInCase, EndsWithInCase):
        for field in (CharField, TextField):
            field.register_lookup(lookup)
