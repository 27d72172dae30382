"""Everything that staff can do to an order."""

from __future__ import annotations

from orders.admin.actions.base import Action
from orders.admin.actions.by_hand import BY_HAND_ACTIONS
from orders.admin.actions.contents import CONTACT_ACTIONS
from orders.admin.actions.items import ITEM_ACTIONS
from orders.admin.actions.money import PAYMENT_ACTIONS
from orders.admin.actions.parcels import PARCEL_ACTIONS
from orders.admin.actions.plans import PLAN_ACTIONS
from orders.admin.actions.refunds import REFUND_ACTIONS
from orders.admin.actions.status import MOVES

ACTIONS: tuple[Action, ...] = (
    *MOVES,
    *PAYMENT_ACTIONS,
    *REFUND_ACTIONS,
    *BY_HAND_ACTIONS,
    *PARCEL_ACTIONS,
    *ITEM_ACTIONS,
    *PLAN_ACTIONS,
    *CONTACT_ACTIONS,
)

__all__ = ["ACTIONS", "Action"]
