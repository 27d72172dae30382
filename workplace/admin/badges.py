"""How the pages that browse rows show states, e-mails and who did something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils.safestring import SafeString

from cancellations.models import CancellationPlan
from common.shown_columns import show_as
from events.models import Delivery, Event, Message
from orders.models import Note, OrderItem, PrivacyEntry, Shipment, StatusChange
from payments.models import Payment, Refund
from workplace import labels

STATES: tuple[tuple[type[Model], str, labels.Labels], ...] = (
    (OrderItem, "status", labels.ITEM_STATUSES),
    (OrderItem, "cancel_status", labels.PLAN_STATUSES),
    (Shipment, "state", labels.SHIPMENT_STATES),
    (StatusChange, "from_status", labels.ORDER_STATUSES),
    (StatusChange, "to_status", labels.ORDER_STATUSES),
    (CancellationPlan, "status", labels.PLAN_STATUSES),
    (Payment, "status", labels.PAYMENT_STATES),
    (Refund, "status", labels.REFUND_STATES),
    (Message, "state", labels.MESSAGE_STATES),
    (Delivery, "state", labels.DELIVERY_STATES),
)
"""Columns with states, and what these are called."""

ACTORS = (CancellationPlan, Event, Note, PrivacyEntry, Refund, StatusChange)
"""Rows that name who did something."""


def _badge(name: str, vocabulary: labels.Labels) -> Callable[[Any], SafeString | None]:
    def shown(row: Any) -> SafeString | None:
        value = getattr(row, name)
        return None if value in (None, "") else labels.badge(vocabulary, value).html

    return shown


def register_shown_columns() -> None:
    """Say how columns are shown."""
    for model, name, vocabulary in STATES:
        show_as(model, name, _badge(name, vocabulary))
    for model in ACTORS:
        show_as(model, "actor_name", labels.actor_of)
    show_as(Message, "template", lambda message: labels.MESSAGES.get(message.template, message.template))
    show_as(CancellationPlan, "plan_type", lambda plan: labels.PLAN_TYPES[plan.plan_type])
