"""When gateways' own lists were last checked."""

from __future__ import annotations

from django.db import models

from common.fields import Identified


class GatewayCheck(Identified):
    """The last check of a gateway's own list of refunds and disputes."""

    gateway = models.CharField(max_length=50, unique=True)
    checked_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, help_text="When all that it listed was last booked.")

    def __str__(self) -> str:
        return self.gateway
