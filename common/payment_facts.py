"""The payment data in events, which only callers who may see payments are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FACTS = frozenset({"amount", "method", "asked", "kept", "retained", "said_amount", "label", "card_last4"})
HIDDEN = {"payment": FACTS, "refund": FACTS, "plan": frozenset({"parts"})}
"""By what an event is about. `parts`: which payments the money of a cancellation goes to."""


def without_payment_facts(type: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """An event's data without the amounts, methods and cards of payments and refunds."""
    hidden = HIDDEN.get(type.partition(".")[0], frozenset())
    return {name: value for name, value in data.items() if name not in hidden}
