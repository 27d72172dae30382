"""The paths of Sylius' document, its token endpoint, and the list that later versions have."""

from __future__ import annotations

from django.urls import path

from dialects.sylius.tokens import TokenView
from dialects.sylius.views import CancelView, CompleteView, OrdersView, OrderView, ShipView

ORDER = "api/v1/orders/<id>"

urlpatterns = [
    path("api/oauth/v2/token", TokenView.as_view(), name="token"),
    path("api/v1/orders", OrdersView.as_view(), name="orders"),
    path(ORDER, OrderView.as_view(), name="order"),
    path(f"{ORDER}/cancel", CancelView.as_view(), name="cancel"),
    path(f"{ORDER}/shipments/<shipment_id>/ship", ShipView.as_view(), name="ship"),
    path(f"{ORDER}/payments/<payment_id>/complete", CompleteView.as_view(), name="complete"),
]
