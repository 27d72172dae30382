"""Whom the e-mails of an order go to."""

from __future__ import annotations

from events.mail import Addressee
from orders.models import Order


def addressee_of(order: Order) -> Addressee:
    """The order's customer, with what every e-mail says."""
    channel = order.channel
    return Addressee(
        email=order.email,
        language=order.language_code or order.customer.language_code,
        sender=channel.mail_from,
        facts={
            "customer_name": order.customer.full_name,
            "ref": order.ref,
            "number": order.number,
            "currency": order.currency,
            "shop": channel.name,
            "shop_url": f"https://{channel.hostname}" if channel.hostname else "",
            "expires": channel.unpaid_expiry_minutes is not None,
        },
    )
