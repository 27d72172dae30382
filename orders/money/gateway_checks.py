"""Asking gateways for refunds and disputes that we never heard of: their webhooks may have been lost."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import structlog

from orders.money.gateway_news import follow_news
from payments.gateways.base import Gateway, GatewayUnreachable
from payments.gateways.news import News
from payments.gateways.registry import gateways
from payments.models import GatewayCheck

log = structlog.get_logger(__name__)

EVERY = timedelta(hours=1)

OVERLAP = timedelta(days=1)
"""How far before the last check a check begins: gateways update their lists late."""

LONGEST_LOOK_BACK = timedelta(days=7)


def check_gateways(at: datetime) -> dict[str, int]:
    """Read each gateway's own list once an hour, and return how many entries were new."""
    found: Counter[str] = Counter()
    for gateway in gateways().values():
        since = _claim(gateway, at) if gateway.asks_a_provider else None
        if since is not None:
            found["news_followed"] += _follow_recent(gateway, since, at)
    return {name: count for name, count in found.items() if count}


def _claim(gateway: Gateway, at: datetime) -> datetime | None:
    """The moment to check from; None if a check was made lately, or another worker makes it."""
    check, new = GatewayCheck.objects.get_or_create(gateway=gateway.identifier, defaults={"checked_at": at})
    if new:
        return at - LONGEST_LOOK_BACK
    mine = GatewayCheck.objects.filter(pk=check.pk, checked_at=check.checked_at, checked_at__lte=at - EVERY)
    if not mine.update(checked_at=at):
        return None
    return max(check.checked_at - OVERLAP, at - LONGEST_LOOK_BACK)


def _follow_recent(gateway: Gateway, since: datetime, at: datetime) -> int:
    """One bad row never stops the rest."""
    try:
        recent = list(gateway.recent(since))
    except GatewayUnreachable as silence:
        log.warning("gateway_silent", gateway=gateway.identifier, detail=str(silence))
        return 0
    return sum(_follow(gateway, news, at) for news in recent)


def _follow(gateway: Gateway, news: News, at: datetime) -> bool:
    try:
        return follow_news(gateway, news, at=at)
    except Exception:
        log.exception("gateway_news_failed", gateway=gateway.identifier, news=news.id)
        return False
