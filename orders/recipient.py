"""The recipient of an order's e-mails, and what these say besides the event that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import override

from common.languages import supported_language
from common.money import format_amount
from events.mail import Recipient
from orders.channel import channel_of
from orders.models import Adjustment, Order, OrderItem
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


def recipient_with_contents(order: Order, items: Sequence[OrderItem], adjustments: Iterable[Adjustment]) -> Recipient:
    """The order's customer, for e-mails that list the order's contents."""
    to = recipient_of(order)
    return replace(to, facts={**to.facts, **contents_for_mail(order, items, adjustments)})


def contents_for_mail(
    order: Order, items: Iterable[OrderItem], adjustments: Iterable[Adjustment]
) -> dict[str, list[dict[str, Any]]]:
    """An order's items with their amounts, and what is added to their sum, as e-mails say it. Adjustments without a
    label are called by their type, in the language of the order."""
    currency = order.currency
    own = [one for one in adjustments if one.item_id is None and one.amount and not one.included]
    with override(supported_language(order.language_code)):
        return {
            "lines": [
                {"quantity": item.quantity, "name": item.name, "amount": format_amount(item.total, currency)}
                for item in items
            ],
            "adjustments": [
                {"label": one.label or str(one.get_type_display()), "amount": format_amount(one.amount, currency)}
                for one in own
            ],
        }
