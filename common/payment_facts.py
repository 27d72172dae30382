"""The payment data in events, which only callers who may see payments are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OF_PAYMENTS = ("payment.", "refund.")
FACTS = frozenset({"amount", "method", "asked", "kept", "retained", "said_amount", "label", "card_last4"})
OF_PLANS = "plan."
FACTS_OF_PLANS = frozenset({"parts"})
"""Which payments the money of a cancellation goes to."""


def without_payment_facts(type: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """An event's data without the amounts, methods and cards of payments and refunds."""
    hidden = FACTS_OF_PLANS if type.startswith(OF_PLANS) else FACTS if type.startswith(OF_PAYMENTS) else frozenset()
    return {name: value for name, value in data.items() if name not in hidden}
