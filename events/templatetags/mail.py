"""Template tags of e-mails: amounts and statuses in the customer's language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from common.amounts import format_money

register = template.Library()

STATUSES = {
    "tr": {
        "NEW": "Taslak",
        "CREATED": "Alındı",
        "HOLD": "Beklemede",
        "FAILED": "Ödeme başarısız",
        "PROCESSING": "Onaylandı",
        "PACKAGE_WAITING": "Paketleme bekleniyor",
        "PACKAGED": "Paketlendi",
        "SHIPPED": "Kargoya verildi",
        "COMPLETED": "Tamamlandı",
        "CANCELLATION_WAITING": "İptal bekleniyor",
        "CANCELLED": "İptal edildi",
        "REFUNDED": "İade edildi",
        "REJECTED": "Reddedildi",
    }
}


@register.simple_tag(takes_context=True)
def money(context: Mapping[str, Any], amount: str) -> str:
    """An amount as the customer writes it, with its currency."""
    return format_money(Decimal(amount), context["currency"], language=context["language"])


@register.simple_tag(takes_context=True)
def status_name(context: Mapping[str, Any], status: str) -> str:
    """A status of an order, as customers read it."""
    return STATUSES.get(context["language"], {}).get(status) or status.replace("_", " ").capitalize()
