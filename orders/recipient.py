"""The recipient of an order's e-mails."""

from __future__ import annotations

from events.mail import Recipient
from orders.channel import channel_of
from orders.models import Order
from orders.page_link import page_url


def recipient_of(order: Order) -> Recipient:
    """The order's customer, with what every e-mail says."""
    channel = channel_of(order)
    return Recipient(
        email=order.email,
        language=order.language_code,
        sender=channel.mail_from,
        chosen=channel.mails,
        facts={
            "customer_name": order.full_name,
            "page_url": page_url(order),
            "ref": order.ref,
            "number": order.number,
            "currency": order.currency,
            "shop": channel.name,
            "shop_url": f"https://{channel.hostname}" if channel.hostname else "",
            "expires": channel.unpaid_expiry_minutes is not None,
        },
    )
