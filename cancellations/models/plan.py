"""Cancellations and returns: their units, amounts and status."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, transition

from cancellations.statuses import CLOSED_PLANS, PlanStatus, PlanType, ShippingRule
from common.actors import ActorKind
from common.fields import Identified, MoneyField
from common.fsm import ProtectedState
from common.money import ZERO

S = PlanStatus


class CancellationPlan(ProtectedState, Identified):
    """A request to cancel units not yet sent, or to return units that were. Amounts are in the order's currency.

    `refund_amount` is what goes back for goods, `shipping_refund_amount` for shipping; `discount_refund_amount` is the
    discount that the units had, and so does not go back. They say what the units are worth; of that, `waived_amount`
    was never paid, and `payment_plan` says from which payments the rest goes back.
    """

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="cancellation_plans", db_index=False)
    plan_type = models.CharField(max_length=6, choices=PlanType.choices)
    status = FSMField(max_length=20, choices=PlanStatus.choices, default=S.WAITING, protected=True)
    whole_order = models.BooleanField(default=False)
    rejects_items = models.BooleanField(default=False, help_text="The seller cannot fulfil the items.")
    shipping_rule = models.CharField(max_length=15, choices=ShippingRule.choices, default=ShippingRule.WITH_THE_LAST)
    takes_shipping = models.BooleanField(default=False, help_text="Shipping is refunded with this plan.")
    refund_amount = MoneyField(default=ZERO)
    shipping_refund_amount = MoneyField(default=ZERO)
    discount_refund_amount = MoneyField(default=ZERO)
    waived_amount = MoneyField(default=ZERO, help_text="What was not paid yet, and is no longer asked for.")
    payment_plan = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)
    invoice_number = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    reason_code = models.CharField(max_length=50, blank=True, help_text="Of the offered reason that it is.")
    notify_customer = models.BooleanField(default=False, help_text="Send an e-mail when it is completed.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it was tried again.")
    idempotency_key = models.CharField(max_length=300, null=True, unique=True, editable=False)
    decision_key = models.CharField(
        max_length=300, blank=True, editable=False, help_text="The command that decided last."
    )
    actor_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_name = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "cancellation plan"
        constraints = [
            models.CheckConstraint(condition=Q(status__one_of=PlanStatus.values), name="plan_status_known"),
            models.CheckConstraint(condition=Q(plan_type__one_of=PlanType.values), name="plan_type_known"),
            models.CheckConstraint(
                condition=Q(shipping_rule__one_of=ShippingRule.values), name="plan_shipping_rule_known"
            ),
            models.CheckConstraint(
                condition=Q(waived_amount__gte=0, waived_amount__lte=F("refund_amount") + F("shipping_refund_amount")),
                name="plan_waives_no_more_than_it_is_about",
            ),
            models.CheckConstraint(
                condition=Q(refund_amount__gte=0, shipping_refund_amount__gte=0, discount_refund_amount__gte=0),
                name="plan_amounts_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="plan_order"),
            models.Index(fields=["status", "created_at"], name="plan_status_created"),
            models.Index(fields=["created_at", "id"], name="plan_created"),
            models.Index(fields=["invoice_number"], name="plan_invoice", condition=~Q(invoice_number="")),
            models.Index(fields=["refund_amount", "created_at"], name="plan_refund_amount"),
            models.Index(fields=["shipping_refund_amount", "created_at"], name="plan_shipping_refund_amount"),
            models.Index(fields=["discount_refund_amount", "created_at"], name="plan_discount_refund_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.get_plan_type_display()}, {self.get_status_display()}"

    @property
    def is_open(self) -> bool:
        return self.status not in CLOSED_PLANS

    @property
    def amount(self) -> Decimal:
        """The value of its units and shipping."""
        return self.refund_amount + self.shipping_refund_amount

    @transition("status", source=S.WAITING, target=S.WAITING_SUPPLIER)
    def ask_supplier(self, *, at: datetime) -> None:
        """Ask the supplier."""

    @transition("status", source=[S.WAITING, S.WAITING_SUPPLIER], target=S.CONFIRMATION_WAITING)
    def await_confirmation(self, *, at: datetime) -> None:
        """Wait for the goods, or for the merchant's answer."""

    @transition("status", source=[S.WAITING, S.WAITING_SUPPLIER, S.CONFIRMATION_WAITING], target=S.CONFIRMED)
    def confirm(self, *, at: datetime) -> None:
        """The merchant or the warehouse agreed."""

    @transition("status", source=[S.WAITING, S.CONFIRMED], target=S.APPROVED)
    def approve(self, *, at: datetime) -> None:
        """The amounts are fixed; money may go back."""

    @transition("status", source=[S.APPROVED, S.FAILED], target=S.WAITING_FOR_PAYMENT)
    def await_payment(self, *, at: datetime) -> None:
        """The refunds are with the gateways."""

    @transition("status", source=[S.APPROVED, S.WAITING_FOR_PAYMENT, S.FAILED], target=S.MANUEL_REFUND_NEED)
    def need_manual_refund(self, *, at: datetime) -> None:
        """No gateway can refund it: a person must."""

    @transition("status", source=[S.APPROVED, S.WAITING_FOR_PAYMENT, S.MANUEL_REFUND_NEED], target=S.FAILED)
    def fail(self, *, at: datetime) -> None:
        """A gateway refused."""

    @transition("status", source=[S.APPROVED, S.WAITING_FOR_PAYMENT, S.MANUEL_REFUND_NEED], target=S.COMPLETED)
    def complete(self, *, at: datetime) -> None:
        """The units are cancelled and the money is back."""
        self.completed_at = at

    @transition(
        "status", source=[S.WAITING, S.WAITING_SUPPLIER, S.CONFIRMATION_WAITING, S.CONFIRMED], target=S.REJECTED
    )
    def reject(self, *, at: datetime) -> None:
        """Reject the plan: everything is as it was."""
        self.completed_at = at

    @transition(
        "status", source=[S.WAITING, S.WAITING_SUPPLIER, S.CONFIRMATION_WAITING, S.CONFIRMED], target=S.CANCELLED
    )
    def cancel(self, *, at: datetime) -> None:
        """Withdraw the plan: everything is as it was."""
        self.completed_at = at


class PlanLine(Identified):
    """How many units of an item a plan takes back. `open` while its units wait for the end of the plan; rejected units
    are settled at once, so their lines close at once (ADR 103). An item has one open line at most.

    `unit_number` says which unit it is, counted from 0, if one was named.
    """

    plan = models.ForeignKey(CancellationPlan, models.PROTECT, related_name="lines", db_index=False)
    item = models.ForeignKey("orders.OrderItem", models.PROTECT, related_name="plan_lines", db_index=False)
    quantity = models.PositiveIntegerField()
    unit_number = models.PositiveIntegerField(null=True, blank=True)
    already_refunded = models.PositiveIntegerField(
        default=0, help_text="Units among them whose money went back before, by a refund."
    )
    credit = MoneyField(default=ZERO, help_text="What had gone back for the other units before, by a refund in part.")
    restock = models.BooleanField(default=True, help_text="The units go back on the shelf.")
    refund_amount = MoneyField(default=ZERO)
    discount_refund_amount = MoneyField(default=ZERO)
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "item"], name="plan_line_once_an_item"),
            models.UniqueConstraint(fields=["item"], condition=Q(open=True), name="item_in_one_open_plan"),
            models.UniqueConstraint(fields=["item", "unit_number"], name="plan_line_names_a_unit_once"),
            models.CheckConstraint(
                condition=Q(unit_number__isnull=True) | Q(quantity=1), name="plan_line_names_one_unit"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, already_refunded__lte=F("quantity")), name="plan_line_has_units"
            ),
            models.CheckConstraint(
                condition=Q(refund_amount__gte=0, discount_refund_amount__gte=0, credit__gte=0),
                name="plan_line_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.item_id}"
