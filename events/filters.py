"""What lists of webhook endpoints and deliveries can be filtered by."""

from __future__ import annotations

from common.api.filters import RANGE, MomentFilter, StrictFilterSet, WordsFilter, YesNoFilter
from events.models import DeliveryState
from events.types import EventType


class WebhookEndpointFilter(StrictFilterSet):
    """Filters of webhook endpoints."""

    enabled = YesNoFilter()
    created_at = MomentFilter(lookups=RANGE)


class DeliveryFilter(StrictFilterSet):
    """Filters of an endpoint's deliveries."""

    state = WordsFilter(vocabulary=DeliveryState)
    type = WordsFilter(vocabulary=EventType, help_text="Types of events.")
    created_at = MomentFilter(lookups=(*RANGE, "date"))
