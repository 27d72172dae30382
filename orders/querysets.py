"""The queryset of orders."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from access.callers import RIGHTS_OF_GUESTS, Rights

if TYPE_CHECKING:
    from access.callers import Caller
    from orders.models import Order


def token_digest(token: str) -> str:
    """The digest by which an order is found when a caller shows its token: looking it up leaks nothing by its
    timing."""
    return sha256(token.encode()).hexdigest()


class OrderQuerySet(models.QuerySet):
    """Orders."""

    def locked(self) -> Self:
        """Locked for this transaction. An order is always locked first; its rows are safe under its lock."""
        return self.select_for_update(of=("self",))

    def visible_to(self, caller: Caller) -> Self:
        """The orders that a caller may know of. Any other is a 404, never a 403."""
        return self.filter(reach(caller, order="", customer="customer", channel="channel"))

    def owned_by(self, caller: Caller) -> Self:
        """The caller's own: as a customer, or as a guest by a token. Staff have no special rights here."""
        owner = caller.without_order_token() if caller.id else caller
        return self.filter(_held(owner, order="", customer="customer"))

    def newest_first(self) -> Self:
        """By when they were placed; a draft by when it was begun."""
        return self.order_by(Coalesce("date_placed", "created_at").desc(), "-id")


def reach(caller: Caller, *, order: str, customer: str, channel: str) -> Q:
    """The condition under which rows are in a caller's reach, given the paths from them to order, customer, channel."""
    if caller.channels is None:
        return Q()
    held = _held(caller, order=order, customer=customer)
    if caller.acts_in_channels and caller.channels:
        return held | Q(**{f"{channel}__in": caller.channels})
    return held


def rights_on(order: Order, caller: Caller) -> Rights:
    """The rights with which an order is shown to a caller: their own if it is theirs or in their channels; a guest's if
    only its token opens it."""
    if caller.channels is None or order.customer_id in caller.customers:
        return caller.rights
    if caller.acts_in_channels and order.channel_id in caller.channels:
        return caller.rights
    return RIGHTS_OF_GUESTS if order.token_digest == caller.order_token_digest else Rights()


BY_RIGHT = (
    "(%(reaches_all)s::boolean OR o.channel_id = ANY(%(channels)s::uuid[]) "
    "OR o.customer_id = ANY(%(customers)s::uuid[]))"
)
"""Whether a row `o` of orders is shown with the caller's own rights, as constant SQL for statements prepared once."""

REACH = f"({BY_RIGHT} OR o.token_digest = %(token_digest)s::text)"
"""`OrderQuerySet.visible_to`, likewise."""


def reach_values(caller: Caller) -> dict[str, Any]:
    """The parameters of `REACH` for a caller."""
    return {
        "reaches_all": caller.channels is None,
        "channels": list(caller.channels or ()) if caller.acts_in_channels else [],
        "customers": list(caller.customers),
        "token_digest": caller.order_token_digest,
    }


def _held(caller: Caller, *, order: str, customer: str) -> Q:
    """Rows of orders that are the caller's as a customer or by a token."""
    conditions = Q(pk__in=[])
    if caller.customers:
        conditions |= Q(**{f"{customer}__in": caller.customers})
    if caller.order_token:
        conditions |= Q(**{f"{order}token_digest": token_digest(caller.order_token)})
    return conditions
