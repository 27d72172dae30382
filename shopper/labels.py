"""Labels of states for shoppers."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cancellations.statuses import PlanStatus, PlanType
from orders.statuses import OrderStatus, ShipmentState
from payments.statuses import PaymentState, RefundState

HEADLINES: dict[int, Promise] = {
    OrderStatus.NEW: _("Your order is not placed yet"),
    OrderStatus.CREATED: _("We have received your order"),
    OrderStatus.HOLD: _("We are checking your order"),
    OrderStatus.FAILED: _("Your payment did not go through"),
    OrderStatus.PROCESSING: _("We are preparing your order"),
    OrderStatus.PACKAGE_WAITING: _("We are packing your order"),
    OrderStatus.PACKAGED: _("Your order is packed"),
    OrderStatus.SHIPPED: _("Your order is on its way"),
    OrderStatus.COMPLETED: _("Your order has arrived"),
    OrderStatus.CANCELLATION_WAITING: _("Your request is being looked at"),
    OrderStatus.CANCELLED: _("Your order was cancelled"),
    OrderStatus.REFUNDED: _("Your order was refunded"),
    OrderStatus.REJECTED: _("We could not deliver your order"),
}
SHIPMENTS: dict[str, Promise] = {
    ShipmentState.READY: _("Being prepared"),
    ShipmentState.SHIPPED: _("On its way"),
    ShipmentState.DELIVERED: _("Delivered"),
    ShipmentState.LOST: _("Lost on its way"),
}
"""Cancelled shipments are not shown."""

PAYMENTS: dict[str, Promise] = {
    PaymentState.NEW: _("Not finished"),
    PaymentState.PROCESSING: _("Being confirmed"),
    PaymentState.AUTHORIZED: _("Reserved on your card"),
    PaymentState.COMPLETED: _("Paid"),
    PaymentState.FAILED: _("Declined"),
    PaymentState.CANCELLED: _("Cancelled"),
}
REFUNDS: dict[str, Promise] = {
    RefundState.RESERVED: _("Being refunded"),
    RefundState.SENT: _("Being refunded"),
    RefundState.SUCCEEDED: _("Refunded"),
    RefundState.FAILED: _("Not refunded yet: the shop is looking at it"),
    RefundState.UNKNOWN: _("Being refunded"),
}
PLAN_TYPES: dict[str, Promise] = {PlanType.CANCEL: _("Cancellation"), PlanType.REFUND: _("Return")}
PLANS: dict[str, Promise] = {
    PlanStatus.WAITING: _("We have received your request"),
    PlanStatus.WAITING_SUPPLIER: _("We are looking at your request"),
    PlanStatus.CONFIRMATION_WAITING: _("We are waiting for the goods"),
    PlanStatus.CONFIRMED: _("We have agreed to your request"),
    PlanStatus.APPROVED: _("Approved"),
    PlanStatus.WAITING_FOR_PAYMENT: _("Approved: your money is on its way"),
    PlanStatus.MANUEL_REFUND_NEED: _("Approved: the shop will refund you"),
    PlanStatus.FAILED: _("Approved: the refund did not go through, the shop is looking at it"),
    PlanStatus.COMPLETED: _("Completed"),
    PlanStatus.REJECTED: _("Refused"),
    PlanStatus.CANCELLED: _("Withdrawn"),
}
