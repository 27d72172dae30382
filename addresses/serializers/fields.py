"""Fields that not every caller may read."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.callers import Rights
from common.api.json_sql import Scope, value_of


@extend_schema_field(
    {"type": ["string", "null"], "description": "Null for clients without the scope `addresses:read` and for guests."}
)
class PrivateField(serializers.Field):
    """An identity or tax number: shown to signed-in customers, and callers with the scope `addresses:read`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, number: str) -> str | None:
        rights: Rights = self.context["rights"]
        return number if rights.private else None


class ContactField(serializers.CharField):
    """An e-mail address; empty for staff who may not know customers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, text: str) -> str:
        rights: Rights = self.context["rights"]
        return text if rights.contact else ""


@value_of.register(ContactField)
def _(part: ContactField, scope: Scope) -> str:
    return scope.column(str(part.source)) if part.context["rights"].contact else "''"


@value_of.register(PrivateField)
def _(part: PrivateField, scope: Scope) -> str:
    return scope.column(part.source) if part.context["rights"].private else "NULL"
