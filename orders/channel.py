"""The channel of an order, as commands read it."""

from __future__ import annotations

from common.rows import fetch
from orders.models import Channel, Order


def channel_of(order: Order) -> Channel:
    """The order's channel, read once."""
    if not Order.channel.is_cached(order):
        (order.channel,) = fetch(Channel, id=order.channel_id)
    channel: Channel = order.channel
    return channel
