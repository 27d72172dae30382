"""Ways to look at orders, reading well after `Order.objects`."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Self

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


def _held(caller: Caller, *, order: str, customer: str) -> Q:
    """Rows of orders that are the caller's as a customer or by a token."""
    conditions = Q(pk__in=[])
    if caller.customers:
        conditions |= Q(**{f"{customer}__in": caller.customers})
    if caller.order_token:
        conditions |= Q(**{f"{order}token_digest": token_digest(caller.order_token)})
    return conditions
