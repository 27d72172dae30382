"""Who and what an order is to Salesman's clients: whole numbers, an address, a token."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from rest_framework import serializers

from access.authentication import caller_of
from access.callers import Caller
from common.api.json_sql import Scope, literal, value_of
from dialects.common.aliases import Aliases
from dialects.common.ids import PLACES, part_number
from dialects.common.links import link_to
from dialects.salesman.caller import counts_as_staff
from dialects.salesman.fields import WholeRowField
from orders.models import ExternalId, ExternalKind, Order, OrderItem

DIALECT = "salesman"


def aliases_of(orders: Iterable[Order]) -> Aliases:
    """The imported ids of the orders, their items and users."""
    rows: list[UUID] = []
    for order in orders:
        rows += [order.pk, *(item.pk for item in order.items.all())]
        if order.customer.user_id:
            rows.append(order.customer.user_id)
    return Aliases(DIALECT, rows=rows)


class IdField(WholeRowField):
    """A row's whole number: imported, or else computed (ADR 20)."""

    kind: ExternalKind

    def number(self, pk: UUID, otherwise: int) -> int:
        """The number of a row."""
        aliases: Aliases = self.context["aliases"]
        return aliases.number(self.kind, pk, otherwise)


class OrderIdField(IdField):
    """An order's number: its serial."""

    kind = ExternalKind.ORDER

    def to_representation(self, order: Order) -> int:
        return self.number(order.pk, order.serial)


class ItemIdField(IdField):
    """An item's number: made of its order's serial and its place."""

    kind = ExternalKind.ITEM

    def to_representation(self, item: OrderItem) -> int:
        return self.number(item.pk, part_number(item.order.serial, item.position))


class UserField(IdField):
    """The number of the user who can sign in to see the order; null for a guest's."""

    kind = ExternalKind.USER

    def to_representation(self, order: Order) -> int | None:
        user = order.customer.user
        return self.number(user.pk, user.serial) if user else None


class UrlField(serializers.Field):
    """The absolute address of an order, as the caller came."""

    def __init__(self) -> None:
        super().__init__(source="ref", read_only=True)

    def to_representation(self, ref: str) -> str:
        return link_to(self.context["request"], "order", ref=ref)


class TokenField(WholeRowField):
    """An order's token, for its customer, its holder, and callers who count as staff; null for everybody else."""

    def to_representation(self, order: Order) -> str | None:
        caller = caller_of(self.context["request"])
        may_know = (
            counts_as_staff(caller)
            or order.customer_id in caller.customers
            or order.token_digest == caller.order_token_digest
        )
        return order.token if may_know else None


def identity_values(caller: Caller) -> dict[str, Any]:
    """What the rules below need to know of the caller."""
    return {
        "knows_tokens": counts_as_staff(caller),
        "token_digest": caller.order_token_digest,
        "customers": list(caller.customers),
    }


def _numbered(kind: ExternalKind, pk: str, otherwise: str) -> str:
    digits = "CASE WHEN e.value ~ '^[0-9]{1,18}$' THEN e.value::bigint END"
    found = f"e.dialect = {literal(DIALECT)} AND e.kind = {literal(kind)} AND e.object_id = {pk}"
    return f'COALESCE((SELECT {digits} FROM "{ExternalId._meta.db_table}" e WHERE {found}), {otherwise})'


@value_of.register(OrderIdField)
def _(part: OrderIdField, scope: Scope) -> str:
    return _numbered(part.kind, scope.column("id"), scope.column("serial"))


@value_of.register(ItemIdField)
def _(part: ItemIdField, scope: Scope) -> str:
    order, serial = scope.at("order.serial")
    computed = f"{order.column(serial)} * {PLACES} + {scope.column('position')}"
    return _numbered(part.kind, scope.column("id"), computed)


@value_of.register(UserField)
def _(part: UserField, scope: Scope) -> str:
    found = (
        'FROM "addresses_customer" c JOIN "access_user" u ON u.id = c.user_id '
        f"WHERE c.id = {scope.column('customer_id')}"
    )
    return f"(SELECT {_numbered(part.kind, 'u.id', 'u.serial')} {found})"


@value_of.register(UrlField)
def _(part: UrlField, scope: Scope) -> str:
    return f"%(orders_url)s::text || {scope.column('ref')} || '/'"


@value_of.register(TokenField)
def _(part: TokenField, scope: Scope) -> str:
    may_know = (
        f"%(knows_tokens)s::boolean OR {scope.column('token_digest')} = %(token_digest)s::text "
        f"OR {scope.column('customer_id')} = ANY(%(customers)s::uuid[])"
    )
    return f"CASE WHEN {may_know} THEN {scope.column('token')} END"
