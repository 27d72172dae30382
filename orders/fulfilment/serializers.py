"""What commands on parcels and pieces are sent."""

from __future__ import annotations

from rest_framework import serializers

from common.api.fields import BoundedText, WholeNumberField, YesNoField
from common.api.serializers import StrictSerializer
from orders.serializers.actions import MOST_ITEMS, MOST_PIECES


class PiecesInput(StrictSerializer):
    """Units of an item."""

    item = serializers.UUIDField()
    quantity = WholeNumberField(min_value=1, max_value=MOST_PIECES)


class SplitInput(StrictSerializer):
    """Pieces that shall be sent together."""

    lines = PiecesInput(many=True, min_length=1, max_length=MOST_ITEMS)
    carrier = BoundedText(max_length=100, required=False)
    method = BoundedText(max_length=100, required=False)


class TrackingInput(StrictSerializer):
    """How a parcel is followed."""

    carrier = BoundedText(max_length=100, required=False)
    tracking_number = BoundedText(max_length=100, required=False)
    tracking_url = serializers.URLField(max_length=500, required=False, allow_blank=True)


class ShipmentCorrections(TrackingInput):
    """What is to be different about a parcel."""

    method = BoundedText(max_length=100, required=False)


class ShipShipmentInput(TrackingInput):
    """How the parcel is followed, and whether the customer is told by e-mail."""

    notify_customer = YesNoField(default=False)


class ShipOrderInput(ShipShipmentInput):
    """What is sent: some pieces, or everything that is left."""

    lines = PiecesInput(many=True, min_length=1, max_length=MOST_ITEMS, required=False)


class DeliverItemInput(StrictSerializer):
    """How many pieces have arrived."""

    quantity = WholeNumberField(
        min_value=1, max_value=MOST_PIECES, required=False, help_text="All that are on their way, if left out."
    )
