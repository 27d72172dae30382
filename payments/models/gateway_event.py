"""Webhooks received from gateways."""

from __future__ import annotations

from django.db import models

from common.fields import Identified
from payments.models.payment import Payment
from payments.models.refund import Refund


class GatewayEvent(Identified):
    """A webhook that was processed. The gateway's event id keeps it from being processed twice."""

    gateway = models.CharField(max_length=50)
    event_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=100)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="gateway_events")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="gateway_events")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="gateway_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.kind}"
