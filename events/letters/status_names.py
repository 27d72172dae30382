"""Statuses of orders as customers read them."""

from __future__ import annotations

from collections.abc import Mapping

STATUSES: Mapping[str, Mapping[str, str]] = {
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


def status_name(status: str, language: str) -> str:
    """The name of a status in a language."""
    return STATUSES.get(language, {}).get(status) or status.replace("_", " ").capitalize()
