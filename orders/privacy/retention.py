"""Retention: guests are erased their channel's number of months after their last order. Run by the worker."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import datetime
from uuid import UUID

import structlog
from django.db.models import Exists, OuterRef, Q, QuerySet

from addresses.models import Customer
from common.actors import SYSTEM
from common.errors import Refusal
from orders.models import Channel, Order
from orders.privacy.erase import erase_customer
from orders.statuses import CLOSED, OrderStatus

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 200
"""Guests that are erased in one run at most: a stopping worker waits for its end."""
MOST_TRIED = 1000
"""Guests of a channel that are tried in one run at most, drawn by lot: those who are still needed stop nobody."""

OPEN_ORDERS = Order.objects.filter(customer=OuterRef("pk")).exclude(status__in=[*CLOSED, OrderStatus.NEW])
"""Of a guest, who is needed as long as there is one; whatever else needs them is found when they are tried."""


def erase_due_guests(at: datetime) -> dict[str, int]:
    """Erase the guests whose time is over, and return how many. One that cannot be erased does not stop the rest."""
    done: Counter[str] = Counter()
    for channel in channels_that_forget():
        likely = due_guests(channel, at).filter(~Exists(OPEN_ORDERS)).order_by("?")
        for guest_id in list(likely.values_list("pk", flat=True)[:MOST_TRIED]):
            done[_tried(guest_id, channel, at)] += 1
            if done["erased"] >= MOST_AT_ONCE:
                return dict(done)
    return dict(done)


def channels_that_forget() -> QuerySet[Channel]:
    """The channels that erase guests after a time."""
    return Channel.objects.filter(guest_retention_months__isnull=False).order_by("code")


def due_guests(channel: Channel, at: datetime) -> QuerySet[Customer]:
    """Guests of a channel who have ordered nothing for its months."""
    since = months_before(at, channel.guest_retention_months or 0)
    later = Order.objects.filter(customer=OuterRef("pk")).filter(Q(created_at__gt=since) | Q(date_placed__gt=since))
    guests = Customer.objects.filter(channel=channel, is_guest=True, erased_at=None, created_at__lte=since)
    return guests.filter(~Exists(later)).order_by("created_at", "id")


def months_before(at: datetime, months: int) -> datetime:
    """The same day a number of months before; the last of the month where it has no such day."""
    years, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=years, month=month + 1, day=min(at.day, monthrange(years, month + 1)[1]))


def _tried(guest_id: UUID, channel: Channel, at: datetime) -> str:
    facts = {"retention_months": channel.guest_retention_months}
    try:
        erase_customer(Customer.objects.get(pk=guest_id), actor=SYSTEM, at=at, facts=facts)
    except Refusal:
        return "still_needed"
    except Exception:
        log.exception("guest_not_erased", customer=str(guest_id))
        return "failed"
    return "erased"
