"""Labels of states for staff, and the tone of their badges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cancellations.statuses import PlanStatus, PlanType
from common import amounts
from common.actors import ActorKind
from events.models import DeliveryState, MessageState
from orders.cancelling.lose import Instead
from orders.cancelling.withdrawal_grounds import WithdrawalGround
from orders.models import AdjustmentType
from orders.statuses import ItemStatus, OrderStatus, PaymentStatus, ShipmentState, ShippingStatus
from payments.gateways.registry import gateways
from payments.models import Payment
from payments.statuses import PaymentState, RefundState

Text = str | Promise
Labels = Mapping[Any, tuple[Text, str]]

CALM, BUSY, GOOD, CARE, BAD = "calm", "busy", "good", "care", "bad"


@dataclass(frozen=True, slots=True)
class Badge:
    """A state's label, and its tone: `calm`, `busy`, `good`, `care` or `bad`."""

    text: Text
    tone: str

    @property
    def html(self) -> SafeString:
        """As every page shows it."""
        return format_html('<span class="wp-badge wp-{}">{}</span>', self.tone, self.text)


ORDER_STATUSES: Labels = {
    OrderStatus.NEW: (_("New"), CALM),
    OrderStatus.CREATED: (_("Created"), BUSY),
    OrderStatus.HOLD: (_("Hold"), CARE),
    OrderStatus.FAILED: (_("Failed"), BAD),
    OrderStatus.PROCESSING: (_("Processing"), BUSY),
    OrderStatus.PACKAGE_WAITING: (_("Package waiting"), BUSY),
    OrderStatus.PACKAGED: (_("Packaged"), BUSY),
    OrderStatus.SHIPPED: (_("Shipped"), GOOD),
    OrderStatus.COMPLETED: (_("Completed"), GOOD),
    OrderStatus.CANCELLATION_WAITING: (_("Cancellation waiting"), CARE),
    OrderStatus.CANCELLED: (_("Cancelled"), CALM),
    OrderStatus.REFUNDED: (_("Refunded"), CALM),
    OrderStatus.REJECTED: (_("Rejected"), CALM),
}
ITEM_STATUSES: Labels = {
    ItemStatus.PENDING: (_("Pending"), CALM),
    ItemStatus.APPROVED: (_("Approved"), BUSY),
    ItemStatus.PACKAGE_WAITING: (_("Package waiting"), BUSY),
    ItemStatus.PACKAGED: (_("Packaged"), BUSY),
    ItemStatus.SHIPPED: (_("Shipped"), GOOD),
    ItemStatus.DELIVERED: (_("Delivered"), GOOD),
    ItemStatus.CANCELLATION_WAITING: (_("Cancellation waiting"), CARE),
    ItemStatus.CANCELLED: (_("Cancelled"), CALM),
    ItemStatus.REJECTED: (_("Rejected"), CALM),
}
PAYMENT_STATUSES: Labels = {
    PaymentStatus.AWAITING_PAYMENT: (_("Awaiting payment"), CARE),
    PaymentStatus.AUTHORIZED: (_("Authorized"), BUSY),
    PaymentStatus.PARTIALLY_PAID: (_("Partially paid"), CARE),
    PaymentStatus.PAID: (_("Paid"), GOOD),
    PaymentStatus.PARTIALLY_REFUNDED: (_("Partially refunded"), BUSY),
    PaymentStatus.REFUNDED: (_("Refunded"), CALM),
    PaymentStatus.CANCELLED: (_("Cancelled"), CALM),
}
SHIPPING_STATUSES: Labels = {
    ShippingStatus.READY: (_("Not shipped"), CALM),
    ShippingStatus.PARTIALLY_SHIPPED: (_("Partially shipped"), BUSY),
    ShippingStatus.SHIPPED: (_("Shipped"), GOOD),
    ShippingStatus.DELIVERED: (_("Delivered"), GOOD),
    ShippingStatus.CANCELLED: (_("Cancelled"), CALM),
}
SHIPMENT_STATES: Labels = {
    ShipmentState.READY: (_("Ready"), BUSY),
    ShipmentState.SHIPPED: (_("Shipped"), GOOD),
    ShipmentState.DELIVERED: (_("Delivered"), GOOD),
    ShipmentState.CANCELLED: (_("Cancelled"), CALM),
    ShipmentState.LOST: (_("Lost"), BAD),
}
LOSSES: Mapping[Any, Text] = {
    Instead.REPLACEMENT: _("a replacement"),
    Instead.REFUND: _("a refund"),
}
"""What customers get instead of a shipment that was lost."""
WITHDRAWAL_GROUNDS: Mapping[Any, Text] = {
    WithdrawalGround.EXCLUDED_GOODS: _("Excluded from the right of withdrawal"),
    WithdrawalGround.NO_CONSUMER: _("The customer is no consumer"),
    WithdrawalGround.DECLARED_LATE: _("It was declared too late"),
    WithdrawalGround.ALREADY_SENT: _("The goods have left: a return instead"),
    WithdrawalGround.TAKEN_BACK: _("The customer has taken it back"),
}
"""Why a withdrawal from the contract is not carried out."""

PAYMENT_STATES: Labels = {
    PaymentState.NEW: (_("Started"), CALM),
    PaymentState.PROCESSING: (_("With the gateway"), BUSY),
    PaymentState.AUTHORIZED: (_("Authorized"), BUSY),
    PaymentState.COMPLETED: (_("Completed"), GOOD),
    PaymentState.FAILED: (_("Failed"), BAD),
    PaymentState.CANCELLED: (_("Cancelled"), CALM),
}
REFUND_STATES: Labels = {
    RefundState.RESERVED: (_("Reserved"), BUSY),
    RefundState.SENT: (_("Sent"), BUSY),
    RefundState.SUCCEEDED: (_("Succeeded"), GOOD),
    RefundState.FAILED: (_("Failed"), BAD),
    RefundState.UNKNOWN: (_("Outcome unknown"), CARE),
}
PLAN_STATUSES: Labels = {
    PlanStatus.WAITING: (_("Waiting"), CARE),
    PlanStatus.WAITING_SUPPLIER: (_("Waiting for the supplier"), CARE),
    PlanStatus.CONFIRMATION_WAITING: (_("Waiting for confirmation"), CARE),
    PlanStatus.CONFIRMED: (_("Confirmed"), BUSY),
    PlanStatus.APPROVED: (_("Approved"), BUSY),
    PlanStatus.WAITING_FOR_PAYMENT: (_("Refund pending"), BUSY),
    PlanStatus.MANUEL_REFUND_NEED: (_("Manual refund needed"), CARE),
    PlanStatus.FAILED: (_("Failed"), BAD),
    PlanStatus.COMPLETED: (_("Completed"), GOOD),
    PlanStatus.REJECTED: (_("Rejected"), CALM),
    PlanStatus.CANCELLED: (_("Withdrawn"), CALM),
}
MESSAGE_STATES: Labels = {
    MessageState.QUEUED: (_("Queued"), BUSY),
    MessageState.SENDING: (_("Being sent"), BUSY),
    MessageState.SENT: (_("Sent"), GOOD),
    MessageState.UNSURE: (_("Possibly sent"), CARE),
    MessageState.GIVEN_UP: (_("Could not be sent"), BAD),
}
DELIVERY_STATES: Labels = {
    DeliveryState.WAITING: (_("Queued"), BUSY),
    DeliveryState.DELIVERED: (_("Delivered"), GOOD),
    DeliveryState.FAILED: (_("Given up"), BAD),
}
MESSAGES: Mapping[str, Text] = {
    "placed": _("Order received"),
    "paid": _("Payment received"),
    "payment_failed": _("Payment declined"),
    "delivered": _("Shipment delivered"),
    "unshipped": _("Shipment not sent after all"),
    "lost": _("Shipment lost"),
    "refunded": _("Refund sent"),
    "request_received": _("Cancellation or return asked for"),
    "request_approved": _("Cancellation or return approved"),
    "request_refused": _("Cancellation or return refused"),
    "status_changed": _("Status changed"),
    "status_noted": _("Status noted"),
    "shipped": _("Shipment shipped"),
    "plan_completed": _("Cancellation or return completed"),
    "item_rejected": _("Item rejected"),
    "reminded": _("Reminder to pay"),
    "expired": _("Not paid in time"),
    "withdrawn": _("Receipt of a withdrawal"),
}
"""Labels of e-mails, by template."""
ADJUSTMENTS: Mapping[Any, Text] = {
    AdjustmentType.SHIPPING: _("Shipping"),
    AdjustmentType.TAX: _("Tax"),
    AdjustmentType.DISCOUNT: _("Discount"),
    AdjustmentType.SHIPPING_DISCOUNT: _("Discount on shipping"),
    AdjustmentType.INTEREST: _("Interest"),
    AdjustmentType.GIFT_BOX: _("Gift box"),
    AdjustmentType.FEE: _("Fee"),
    AdjustmentType.GIFT_CERTIFICATE: _("Gift certificate"),
}
PLAN_TYPES: Mapping[Any, Text] = {PlanType.CANCEL: _("Cancellation"), PlanType.REFUND: _("Return")}
STAGES: Mapping[str, Text] = {
    "ordered": _("Ordered"),
    "ready": _("Ready"),
    "shipped": _("Shipped"),
    "delivered": _("Delivered"),
    "cancelled": _("Cancelled"),
    "refunded unsent": _("Refunded unsent"),
    "returned": _("Returned"),
}
"""Labels of the stages of an item's units."""


def badge(labels: Labels, value: Any) -> Badge:
    """A value of the vocabulary as its badge."""
    text, tone = labels.get(value, (str(value), CALM))
    return Badge(text, tone)


def label_of(labels: Labels, value: Any) -> str:
    """A value of the vocabulary in staff's language."""
    return str(badge(labels, value).text)


def actor_of(row: Any) -> str:
    """Who did something; programs of the service, gateways and guests by what they are called in staff's language."""
    is_person = row.actor_kind in (ActorKind.STAFF, ActorKind.CUSTOMER, ActorKind.CLIENT)
    return str(row.actor_name) if is_person else gettext(row.actor_name)


def format_money(amount: Decimal, currency: str) -> str:
    """An amount with its currency in staff's language: `23.50 USD`, in Turkish `23,50 USD`."""
    return amounts.format_money(amount, currency, language=get_language())


def name_of_method(identifier: str) -> str:
    """A way to pay as people know it; by its identifier when it is no longer offered."""
    offered = gateways().get(identifier)
    return gettext(offered.label) if offered else identifier


def name_of(payment: Payment) -> str:
    """A payment as people recognise it: `Card, Visa •••• 4242`."""
    card = f"{payment.card_brand} •••• {payment.card_last4}".strip() if payment.card_last4 else ""
    return ", ".join(part for part in (payment.method_name, card) if part)
