"""From requests to the arguments of services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from access.callers import Caller
from access.channels import channel_for
from orders.models import Order
from orders.place import NewOrder

_PARTS = ("items", "adjustments", "billing_address", "shipping_address", "total", "number")
_NOT_REPLACED = ("total", "currency", "number", "customer", "email", "language_code", "is_guest_checkout")
"""Fields that a `PUT` without them does not reset: they have no default, or were fixed at placement."""


def new_order_from(body: Mapping[str, Any], caller: Caller) -> NewOrder:
    """The order that a caller asks to have placed."""
    channel = channel_for(body.get("channel"), caller)
    beside_columns = {*_PARTS, "channel", "customer", "status", "currency"}
    return NewOrder(
        channel=channel,
        customer=body["customer"] if "customer" in body else {"email": body["email"]},
        currency=body.get("currency", channel.default_currency),
        columns={
            "is_guest_checkout": _is_guest(body),
            **{name: value for name, value in body.items() if name not in beside_columns},
        },
        **{name: body[name] for name in _PARTS if name in body},
    )


def replacement_from(body: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The changes that a full representation means: what it leaves out goes back to its default."""
    return {**{name: _default(name) for name in fields if name not in _NOT_REPLACED}, **changes_from(body)}


def changes_from(body: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of a request: customer data is the order's own."""
    return {name: value for name, value in body.items() if name != "customer"} | body.get("customer", {})


def _is_guest(body: Mapping[str, Any]) -> bool:
    """Whether the customer is a guest, unless the storefront says so itself."""
    customer = body.get("customer", {})
    return "customer" not in body or (isinstance(customer, Mapping) and customer.get("account_type") == "guest")


def _default(name: str) -> Any:
    if name in ("items", "adjustments"):
        return ()
    field: Any = Order._meta.get_field(name)
    return None if name.endswith("_address") else field.get_default()
