"""Actions of a dialect that change something: the mechanism of the native API (`access/commands.py`).

    @command
    def put(self, request, id): ...

    @resumable_command
    def post(self, request, id): ...

`command` for what one transaction does, and opens it; `resumable_command` for what asks a gateway in between. Callers
of dialects send no `Idempotency-Key`; one that is sent counts, and so do `?dry_run=true` and `Prefer: return=minimal`.
"""

from __future__ import annotations

from access.commands import command, is_rehearsal, resumable_command

__all__ = ["command", "is_rehearsal", "resumable_command"]
