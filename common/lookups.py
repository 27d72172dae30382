"""Parts of texts in this case, on every database: SQLite's `contains`, `startswith` and `endswith` take a for A."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.db.models import CharField, TextField
from django.db.models.lookups import Contains, EndsWith, StartsWith

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


def register() -> None:
    """Let all texts be looked up so."""
    for lookup in (ContainsInCase, StartsWithInCase, EndsWithInCase):
        for field in (CharField, TextField):
            field.register_lookup(lookup)
