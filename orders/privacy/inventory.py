"""The columns that hold personal data, and what an erasure puts there.

Columns that are not named here stay, without the person's words (`words.Words`). `docs/privacy.md` says why;
`tests/orders/privacy/test_inventory.py` checks that every column is one or the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from addresses.models import CustomerAddress, Gender
from cancellations.models import CancellationPlan
from events.models import Delivery, Event, Message
from orders.models import Adjustment, Note, OrderItem, Shipment, StatusChange, Withdrawal
from payments.models import Payment, Refund
from payments.statuses import Attention

PSEUDONYM = "{pseudonym}"
"""A placeholder for the person's pseudonym."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The rows of a model that belong to orders by `path`, and what replaces their columns: a value, or a function of
    the present one. `opaque` columns are the service's own keys, without personal data."""

    model: type[Model]
    path: str = "order"
    erased: Mapping[str, Any] = field(default_factory=dict)
    opaque: frozenset[str] = frozenset()


GOODS = frozenset({"type", "id", "name", "code", "model", "description", "url", "image_url", "variant"})
"""The keys of a product that describe the goods."""


def _goods_alone(product: Any) -> dict[str, Any]:
    """Keep only the goods: other keys may hold an engraving, or a gift's recipient."""
    return {key: value for key, value in product.items() if key in GOODS}


PERSONAL_FACTS = frozenset(
    {"note", "reason", "why", "references", "tracking_number", "tracking_url", "card_last4"}
    | {"customer_name", "declared_by", "page_url"}
)
"""The keys of an event, or of an e-mail's context, that may hold personal data."""


def _facts_alone(facts: Any) -> Any:
    """An event's data, or an e-mail's context, without what people wrote."""
    if isinstance(facts, list):
        return [_facts_alone(part) for part in facts]
    if not isinstance(facts, dict):
        return facts
    return {key: _blank(value) if key in PERSONAL_FACTS else _facts_alone(value) for key, value in facts.items()}


def _blank(value: Any) -> Any:
    """Blank a reason, unless it is the service's own."""
    if value in Attention.values:
        return value
    return [] if isinstance(value, list) else ""


CUSTOMER: Mapping[str, Any] = {
    "user_id": None,
    **dict.fromkeys(("email", "external_id", "first_name", "phone"), ""),
    "last_name": PSEUDONYM,
    "birthday": None,
    **dict.fromkeys(("document_id", "document_id_type", "document_id_country"), ""),
    "gender": Gender.NOT_KNOWN,
    "date_joined": None,
    "last_login": None,
}
ADDRESS = Table(
    CustomerAddress,
    erased={
        **dict.fromkeys(("email", "phone_number", "alt_phone", "first_name", "company_name", "line2", "postcode"), ""),
        **dict.fromkeys(("city_name", "state", "notes", "tax_office", "tax_no", "identity_number"), ""),
        **dict.fromkeys(("city_id", "township_id", "district_id"), None),
        "last_name": PSEUDONYM,
        "line": PSEUDONYM,
        "is_active": False,
    },
)
ORDER: Mapping[str, Any] = {
    **dict.fromkeys(("email", "first_name", "phone", "customer_email", "customer_external_id"), ""),
    "last_name": PSEUDONYM,
    **dict.fromkeys(("description", "customer_note", "gift_box_note", "hold_reason", "held_by"), ""),
    **dict.fromkeys(("tracking_number", "e_archive_url", "marketing_source_id", "marketing_source_other"), ""),
    "extra_field": {},
    "created_ip": None,
}
OPAQUE_OF_ORDERS = frozenset(
    {"ref", "number", "token", "token_digest", "currency", "created_by", "modified_by", "search_text"}
)
_KEYS = frozenset({"idempotency_key", "asking_key", "decision_key", "lost_key"})
_OFFERED = frozenset({"reason_code"})
"""Codes of lists of the service."""

PARTS = (
    Table(
        OrderItem,
        erased={"product": _goods_alone, "extra_field": {}, "e_archive_url": "", "tracking_number": ""},
    ),
    Table(Adjustment, erased={"info": "", "internal_info": "", "code": "", "reference": "", "extra": {}}),
    Table(Shipment, erased={"tracking_number": "", "tracking_url": "", "lost_reason": ""}, opaque=_KEYS),
    Table(
        Payment,
        erased={
            **dict.fromkeys(
                ("card_last4", "cheque_number", "detail", "option_id", "failure_detail", "url", "return_url"), ""
            ),
            "cheque_date": None,
        },
        opaque=_KEYS | {"transaction_id", "attempt_id", "method", "currency"},
    ),
    Table(
        Refund,
        "payment__order",
        erased={"reason": "", "failure_detail": ""},
        opaque=_KEYS | _OFFERED | {"transaction_id", "lines"},
    ),
    Table(CancellationPlan, erased={"reason": "", "payment_plan": _facts_alone}, opaque=_KEYS | _OFFERED),
    Table(StatusChange, erased={"note": ""}, opaque=_OFFERED),
    Table(Withdrawal, erased={"name": PSEUDONYM, "email": ""}, opaque=_KEYS),
    Table(Note, erased={"message": PSEUDONYM}),
    Table(Event, erased={"data": _facts_alone}),
    Table(
        Message,
        erased={"to": "", "failure": "", "context": _facts_alone},
        opaque=frozenset({"message_id", "template", "language", "sender"}),
    ),
    Table(Delivery, "event__order", erased={"failure": ""}),
)
"""What belongs to an order."""


def value_for(wanted: Any, present: Any, pseudonym: str) -> Any:
    """What an erasure puts in the place of a value."""
    if callable(wanted):
        return wanted(present)
    return pseudonym if wanted == PSEUDONYM else wanted
