"""The letterhead of a channel's documents."""

from __future__ import annotations

from django.db import models

from common.fields import Identified
from orders.models.channel import Channel


class Letterhead(Identified):
    """Who sends a channel's documents. It has a row of its own, so that lists of orders need not carry the logo."""

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="letterhead")
    legal_name = models.CharField(max_length=200, blank=True)
    address = models.TextField(max_length=1000, blank=True)
    language_code = models.CharField(max_length=20, blank=True)
    logo = models.BinaryField(null=True, blank=True, help_text="A PNG.")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.legal_name
