"""Channels: the storefronts and marketplaces that sell."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import Identified, SerialField, serial_in_range
from common.money import is_currency
from events.mail import CHOOSABLE
from orders.models.carrier import Carrier
from orders.models.return_urls import known_return_hosts, known_return_url
from orders.models.status_names import known_status_names


def known_currency(code: str) -> None:
    """A validator: the code of an ISO 4217 currency."""
    if not is_currency(code):
        raise ValidationError(
            _("'%(code)s' is not an ISO 4217 currency."), code="unknown_currency", params={"code": code}
        )


def known_time_zone(name: str) -> None:
    """A validator: the name of a time zone, such as `Europe/Madrid`."""
    if name not in available_timezones():
        raise ValidationError(_("'%(name)s' is not a time zone."), code="unknown_time_zone", params={"name": name})


def known_mails(names: object) -> None:
    """A validator: a list of e-mails that a channel may choose."""
    if not isinstance(names, list) or not all(name in CHOOSABLE for name in names):
        known = ", ".join(CHOOSABLE)
        raise ValidationError(
            _("This must be a list of some of: %(known)s."), code="unknown_mail", params={"known": known}
        )


class TaxCalculation(models.TextChoices):
    """What taxes are rounded over (Sylius' names)."""

    ORDER_ITEMS = "order_items_based", "Over a line of an order"
    ORDER_ITEM_UNITS = "order_item_units_based", "Over each unit"


class CancellationPolicy(models.TextChoices):
    """How customers may cancel their own orders while nothing is sent."""

    AT_ONCE = "at_once", "Cancel at once"
    ON_REQUEST = "on_request", "Ask for it; staff decide"
    NEVER = "never", "Not by themselves"


class Channel(Identified):
    """A storefront or marketplace. It owns its orders, customers and addresses."""

    serial = SerialField()
    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=100)
    description = models.TextField(max_length=1000, blank=True)
    hostname = models.CharField(max_length=253, blank=True)
    color = models.CharField(max_length=30, blank=True)
    locale = models.CharField(max_length=20, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[known_time_zone])
    default_currency = models.CharField(max_length=3, validators=[known_currency])
    enabled = models.BooleanField(default=True)
    tax_calculation_strategy = models.CharField(
        max_length=30, choices=TaxCalculation.choices, default=TaxCalculation.ORDER_ITEMS
    )
    status_names = models.JSONField(
        null=True,
        blank=True,
        validators=[known_status_names],
        help_text="What statuses are called here, and which names move an order; null: the usual ones.",
    )
    payment_methods = models.JSONField(
        null=True, blank=True, help_text="Identifiers of the payment methods that are offered; null: all there are."
    )
    return_url = models.CharField(
        max_length=500,
        blank=True,
        validators=[known_return_url],
        help_text="Where customers go after paying; {page}, {ref}, {number} and {hostname} are filled in. "
        "Empty: as the service is set up, to the order's page.",
    )
    return_hosts = models.JSONField(
        default=list,
        blank=True,
        validators=[known_return_hosts],
        help_text="The hosts to which a payment's own return_url may lead.",
    )
    default_carrier = models.ForeignKey(
        Carrier,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of shipments for which none is named; empty: none.",
    )
    customer_cancellation = models.CharField(
        max_length=10, choices=CancellationPolicy.choices, default=CancellationPolicy.AT_ONCE
    )
    customer_address_correction = models.BooleanField(
        default=True, help_text="Customers may correct the shipping address until something is sent."
    )
    return_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="After delivery, in which customers may ask for a return; empty: not at all."
    )
    withdrawal_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="After delivery, in which customers may withdraw from the contract; empty: not on the order page.",
    )
    page_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="After which links to order pages end; empty: never."
    )
    unpaid_reminder_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="After which customers are reminded to pay; empty: never."
    )
    unpaid_expiry_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="After which unpaid orders are cancelled; empty: never."
    )
    guest_retention_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="After their last order, until guests are erased; empty: never."
    )
    mails = models.JSONField(
        default=list,
        blank=True,
        validators=[known_mails],
        help_text="Which e-mails customers get beside those that everybody gets: `placed`, `paid`, …",
    )
    mail_from = models.CharField(
        max_length=254, blank=True, help_text="The sender of e-mails to customers; empty: the service's own."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            serial_in_range("channel_serial_in_range"),
            models.CheckConstraint(
                condition=Q(tax_calculation_strategy__one_of=TaxCalculation.values),
                name="channel_tax_calculation_known",
            ),
            models.CheckConstraint(
                condition=Q(customer_cancellation__one_of=CancellationPolicy.values), name="channel_policy_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
