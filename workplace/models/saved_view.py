"""What people keep of the order list: filters by a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from common.fields import Identified


class SavedView(Identified):
    """The filters, search and ordering of the order list as one person likes to see it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", db_index=False)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, help_text="The part of the list's address after the question mark.")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once_a_person")]

    def __str__(self) -> str:
        return self.name
