"""Views of the order list that a person keeps by a name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from access.models import User
from common.errors import Refusal
from workplace.models import SavedView

MOST_VIEWS = 30


class TooManyViews(Refusal):
    """More views would hide each other."""

    code = "too_many_views"
    sentence = "You keep {most} views already: delete one first."


def save_view(owner: User, *, name: str, query: str, at: datetime) -> SavedView:
    """Keep a view of the order list; one of the same name is replaced.

    Raises:
        TooManyViews: the person keeps as many as there may be.
    """
    with transaction.atomic():
        kept = list(SavedView.objects.select_for_update().filter(owner=owner).values_list("name", flat=True))
        if name not in kept and len(kept) >= MOST_VIEWS:
            raise TooManyViews(most=MOST_VIEWS)
        return SavedView.objects.update_or_create(
            owner=owner, name=name, defaults={"query": query}, create_defaults={"query": query, "created_at": at}
        )[0]
