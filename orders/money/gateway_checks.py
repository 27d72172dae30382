"""Asking gateways for refunds and disputes that we never heard of: their webhooks may have been lost."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import structlog
from django.db.models import Q

from orders.money.gateway_news import follow_news
from payments.gateways.base import Gateway, GatewayUnreachable
from payments.gateways.registry import gateways
from payments.models import GatewayCheck

log = structlog.get_logger(__name__)

EVERY = timedelta(hours=1)

OVERLAP = timedelta(days=1)
"""How far before the last answer a check begins: gateways update their lists late."""

LONGEST_LOOK_BACK = timedelta(days=7)


class _ListIncomplete(Exception):
    """A gateway did not answer, or some of what it listed could not be booked."""


def check_gateways(at: datetime) -> dict[str, int]:
    """Read each gateway's own list once an hour, and return how many entries were new."""
    found: Counter[str] = Counter()
    for gateway in gateways().values():
        check = _claim(gateway, at) if gateway.asks_a_provider else None
        if check is None:
            continue
        try:
            _follow_recent(gateway, _begin(check, at), at, found)
        except _ListIncomplete as failure:
            log.warning("gateway_list_incomplete", gateway=gateway.identifier, detail=str(failure))
        else:
            GatewayCheck.objects.filter(pk=check.pk).update(completed_at=at)
    return {name: count for name, count in found.items() if count}


def _claim(gateway: Gateway, at: datetime) -> GatewayCheck | None:
    """The right to check; None if a check was made lately, or another worker makes it."""
    check, new = GatewayCheck.objects.get_or_create(gateway=gateway.identifier, defaults={"checked_at": at})
    is_due = Q(checked_at__lte=at - EVERY) | Q(checked_at__gt=at + OVERLAP)  # by a clock that was set back since
    mine = GatewayCheck.objects.filter(is_due, pk=check.pk, checked_at=check.checked_at)
    return check if new or mine.update(checked_at=at) else None


def _begin(check: GatewayCheck, at: datetime) -> datetime:
    """The moment to check from."""
    longest = at - LONGEST_LOOK_BACK
    return max(min(check.completed_at, at) - OVERLAP, longest) if check.completed_at else longest


def _follow_recent(gateway: Gateway, since: datetime, at: datetime, found: Counter[str]) -> None:
    """Book what a gateway lists. One bad row never stops the rest.

    Raises:
        _ListIncomplete: it will be asked again for the same time.
    """
    try:
        recent = list(gateway.recent(since))
    except GatewayUnreachable as silence:
        raise _ListIncomplete(str(silence)) from silence
    failed = 0
    for news in recent:
        try:
            found["news_followed"] += follow_news(gateway, news, at=at)
        except Exception:
            log.exception("gateway_news_failed", gateway=gateway.identifier, news=news.id)
            failed += 1
    if failed:
        raise _ListIncomplete(f"{failed} of {len(recent)} could not be booked.")
