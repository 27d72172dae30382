"""One refund of a payment."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django_fsm import FSMField, transition
from uuid6 import uuid7

from common.actors import ActorKind
from common.amounts import format_money
from common.fields import Identified, MoneyField
from common.fsm import ProtectedState
from common.money import ZERO
from payments.models.payment import Payment
from payments.statuses import Attention, RefundOrigin, RefundState

S = RefundState


class Refund(ProtectedState, Identified):
    """Money that goes back to a customer, in the payment's currency.

    The row is committed before the gateway is called, and its `id` is the gateway's idempotency key for ever. It is
    never deleted.
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds", db_index=False)
    amount = MoneyField()
    status = FSMField(max_length=10, choices=RefundState.choices, default=S.RESERVED, protected=True)
    origin = models.CharField(max_length=10, choices=RefundOrigin.choices, default=RefundOrigin.COMMAND)
    manual = models.BooleanField(default=False, help_text="A person pays it out, whatever the payment's method.")
    excess = MoneyField(default=ZERO, help_text="The part of it that returns money which was not owed.")
    keep_shipping = models.BooleanField(default=False, help_text="The goods are shipped although they are refunded.")
    reason = models.CharField(max_length=500, blank=True)
    reason_code = models.CharField(max_length=50, blank=True, help_text="Of the offered reason that it is.")
    command = models.UUIDField(
        default=uuid7, editable=False, help_text="The first refund of the command that this one is part of."
    )
    lines = models.JSONField(default=list, blank=True, help_text="The units that it is for, each with its share.")
    transaction_id = models.CharField(max_length=200, blank=True, help_text="The gateway's own id of the refund.")
    idempotency_key = models.CharField(max_length=300, null=True, unique=True, editable=False)
    failure_code = models.CharField(max_length=100, blank=True)
    failure_detail = models.CharField(max_length=500, blank=True)
    needs_human = models.BooleanField(default=False, help_text="A person must pay it out, or look.")
    attention = models.CharField(
        max_length=30, choices=Attention.choices, blank=True, help_text="Why a person must look."
    )
    attempts = models.PositiveIntegerField(default=0, help_text="How often the gateway was asked for the outcome.")
    actor_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_name = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__one_of=RefundState.values), name="refund_status_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive"),
            models.CheckConstraint(condition=Q(origin__one_of=RefundOrigin.values), name="refund_origin_known"),
            models.CheckConstraint(condition=Q(attention__one_of=Attention.values), name="refund_attention_known"),
            models.CheckConstraint(
                condition=Q(excess__gte=0, excess__lte=F("amount")), name="refund_excess_within_amount"
            ),
            models.UniqueConstraint(
                fields=["payment", "transaction_id"],
                condition=~Q(transaction_id="") & Q(origin__in=[RefundOrigin.DASHBOARD, RefundOrigin.DISPUTE]),
                name="refund_booked_once_a_gateway",
            ),
        ]
        indexes = [
            models.Index(fields=["payment", "id"], name="refund_payment"),
            models.Index(
                fields=["status", "updated_at"],
                name="refund_pending",
                condition=Q(status__in=[S.RESERVED, S.SENT, S.UNKNOWN]),
            ),
            models.Index(fields=["created_at", "id"], name="refund_created"),
            models.Index(fields=["transaction_id"], name="refund_transaction", condition=~Q(transaction_id="")),
        ]

    def __str__(self) -> str:
        amount = format_money(self.amount, self.payment.currency, language=get_language())
        return f"{amount}, {self.get_status_display()}"

    @transition("status", source=S.RESERVED, target=S.SENT)
    def send(self, *, at: datetime) -> None:
        """The gateway is being asked."""

    @transition("status", source=[S.RESERVED, S.SENT, S.UNKNOWN, S.FAILED], target=S.SUCCEEDED)
    def succeed(self, *, at: datetime) -> None:
        """The money is back with the customer. After `failed`, the gateway contradicts itself or a person."""
        self.settled_at = at

    @transition("status", source=[S.RESERVED, S.SENT, S.UNKNOWN, S.SUCCEEDED], target=S.FAILED)
    def fail(self, *, at: datetime, code: str = "", detail: str = "") -> None:
        """The gateway declined; the money can be refunded again. After `succeeded`, the money came back."""
        self.settled_at = at
        self.failure_code, self.failure_detail = code[:100], detail[:500]

    @transition("status", source=S.SENT, target=S.UNKNOWN)
    def mark_unknown(self, *, at: datetime, detail: str = "") -> None:
        """The outcome is unknown. The money stays reserved until the gateway answers."""
        self.failure_detail = detail[:500]
