"""Where a customer goes after paying: where the payment says, else the channel, else the service."""

from __future__ import annotations

from django.conf import settings

from common.errors import InvalidInput, Sentence
from orders.channel import channel_of
from orders.models import Order
from orders.models.return_urls import fault_of, host_of
from orders.page_link import page_url
from payments.models import Payment

PAGE = "{page}"
"""The order's own page. The link is filled in when it is needed, since it may be replaced."""


def refuse_return_url(order: Order, url: str) -> None:
    """Refuse an address of a payment that leads elsewhere than to the order's page or one of the channel's
    `return_hosts`.

    Raises:
        InvalidInput: on `return_url`.
    """
    if url in ("", PAGE):
        return
    if fault := fault_of(url):
        code, sentence = fault
        raise InvalidInput.on("return_url", code=code, sentence=sentence)
    host = host_of(url)
    if host not in channel_of(order).return_hosts:
        sentence = Sentence("The host {host} is not one of the channel's return hosts.", host=host)
        raise InvalidInput.on("return_url", code="host_not_allowed", sentence=sentence)


def return_url_of(order: Order, payment: Payment) -> str:
    """Where the customer of a payment returns to."""
    if payment.return_url not in ("", PAGE):
        return payment.return_url
    channel = channel_of(order)
    template = payment.return_url or channel.return_url or settings.PAYMENT_RETURN_URL
    return template.format(page=page_url(order), ref=order.ref, number=order.number, hostname=channel.hostname)
