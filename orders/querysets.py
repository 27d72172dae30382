"""Ways to look at orders, reading well after `Order.objects`."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from access.callers import Caller


def token_digest(token: str) -> str:
    """What an order is found by when somebody shows its token: looking up a digest tells nothing by its timing."""
    return sha256(token.encode()).hexdigest()


class OrderQuerySet(models.QuerySet):
    """Orders."""

    def locked(self) -> Self:
        """Kept for this transaction. An order is locked first, always; its children are safe under it."""
        return self.select_for_update(of=("self",))

    def visible_to(self, caller: Caller) -> Self:
        """The orders a caller may know of. Everything else is a 404, never a 403."""
        return self.filter(reach(caller, order="", customer="customer", channel="channel"))

    def owned_by(self, caller: Caller) -> Self:
        """The caller's own: as a customer, or by an order's token. Staff have no more than anybody else here."""
        return self.filter(_held(caller, order="", customer="customer"))

    def newest_first(self) -> Self:
        """By when they were placed; a draft by when it was begun."""
        return self.order_by(Coalesce("date_placed", "created_at").desc(), "-id")


def reach(caller: Caller, *, order: str, customer: str, channel: str) -> Q:
    """The condition under which rows are in a caller's reach, given the paths from them to order, customer, channel."""
    if caller.channels is None:
        return Q()
    held = _held(caller, order=order, customer=customer)
    if caller.is_client and caller.channels:
        return held | Q(**{f"{channel}__in": caller.channels})
    return held


REACH = (
    "(%(reaches_all)s::boolean OR o.channel_id = ANY(%(channels)s::uuid[]) "
    "OR o.customer_id = ANY(%(customers)s::uuid[]) OR o.token_digest = %(token_digest)s::text)"
)
"""`OrderQuerySet.visible_to` as constant SQL over a row `o` of orders, for statements that are prepared once."""


def reach_values(caller: Caller) -> dict[str, Any]:
    """What `REACH` needs to know of the caller."""
    return {
        "reaches_all": caller.channels is None,
        "channels": list(caller.channels or ()) if caller.is_client else [],
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
