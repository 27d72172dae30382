"""The payment data in events, which only callers who may see payments are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OF_PAYMENTS = ("payment.", "refund.")
FACTS = frozenset({"amount", "method"})


def without_payment_facts(type: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """An event's data without amounts and methods of payments and refunds."""
    hidden = FACTS if type.startswith(OF_PAYMENTS) else frozenset()
    return {name: value for name, value in data.items() if name not in hidden}
