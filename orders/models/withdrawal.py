"""Withdrawals from the contract, as consumers in the European Union declare them."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from orders.models.history import Written
from orders.models.order import Order


class Withdrawal(Written):
    """A statement that somebody withdraws from the contract on some units. It is never changed.

    `lines` are the units as they were called then: `{"item", "sku", "name", "quantity"}`; `waits` of them, which were
    sent, wait for the cancellation of others of their item before they come back. The receipt went to `email`.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="withdrawals", db_index=False)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254)
    lines = models.JSONField(encoder=DjangoJSONEncoder)
    waits = models.PositiveIntegerField(default=0)
    idempotency_key = models.CharField(max_length=300, null=True, unique=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["order", "id"], name="withdrawal_order"),
            models.Index(fields=["created_at"], name="withdrawal_waits", condition=models.Q(waits__gt=0)),
        ]

    def __str__(self) -> str:
        return f"Withdrawal by {self.name}"
