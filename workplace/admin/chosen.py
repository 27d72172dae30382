"""The period and the channel that a page of figures is about, as its reader has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

from access.models import User
from orders.models import Channel
from workplace.admin.list_filters import channels_of

USUAL_PERIOD = 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """The last `days` in one channel, or in all `reached` ones (None: every channel). `context` is for
    `admin/chosen.html`, where both are changed."""

    days: int
    reached: frozenset[UUID] | None
    context: dict[str, Any]


def chosen_in(request: HttpRequest, periods: Sequence[int]) -> Chosen:
    """What the address says; where it says nothing that is offered, 30 days in all channels in reach."""
    channels = channels_of(request)
    channel = next((row for row in channels if row.code == request.GET.get("channel")), None)
    days = next((days for days in periods if str(days) == request.GET.get("days")), USUAL_PERIOD)
    reached = frozenset([channel.pk]) if channel else cast(User, request.user).reached_channels()
    offered = [(period, _query(period, channel), period == days) for period in periods]
    return Chosen(days, reached, {"channels": channels, "channel": channel, "periods": offered, "days": days})


def _query(days: int, channel: Channel | None) -> str:
    return urlencode({"days": days, **({"channel": channel.code} if channel else {})})
