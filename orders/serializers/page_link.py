"""The link to an order's own page."""

from __future__ import annotations

from datetime import datetime

from rest_framework import serializers

from orders.models import Order
from orders.page_link import page_expires_at, page_url


class PageLinkSerializer(serializers.Serializer):
    """The address of the order's page for the customer, and when it ends."""

    url = serializers.SerializerMethodField()
    expires_at = serializers.SerializerMethodField(help_text="Null: never.")

    def get_url(self, order: Order) -> str:
        return page_url(order)

    def get_expires_at(self, order: Order) -> datetime | None:
        return page_expires_at(order)
