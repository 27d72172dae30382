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
from orders.reading import sees_all_notes


@extend_schema_field(OpenApiTypes.URI)
class OrderUrlField(serializers.Field):
    """The absolute address of an order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="ref", read_only=True, **kwargs)

    def to_representation(self, ref: str) -> str:
        return link_to("order-detail", self.context["request"], ref=ref)


@extend_schema_field(
    {
        "type": "string",
        "description": "The guest's secret, told only to whoever placed the order or already holds it, and to staff.",
    }
)
class TokenField(serializers.Field):
    """An order's token, for whoever may know it; null for everybody else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, order: Order) -> str | None:
        caller = caller_of(self.context["request"])
        may_know = caller.is_staff or order.token_digest == caller.order_token_digest
        return order.token if may_know or order.created_by == caller.actor.key else None


class InternalTextField(serializers.CharField):
    """A text for staff and clients that write orders; null for everybody else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, text: str) -> str | None:  # type: ignore[override]
        return text if sees_all_notes(caller_of(self.context["request"])) else None


@value_of.register(OrderUrlField)
def _(part: OrderUrlField, scope: Scope) -> str:
    return f"%(orders_url)s::text || {scope.column('ref')} || '/'"


@value_of.register(InternalTextField)
def _(part: InternalTextField, scope: Scope) -> str:
    return f"CASE WHEN %(sees_internal)s::boolean THEN {scope.column(str(part.source))} END"


@value_of.register(TokenField)
def _(part: TokenField, scope: Scope) -> str:
    may_know = (
        f"%(is_staff)s::boolean OR {scope.column('token_digest')} = %(token_digest)s::text "
        f"OR {scope.column('created_by')} = %(caller)s::text"
    )
    return f"CASE WHEN {may_know} THEN {scope.column('token')} END"
