"""Inputs of the commands on shipments and units."""

from __future__ import annotations

from rest_framework import serializers

from common.api.fields import BoundedText, QuantityField, YesNoField
from common.api.serializers import StrictSerializer
from orders.serializers.actions import MOST_ITEMS, MOST_UNITS


class UnitsInput(StrictSerializer):
    """Units of an item."""

    item = serializers.UUIDField()
    quantity = QuantityField(max_value=MOST_UNITS)


class SplitInput(StrictSerializer):
    """Units that are to be sent together."""

    lines = UnitsInput(many=True, min_length=1, max_length=MOST_ITEMS)
    carrier = BoundedText(max_length=100, required=False)
    method = BoundedText(max_length=100, required=False)


class TrackingInput(StrictSerializer):
    """Carrier and tracking of a shipment."""

    carrier = BoundedText(max_length=100, required=False)
    tracking_number = BoundedText(max_length=100, required=False)
    tracking_url = serializers.URLField(max_length=500, required=False, allow_blank=True)


class ShipmentCorrections(TrackingInput):
    """Corrections of a shipment."""

    method = BoundedText(max_length=100, required=False)


class ShipShipmentInput(TrackingInput):
    """Carrier and tracking of the shipment, and whether to notify the customer by e-mail."""

    notify_customer = YesNoField(default=False)


class UnshipInput(StrictSerializer):
    """Why the shipment was not sent, and whether the customer is notified by e-mail."""

    reason = BoundedText(max_length=500, required=False)
    notify_customer = YesNoField(default=False)


class ShipOrderInput(ShipShipmentInput):
    """What is sent: some units, or everything that is left."""

    lines = UnitsInput(many=True, min_length=1, max_length=MOST_ITEMS, required=False)


class DeliverItemInput(StrictSerializer):
    """How many units have arrived."""

    quantity = QuantityField(max_value=MOST_UNITS, required=False, help_text="All that are in transit, if left out.")
