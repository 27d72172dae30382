"""What the templates of e-mails need to say: amounts and statuses in the customer's language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import template

from common.money import digits

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
    """An amount as people write it, with the digits of its currency."""
    currency = context["currency"]
    places = digits(currency)
    pattern = f"#,##0.{'0' * places}" if places else "#,##0"
    return f"{format_decimal(Decimal(amount), format=pattern, locale=context['language'])} {currency}"


@register.simple_tag(takes_context=True)
def status_name(context: Mapping[str, Any], status: str) -> str:
    """A status of an order as customers call it."""
    return STATUSES.get(context["language"], {}).get(status) or status.replace("_", " ").capitalize()
