"""The carriers and reasons of the demo."""

from __future__ import annotations

from orders.models import Carrier, Channel, Reason, ReasonVerb

CARRIERS = {
    "dhl": ("DHL Express", "https://www.dhl.com/en/express/tracking.html?AWB={tracking_number}"),
    "ups": ("UPS", "https://www.ups.com/track?tracknum={tracking_number}"),
    "yurtici": (
        "Yurtiçi Kargo",
        "https://www.yurticikargo.com/tr/online-servisler/gonderi-sorgula?code={tracking_number}",
    ),
}
"""Name and tracking address by code."""

USUAL = "dhl"

REASONS: dict[ReasonVerb, dict[str, tuple[str, str]]] = {
    ReasonVerb.CANCEL: {
        "changed-mind": ("The customer changed their mind.", "Müşteri fikrini değiştirdi."),
        "by-mistake": ("Ordered by mistake.", "Yanlışlıkla sipariş edildi."),
        "withdrawal": ("Withdrawal from the contract", "Sözleşmeden cayma"),
    },
    ReasonVerb.RETURN: {
        "does-not-fit": ("It does not fit.", "Uymadı."),
        "damaged": ("It arrived damaged.", "Hasarlı geldi."),
        "withdrawal": ("Withdrawal from the contract", "Sözleşmeden cayma"),
    },
    ReasonVerb.REFUND: {
        "late": ("Arrived late.", "Geç geldi."),
        "changed-mind": ("The customer changed their mind.", "Müşteri fikrini değiştirdi."),
    },
    ReasonVerb.REJECT: {"sold-out": ("Sold out.", "Tükendi.")},
    ReasonVerb.HOLD: {"address": ("The address is being checked.", "Adres kontrol ediliyor.")},
}
"""English and Turkish labels by code."""

FOR_CUSTOMERS = {
    (ReasonVerb.CANCEL, "by-mistake"),
    (ReasonVerb.RETURN, "does-not-fit"),
    (ReasonVerb.RETURN, "damaged"),
}
"""Those that customers are offered on the order page."""


def make_lists() -> None:
    """Make the carriers and reasons that are missing, and let every channel without a usual carrier have one."""
    for code, (name, url) in CARRIERS.items():
        Carrier.objects.get_or_create(code=code, defaults={"name": name, "tracking_url": url})
    for verb, reasons in REASONS.items():
        for position, (code, (label, turkish)) in enumerate(reasons.items()):
            known = {"label": label, "labels": {"tr": turkish}, "position": position}
            known["for_customers"] = (verb, code) in FOR_CUSTOMERS
            Reason.objects.get_or_create(verb=verb, code=code, channel=None, defaults=known)
    Channel.objects.filter(default_carrier=None).update(default_carrier=Carrier.objects.get(code=USUAL))
