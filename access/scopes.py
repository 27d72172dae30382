"""The scopes a client can be given, and the model permissions that give the same to staff."""

from __future__ import annotations

from collections.abc import Iterable

SCOPES = {
    "orders:read": "Read orders, items, customers, notes and the status log",
    "orders:write": "Place and change orders, customers and notes, and move their status",
    "payments:read": "Read payments and refunds",
    "payments:write": "Complete, capture and cancel payments",
    "refunds:write": "Refund payments",
    "shipments:write": "Split, ship and deliver shipments, pack and reject items",
    "cancellations:read": "Read cancellation plans",
    "cancellations:write": "Open and decide cancellation plans",
    "addresses:read": "Read customer addresses in full, identity and tax numbers included",
    "addresses:write": "Create and change customer addresses",
    "events:read": "Read the feed of events",
    "webhooks:write": "Register and manage webhook endpoints",
    "privacy:read": "Read everything that is kept about a person, and the privacy log",
    "privacy:write": "Erase people",
}

PERMISSION_FOR_SCOPE = {
    "orders:read": "orders.view_order",
    "orders:write": "orders.change_order",
    "payments:read": "payments.view_payment",
    "payments:write": "payments.change_payment",
    "refunds:write": "payments.add_refund",
    "shipments:write": "orders.change_shipment",
    "cancellations:read": "cancellations.view_cancellationplan",
    "cancellations:write": "cancellations.change_cancellationplan",
    "addresses:read": "addresses.view_customeraddress",
    "addresses:write": "addresses.change_customeraddress",
    "events:read": "events.view_event",
    "webhooks:write": "events.change_webhookendpoint",
    "privacy:read": "orders.view_privacyentry",
    "privacy:write": "orders.add_privacyentry",
}

SCOPE_FOR_RIGHT = {
    "payments": "payments:read",
    "customer": "addresses:read",
    "private": "addresses:read",
    "internal": "orders:write",
}
"""The scope behind each of `access.callers.Rights` that has one."""

SEES_CUSTOMERS = "addresses.view_customer"
"""The permission of staff who may know customers, and not only what is on a label (ADR 82)."""

CUSTOMER_SCOPES = frozenset({"orders:read", "payments:read", "cancellations:read"})
"""What a signed-in customer, or the holder of an order's token, may do with the orders in reach."""


def scopes_of_staff(permissions: Iterable[str]) -> frozenset[str]:
    """The scopes that follow from a staff member's model permissions."""
    held = set(permissions)
    return frozenset(scope for scope, permission in PERMISSION_FOR_SCOPE.items() if permission in held)
