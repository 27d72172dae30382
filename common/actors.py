"""The author of a change: recorded on every event, note and status change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    STAFF = "staff"
    CUSTOMER = "customer"
    CLIENT = "client"
    GUEST = "guest"
    GATEWAY = "gateway"
    SYSTEM = "system"


BUYERS = frozenset({ActorKind.CUSTOMER, ActorKind.GUEST})
"""Those who act on orders of their own only."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or program that gives a command: its kind, its name on the timeline, its id and its address."""

    kind: ActorKind
    name: str
    id: str = ""
    ip: str | None = None

    @property
    def key(self) -> str:
        """Kind and id in one word."""
        return f"{self.kind}:{self.id}"


SYSTEM = Actor(ActorKind.SYSTEM, "Orders Service")
