"""One attempt to pay."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.lookups import Exact
from django.utils.translation import get_language, gettext
from django_fsm import FSMField, transition

from common.amounts import format_money
from common.fields import Identified, MoneyField
from common.fsm import ProtectedState
from common.money import CURRENCIES_BY_DIGITS, ZERO
from payments.statuses import Attention, PaymentState, Question

S = PaymentState


def _whole(step: int) -> Exact:
    """Whether the amount, in ten-thousandths, is a multiple of a step."""
    return Exact(ExpressionWrapper(F("amount") % step, output_field=models.BigIntegerField()), 0)


def _has(digits: int) -> Q:
    return Q(currency__one_of=sorted(CURRENCIES_BY_DIGITS[digits]))


FITS_ITS_CURRENCY = _has(4) | Q(_has(3), _whole(10)) | Q(~_has(0), _whole(100)) | Q(_whole(10_000))
"""The amount has no more digits than its currency."""


class Payment(ProtectedState, Identified):
    """Money from a customer for an order. It is never deleted, and keeps no more of a card than a person needs to
    recognise it. `amount` is in units of `currency`."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="payments", db_index=False)
    method = models.CharField(max_length=50, help_text="The gateway's identifier, such as `bank-transfer`.")
    label = models.CharField(max_length=100, blank=True)
    currency = models.CharField(max_length=3)
    amount = MoneyField()
    refunded_amount = MoneyField(default=ZERO)
    refund_reserved = MoneyField(default=ZERO)
    refunded_beyond = MoneyField(default=ZERO, help_text="What the gateway refunded beyond the payment's amount.")
    retained_amount = MoneyField(default=ZERO, help_text="What was not owed and is kept by a person's decision.")
    status = FSMField(max_length=10, choices=PaymentState.choices, default=S.NEW, protected=True)
    transaction_id = models.CharField(max_length=200, blank=True, help_text="The gateway's own id of the money.")
    attempt_id = models.CharField(max_length=200, blank=True, help_text="The gateway's own id of this attempt to pay.")
    idempotency_key = models.CharField(max_length=300, null=True, unique=True, editable=False)
    asking = models.CharField(
        max_length=10, choices=Question.choices, blank=True, help_text="What the gateway is being asked."
    )
    asking_key = models.CharField(max_length=300, blank=True, editable=False, help_text="The command that asks.")
    attempts = models.PositiveIntegerField(default=0, help_text="How often the gateway was asked for the outcome.")
    needs_human = models.BooleanField(default=False, help_text="A person must look.")
    attention = models.CharField(
        max_length=30, choices=Attention.choices, blank=True, help_text="Why a person must look."
    )
    url = models.CharField(max_length=2000, blank=True, help_text="Where the customer pays.")
    return_url = models.CharField(
        max_length=2000, blank=True, help_text="Where the customer goes after paying; empty: where the channel says."
    )
    card_brand = models.CharField(max_length=30, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    cheque_number = models.CharField(max_length=50, blank=True)
    cheque_date = models.DateField(null=True, blank=True)
    detail = models.CharField(max_length=500, blank=True, help_text="What the storefront says about it.")
    option_id = models.CharField(
        max_length=50, blank=True, help_text="The storefront's own id of the way to pay that was chosen."
    )
    failure_code = models.CharField(max_length=100, blank=True)
    failure_detail = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    authorized_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__one_of=PaymentState.values), name="payment_status_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(condition=FITS_ITS_CURRENCY, name="payment_amount_fits_its_currency"),
            models.CheckConstraint(
                condition=Q(retained_amount__lte=F("amount")), name="payment_retains_no_more_than_it_brought"
            ),
            models.CheckConstraint(
                condition=Q(
                    refunded_amount__gte=0,
                    refund_reserved__gte=0,
                    refunded_beyond__gte=0,
                    retained_amount__gte=0,
                    amount__gte=F("refunded_amount") + F("refund_reserved"),
                ),
                name="payment_never_refunded_beyond_its_amount",
            ),
            models.CheckConstraint(
                condition=Q(status=S.COMPLETED)
                | Q(refunded_amount=0, refund_reserved=0, refunded_beyond=0, retained_amount=0),
                name="payment_refunded_only_when_completed",
            ),
            models.UniqueConstraint(
                fields=["method", "transaction_id"],
                condition=~Q(transaction_id="") & ~Q(status__in=[S.FAILED, S.CANCELLED]),
                name="payment_transaction_once_a_gateway",
            ),
            models.CheckConstraint(condition=Q(asking__one_of=Question.values), name="payment_question_known"),
            models.CheckConstraint(condition=Q(attention__one_of=Attention.values), name="payment_attention_known"),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="payment_order"),
            models.Index(fields=["method", "order"], name="payment_method_order"),
            models.Index(fields=["status", "updated_at"], name="payment_status_updated"),
            models.Index(fields=["created_at", "id"], name="payment_created"),
            models.Index(fields=["transaction_id"], name="payment_transaction", condition=~Q(transaction_id="")),
            models.Index(fields=["method", "attempt_id"], name="payment_attempt", condition=~Q(attempt_id="")),
            models.Index(fields=["status", "order"], name="payment_for_people", condition=Q(needs_human=True)),
        ]

    def __str__(self) -> str:
        amount = format_money(self.amount, self.currency, language=get_language())
        return f"{amount}, {self.method_name}"

    @property
    def method_name(self) -> str:
        """The payment method's display name, in the active language."""
        return gettext(self.label) if self.label else self.method

    @property
    def refundable_amount(self) -> Decimal:
        """What can still be refunded, in units of the currency."""
        if self.status != S.COMPLETED:
            return ZERO
        return self.amount - self.refunded_amount - self.refund_reserved

    @property
    def undecided_amount(self) -> Decimal:
        """What can still be refunded, and nobody decided to keep."""
        return max(ZERO, self.refundable_amount - self.retained_amount)

    @transition("status", source=S.NEW, target=S.PROCESSING)
    def process(self, *, at: datetime) -> None:
        """The gateway has it; the customer is paying."""

    @transition("status", source=[S.NEW, S.PROCESSING], target=S.AUTHORIZED)
    def authorize(self, *, at: datetime) -> None:
        """The money is held for us, not yet taken."""
        self.authorized_at = at

    @transition("status", source=[S.NEW, S.PROCESSING, S.AUTHORIZED], target=S.COMPLETED)
    def complete(self, *, at: datetime) -> None:
        """The money is ours."""
        self.completed_at = at

    @transition("status", source=[S.NEW, S.PROCESSING, S.AUTHORIZED], target=S.FAILED)
    def fail(self, *, at: datetime, code: str = "", detail: str = "") -> None:
        """The gateway declined."""
        self.failure_code, self.failure_detail = code[:100], detail[:500]

    @transition("status", source=[S.NEW, S.PROCESSING, S.AUTHORIZED], target=S.CANCELLED)
    def cancel(self, *, at: datetime) -> None:
        """Voided before any money was taken."""
