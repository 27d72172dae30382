"""Read fields that only orders have."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from access.authentication import caller_of
from common.api.json_sql import Scope, value_of
from common.api.links import link_to
from orders.models import Order


@extend_schema_field(OpenApiTypes.URI)
class OrderUrlField(serializers.Field):
    """The absolute address of an order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="ref", read_only=True, **kwargs)

    def to_representation(self, ref: str) -> str:
        return link_to("order-detail", ref=ref)


@extend_schema_field(
    {
        "type": "string",
        "description": "The guest's secret, told only to whoever placed the order or already holds it, and to staff.",
    }
)
class TokenField(serializers.Field):
    """An order's token, for callers who may know it; null for all others."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, order: Order) -> str | None:
        placed_it = order.created_by == caller_of(self.context["request"]).actor.key
        return order.token if placed_it or self.context["rights"].token else None


class InternalTextField(serializers.CharField):
    """A text for staff, and clients that write orders; null for all others."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, text: str) -> str | None:  # type: ignore[override]
        return text if self.context["rights"].internal else None


@value_of.register(OrderUrlField)
def _(part: OrderUrlField, scope: Scope) -> str:
    return f"%(orders_url)s::text || {scope.column('ref')} || '/'"


@value_of.register(InternalTextField)
def _(part: InternalTextField, scope: Scope) -> str:
    return scope.column(str(part.source)) if part.context["rights"].internal else "NULL"


@value_of.register(TokenField)
def _(part: TokenField, scope: Scope) -> str:
    if part.context["rights"].token:
        return scope.column("token")
    return f"CASE WHEN {scope.column('created_by')} = %(caller)s::text THEN {scope.column('token')} END"
