"""The snapshot that an order keeps of its customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from addresses.models import Customer
from orders.models import Order


def write_down_buyer(order: Order, customer: Customer, said: UUID | Mapping[str, Any]) -> None:
    """Take the snapshot of an order's customer. For a customer with an account it is the account's data; for a guest,
    who has proved nothing but that they can type an e-mail address, only what was sent with this order."""
    buyer = Customer(**said) if customer.is_guest and isinstance(said, Mapping) else customer
    order.customer_email, order.customer_external_id = buyer.email, buyer.external_id
    order.email = order.email or buyer.email
    order.language_code = order.language_code or buyer.language_code
    order.first_name, order.last_name, order.phone = buyer.first_name, buyer.last_name, buyer.phone
    order.account_type = buyer.account_type
