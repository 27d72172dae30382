"""Example facts for e-mails, for the preview of their texts."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from common.money import format_amount
from events.models import Message
from orders.models import Adjustment, Channel, Order, OrderItem, Shipment
from orders.recipient import contents_for_mail, recipient_of
from orders.statuses import OrderStatus, ShipmentState
from payments.models import Payment

LINES = [{"quantity": 2, "name": "Medium Mug", "amount": "20.00"}]
CARD = {"label": "Card", "card_last4": "4242"}


def example_facts(channel: Channel) -> dict[str, Any]:
    """An invented order of a channel, with everything that any e-mail is about."""
    shipping = {"label": "DHL Express", "amount": "3.50"}
    goods = {
        "lines": LINES,
        "adjustments": [shipping],
        "shipments": [{"carrier": "DHL", "tracking_number": "0034043", "lines": LINES}],
    }
    order = {"number": "1254", "ref": "2026-00042", "currency": channel.default_currency, "customer_name": "John Doe"}
    return {**_facts("23.50", goods), **order, **_shop(channel)}


def sample_facts(order: Order, template: str) -> dict[str, Any]:
    """What an e-mail said of an order when it was last written, else what it could say. Without the order's link, which
    is the customer's."""
    written = Message.objects.filter(order=order, template=template).order_by("-id").values_list("context", flat=True)
    about = written.first() or _facts(format_amount(order.total, order.currency), _goods(order), **_card(order))
    return {**about, **recipient_of(order).facts, **_shop(order.channel)}


def _shop(channel: Channel) -> dict[str, str]:
    url = f"https://{channel.hostname}" if channel.hostname else ""
    return {"shop": channel.name, "shop_url": url, "page_url": f"{settings.PUBLIC_URL}/o/example/"}


def _facts(amount: str, goods: dict[str, Any], **card: str) -> dict[str, Any]:
    method = card or CARD
    return {
        **dict.fromkeys(("total", "amount", "amount_paid", "amount_outstanding"), amount),
        **goods,
        **method,
        **goods["lines"][0],
        "parts": [{"amount": amount, **method}],
        "plan_type": "refund",
        "expires": True,
        "declared_by": "John Doe",
        "declared_at": "2026-07-01T14:05:00+00:00",
        "to": OrderStatus.PROCESSING.name,
        "note": "",
        "reason": "",
    }


def _goods(order: Order) -> dict[str, Any]:
    items = OrderItem.objects.filter(order=order).order_by("position")
    contents = contents_for_mail(order, items, Adjustment.objects.filter(order=order).order_by("position"))
    lines = contents["lines"]
    there = Shipment.objects.filter(order=order).exclude(state=ShipmentState.CANCELLED).order_by("id")
    shipments = [
        {
            "carrier": shipment.carrier,
            "tracking_number": shipment.tracking_number,
            "tracking_url": shipment.tracking_url,
            "lines": [{"quantity": line.quantity, "name": line.item.name} for line in shipment.lines.all()],
        }
        for shipment in there.prefetch_related("lines__item")
    ]
    return {**contents, "shipments": shipments or [{"lines": lines}]}


def _card(order: Order) -> dict[str, str]:
    payment = Payment.objects.filter(order=order).order_by("-id").first()
    return {"label": payment.label, "card_last4": payment.card_last4} if payment else {}
