"""What the privacy log can be filtered by."""

from __future__ import annotations

from common.actors import ActorKind
from common.api.filters import RANGE, IdFilter, MomentFilter, StrictFilterSet, TextFilter, WordsFilter
from orders.models import PrivacyKind


class PrivacyFilter(StrictFilterSet):
    """Filters of the privacy log."""

    kind = WordsFilter(vocabulary=PrivacyKind)
    customer = IdFilter()
    order = IdFilter()
    actor_kind = WordsFilter(vocabulary=ActorKind)
    actor_id = TextFilter(help_text="Of the member of staff, or of the client.")
    created_at = MomentFilter(lookups=RANGE)
