"""The customers and addresses that a caller may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from access.callers import Caller


class CustomerQuerySet(models.QuerySet):
    """Customers."""

    def visible_to(self, caller: Caller) -> Self:
        """Those in reach; none to staff who may not know customers."""
        return self.in_reach(caller) if caller.knows_customers else self.none()

    def in_reach(self, caller: Caller) -> Self:
        """Staff and clients: those of their channels; a customer: their own rows."""
        return self.filter(_in_reach(caller, customer="pk"))


class AddressQuerySet(models.QuerySet):
    """Addresses."""

    def visible_to(self, caller: Caller) -> Self:
        """Staff and clients: those of their channels; a customer: their own."""
        return self.filter(_in_reach(caller, customer="customer"))


def _in_reach(caller: Caller, *, customer: str) -> Q:
    if caller.channels is None:
        return Q()
    own = Q(**{f"{customer}__in": caller.customers})
    return own | Q(channel__in=caller.channels) if caller.acts_in_channels else own
