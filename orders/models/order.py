"""The order: everything the database keeps of it, and what must always hold. Its moves are in `order_machine`."""

from __future__ import annotations

from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from addresses.models import AccountType, Customer, CustomerAddress
from common.fields import MoneyField, RateField, SerialField, serial_in_range
from common.money import ZERO
from orders.models.channel import Channel
from orders.models.order_machine import OrderMachine
from orders.querysets import OrderQuerySet
from orders.statuses import CancelStatus, OrderStatus, PaymentStatus, ShippingStatus


class RefNumber(models.Model):
    """Hands out the numbers in refs, one row each, without waiting for another order's transaction."""


READY_TO_SHIP = Q(
    status__in=[OrderStatus.PROCESSING, OrderStatus.PACKAGE_WAITING, OrderStatus.PACKAGED],
    shipping_status__in=[ShippingStatus.READY, ShippingStatus.PARTIALLY_SHIPPED],
)
"""Orders that the warehouse can send: paid, partly refunded, or trusted to pay."""

PAID_AND_UNSENT = Q(
    status__in=[OrderStatus.PROCESSING, OrderStatus.PACKAGE_WAITING, OrderStatus.PACKAGED],
    is_paid=True,
    shipping_status__in=[ShippingStatus.READY, ShippingStatus.PARTIALLY_SHIPPED],
)
"""Orders that the warehouse should be sending."""

NEWEST = (F("date_placed").desc(), F("id").desc())
"""Columns of an index by which orders are listed, the newest first."""


class Order(OrderMachine):
    """One order of one customer in one channel. All amounts are in units of its `currency`. Its customer data is a
    snapshot from its placement (ADR 53)."""

    serial = SerialField(taken_from="orders.RefNumber")
    ref = models.CharField(max_length=20, unique=True)
    number = models.CharField(max_length=64)
    token = models.CharField(max_length=64)
    token_digest = models.CharField(max_length=64, unique=True)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="orders", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders", db_index=False)
    email = models.CharField(max_length=254, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language_code = models.CharField(max_length=20, blank=True)
    account_type = models.CharField(max_length=8, choices=AccountType.choices, default=AccountType.GUEST)
    customer_email = models.CharField(max_length=254, blank=True, help_text="Their own, beside the order's.")
    customer_external_id = models.CharField(max_length=100, blank=True)
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=500, blank=True)
    billing_address = models.ForeignKey(CustomerAddress, models.PROTECT, null=True, blank=True, related_name="+")
    shipping_address = models.ForeignKey(CustomerAddress, models.PROTECT, null=True, blank=True, related_name="+")

    item_count = models.PositiveIntegerField(default=0)
    subtotal = MoneyField(default=ZERO)
    discount_amount = MoneyField(default=ZERO)
    shipping_amount = MoneyField(default=ZERO)
    tax_amount = MoneyField(default=ZERO)
    adjustments_total = MoneyField(default=ZERO)
    total = MoneyField(default=ZERO)
    amount_paid = MoneyField(default=ZERO)
    amount_refunded = MoneyField(default=ZERO)
    amount_waived = MoneyField(default=ZERO, help_text="No longer asked for: its units were cancelled unpaid.")
    excess_refunded = MoneyField(default=ZERO, help_text="Paid without being owed, and refunded for that reason.")
    refund_missing = MoneyField(
        default=ZERO, help_text="To be refunded for units that are not shipped, and whose refund failed."
    )
    amount_outstanding = MoneyField(default=ZERO)
    is_paid = models.BooleanField(default=True)
    refund_amount = MoneyField(default=ZERO)
    shipping_refund_amount = MoneyField(default=ZERO)
    discount_refund_amount = MoneyField(default=ZERO)
    shipping_interest_amount = MoneyField(default=ZERO)
    shipping_tax_rate = RateField(null=True, blank=True)

    invoice_number = models.CharField(max_length=100, blank=True)
    invoice_date = models.DateTimeField(null=True, blank=True)
    e_archive_url = models.CharField(max_length=500, blank=True)
    tracking_number = models.CharField(max_length=100, blank=True)
    shipping_company = models.CharField(max_length=100, blank=True)
    cargo_company = models.CharField(max_length=100, blank=True)
    has_gift_box = models.BooleanField(default=False)
    gift_box_note = models.CharField(max_length=500, blank=True)
    customer_note = models.TextField(max_length=2000, blank=True)
    delivery_range = models.DateTimeField(null=True, blank=True)
    shipping_option_slug = models.CharField(max_length=100, blank=True)
    extra_field = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    web_order = models.BooleanField(default=True, help_text="Placed online; otherwise entered by staff.")
    admin_created = models.BooleanField(default=False, help_text="Entered by staff, for whatever kind of sale.")
    is_guest_checkout = models.BooleanField(default=False)
    created_by = models.CharField(
        max_length=100, blank=True, editable=False, help_text="The kind and id of the caller."
    )
    modified_by = models.CharField(
        max_length=100, blank=True, editable=False, help_text="The kind and id of whoever changed it last."
    )
    created_ip = models.GenericIPAddressField(null=True, blank=True)
    marketing_source = models.CharField(max_length=200, blank=True)
    marketing_source_id = models.CharField(max_length=50, blank=True)
    marketing_source_other = models.CharField(
        max_length=200, blank=True, help_text="In the customer's own words, where no choice fitted."
    )
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="To pay.")
    page_revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often the link to its page was replaced."
    )

    erased_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When its person was erased.")
    version = models.PositiveIntegerField(default=0)
    event_count = models.PositiveIntegerField(default=0)
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = OrderQuerySet.as_manager()

    expected_version: int | None = None
    """The version that the caller expects (`If-Match`); if the locked order has another, the command is refused."""

    is_fresh: bool = False
    """Whether it was read under its lock and has not been used since."""

    class Meta:
        constraints = [
            serial_in_range("order_serial_in_range"),
            models.UniqueConstraint(fields=["channel", "number"], name="order_number_once_a_channel"),
            models.CheckConstraint(condition=Q(status__one_of=OrderStatus.values), name="order_status_known"),
            models.CheckConstraint(
                condition=Q(payment_status__one_of=PaymentStatus.values), name="order_payment_status_known"
            ),
            models.CheckConstraint(
                condition=Q(shipping_status__one_of=ShippingStatus.values), name="order_shipping_status_known"
            ),
            models.CheckConstraint(
                condition=Q(account_type__one_of=AccountType.values), name="order_account_type_known"
            ),
            models.CheckConstraint(
                condition=Q(cancel_status__isnull=True) | Q(cancel_status__one_of=CancelStatus.values),
                name="order_cancel_status_known",
            ),
            models.CheckConstraint(
                condition=Q(total__gte=0, total=F("subtotal") + F("adjustments_total"))
                | Q(total=0, subtotal__lt=-F("adjustments_total")),
                name="order_total_is_the_sum_of_its_parts",
            ),
            models.CheckConstraint(
                condition=Q(subtotal__gte=0, discount_amount__gte=0, shipping_interest_amount__gte=0),
                name="order_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(amount_refunded__gte=0, amount_refunded__lte=F("amount_paid")),
                name="order_refunded_within_paid",
            ),
            models.CheckConstraint(
                condition=Q(
                    amount_outstanding=F("total") - F("amount_waived") - F("amount_paid") + F("excess_refunded")
                ),
                name="order_outstanding_is_total_less_waived_and_paid",
            ),
            models.CheckConstraint(
                condition=Q(amount_waived__gte=0, amount_waived__lte=F("total")), name="order_waived_within_total"
            ),
            models.CheckConstraint(
                condition=Q(is_paid=True, amount_outstanding__lte=0) | Q(is_paid=False, amount_outstanding__gt=0),
                name="order_paid_means_nothing_outstanding",
            ),
            models.CheckConstraint(
                condition=Q(
                    excess_refunded__gte=0,
                    refund_missing__gte=0,
                    refund_amount__gte=0,
                    shipping_refund_amount__gte=0,
                    discount_refund_amount__gte=0,
                ),
                name="order_refunds_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(status=OrderStatus.NEW) | Q(date_placed__isnull=False) | Q(status=OrderStatus.CANCELLED),
                name="order_placed_has_a_date",
            ),
        ]
        indexes = [
            models.Index(
                *NEWEST,
                name="order_placed",
                include=[
                    "channel",
                    "currency",
                    "status",
                    "total",
                    "amount_outstanding",
                    "discount_amount",
                    "paid_at",
                    "approved_at",
                    "cancelled_at",
                ],
            ),
            models.Index(
                F("status"),
                *NEWEST,
                name="order_status_placed",
                include=["channel", "currency"],
            ),
            models.Index(F("channel"), *NEWEST, name="order_channel_placed"),
            models.Index(F("channel"), F("serial").desc(), name="order_channel_serial"),
            models.Index(F("customer"), *NEWEST, name="order_customer_placed"),
            models.Index(F("payment_status"), *NEWEST, name="order_payment_status_placed"),
            models.Index(F("shipping_status"), *NEWEST, name="order_shipping_status_placed"),
            models.Index(
                F("cancel_status"),
                *NEWEST,
                name="order_cancel_status_placed",
                condition=Q(cancel_status__isnull=False),
            ),
            models.Index(F("currency"), *NEWEST, name="order_currency_placed"),
            models.Index(fields=["status", "id"], name="order_status_order"),
            models.Index(fields=["created_at", "id"], name="order_created"),
            models.Index(fields=["updated_at", "id"], name="order_updated"),
            models.Index(
                fields=["total", "id"], name="order_total", include=["channel", "currency", "status", "has_gift_box"]
            ),
            models.Index(fields=["subtotal", "id"], name="order_subtotal"),
            models.Index(fields=["discount_amount", "id"], name="order_discount"),
            models.Index(fields=["shipping_amount", "id"], name="order_shipping_amount"),
            models.Index(fields=["amount_paid", "id"], name="order_amount_paid"),
            models.Index(fields=["amount_outstanding", "id"], name="order_outstanding"),
            models.Index(fields=["number", "id"], name="order_number", include=["channel", "date_placed"]),
            models.Index(
                fields=["paid_at", "id"],
                name="order_paid_at",
                include=["channel", "currency", "status", "has_gift_box"],
            ),
            models.Index(fields=["approved_at", "id"], name="order_approved_at"),
            models.Index(fields=["verified_at", "id"], name="order_verified_at"),
            models.Index(fields=["cancelled_at", "id"], name="order_cancelled_at"),
            models.Index(Upper("email"), *NEWEST, name="order_email_placed"),
            models.Index(fields=["phone", "id"], name="order_phone", condition=~Q(phone="")),
            models.Index(
                fields=["number", "id"],
                name="order_lacks_a_name",
                condition=Q(email="") | Q(first_name="") | Q(last_name=""),
            ),
            models.Index(*NEWEST, name="order_gift_placed", condition=Q(has_gift_box=True)),
            models.Index(*NEWEST, name="order_ready_to_ship_placed", condition=READY_TO_SHIP),
            models.Index(fields=["date_placed"], name="order_paid_and_unsent", condition=PAID_AND_UNSENT),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def amount_due(self) -> Decimal:
        """The amount that the customer owes in all: the total less what was waived."""
        return self.total - self.amount_waived
