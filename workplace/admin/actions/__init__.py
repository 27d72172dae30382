"""Everything that staff can do to an order."""

from __future__ import annotations

from workplace.admin.actions.amend import AMEND_ACTIONS
from workplace.admin.actions.base import Action
from workplace.admin.actions.contents import CONTACT_ACTIONS
from workplace.admin.actions.facts import FACT_ACTIONS
from workplace.admin.actions.items import ITEM_ACTIONS
from workplace.admin.actions.manual import MANUAL_ACTIONS
from workplace.admin.actions.money import PAYMENT_ACTIONS
from workplace.admin.actions.plans import PLAN_ACTIONS
from workplace.admin.actions.privacy import PRIVACY_ACTIONS
from workplace.admin.actions.refunds import REFUND_ACTIONS
from workplace.admin.actions.sent import SENT_SHIPMENT_ACTIONS
from workplace.admin.actions.shipments import SHIPMENT_ACTIONS
from workplace.admin.actions.status import MOVES

ACTIONS: tuple[Action, ...] = (
    *MOVES,
    *PAYMENT_ACTIONS,
    *REFUND_ACTIONS,
    *MANUAL_ACTIONS,
    *SHIPMENT_ACTIONS,
    *SENT_SHIPMENT_ACTIONS,
    *ITEM_ACTIONS,
    *AMEND_ACTIONS,
    *PLAN_ACTIONS,
    *CONTACT_ACTIONS,
    *FACT_ACTIONS,
    *PRIVACY_ACTIONS,
)

__all__ = ["ACTIONS", "Action"]
