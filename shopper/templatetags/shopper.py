"""What the templates of order pages say in words: amounts and states."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language

from common.amounts import format_money
from shopper import labels

register = template.Library()

LABELS: Mapping[str, Mapping[str, Promise]] = {
    "shipment": labels.SHIPMENTS,
    "payment": labels.PAYMENTS,
    "refund": labels.REFUNDS,
    "plan": labels.PLANS,
    "plan_type": labels.PLAN_TYPES,
}


@register.simple_tag
def money(amount: Decimal | str, currency: str) -> str:
    """An amount with its currency: `{% money order.total order.currency %}`."""
    return format_money(Decimal(amount), currency, language=get_language())


@register.simple_tag
def state(kind: str, value: str) -> str:
    """A state as shoppers call it: `{% state "refund" refund.status %}`."""
    return str(LABELS[kind][value])
