"""What an order says about its customer: what was said, or known, when it was placed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from addresses.models import Customer
from orders.models import Order


def write_down_buyer(order: Order, customer: Customer, said: UUID | Mapping[str, Any]) -> None:
    """Take the snapshot of an order's customer. Whoever has an account is known; of a guest, who has shown no more than
    that they can type an e-mail address, an order says nothing but what they told for it."""
    buyer = Customer(**said) if customer.is_guest and isinstance(said, Mapping) else customer
    order.customer_email, order.customer_external_id = buyer.email, buyer.external_id
    order.email = order.email or buyer.email
    order.language_code = order.language_code or buyer.language_code
    order.first_name, order.last_name, order.phone = buyer.first_name, buyer.last_name, buyer.phone
    order.account_type = buyer.account_type
