"""The names of payment methods: as their channel names them, and by the identifiers imported from Salesman."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import OuterRef
from rest_framework import serializers

from common.api.json_sql import Scope, literal, value_of
from orders.models import ExternalId, ExternalKind, PaymentMethod
from payments.models import Payment

DIALECT = "salesman"
Key = tuple[UUID, str]
"""A channel, and the identifier of one of its methods here."""


def identifiers_in(channels: Iterable[UUID]) -> Mapping[Key, str]:
    """The identifiers that were imported with methods of these channels."""
    imported = ExternalId.objects.filter(dialect=DIALECT, kind=ExternalKind.PAYMENT_METHOD, object_id=OuterRef("pk"))
    methods = PaymentMethod.objects.filter(channel__in=set(channels)).annotate(theirs=imported.values("value"))
    return {(row.channel_id, row.code): row.theirs for row in methods.exclude(theirs=None)}


def labels_in(channel: UUID) -> Mapping[str, str]:
    """The names that a channel gives its methods."""
    return dict(PaymentMethod.objects.filter(channel=channel).exclude(name="").values_list("code", "name"))


class MethodField(serializers.Field):
    """The identifier of a payment's method."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, payment: Payment) -> str:
        known: Mapping[Key, str] = self.context["methods"]
        return known.get((payment.order.channel_id, payment.method), payment.method)


@value_of.register
def _(part: MethodField, scope: Scope) -> str:
    order, channel = scope.at("order.channel_id")
    method = scope.column("method")
    named = (
        f'SELECT e.value FROM "{PaymentMethod._meta.db_table}" m JOIN "{ExternalId._meta.db_table}" e ON '
        f"e.dialect = {literal(DIALECT)} AND e.kind = {literal(ExternalKind.PAYMENT_METHOD)} AND e.object_id = m.id "
        f"WHERE m.channel_id = {order.column(channel)} AND m.code = {method}"
    )
    return f"COALESCE(({named}), {method})"
