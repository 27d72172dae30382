"""Fields for what not everybody may read."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.authentication import caller_of
from access.callers import Caller
from common.actors import ActorKind
from common.api.json_sql import Scope, value_of


@extend_schema_field(
    {"type": ["string", "null"], "description": "Null for clients without the scope `addresses:read` and for guests."}
)
class PrivateField(serializers.Field):
    """An identity or tax number: for signed-in customers, and whoever has the scope `addresses:read`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, number: str) -> str | None:
        return number if may_read_private(caller_of(self.context["request"])) else None


def may_read_private(caller: Caller) -> bool:
    """Whether identity and tax numbers are shown to this caller."""
    return caller.kind is ActorKind.CUSTOMER or caller.may("addresses:read")


@value_of.register(PrivateField)
def _(part: PrivateField, scope: Scope) -> str:
    return f"CASE WHEN %(may_read_private)s::boolean THEN {scope.column(part.source)} END"
