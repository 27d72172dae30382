"""The paths of Lunasoft's document, and the list of status names that it refers to."""

from __future__ import annotations

from django.urls import path

from dialects.lunasoft.views import OrdersView, OrderView, StatusNamesView

urlpatterns = [
    path("orders", OrdersView.as_view(), name="orders"),
    path("orders/<str:id>", OrderView.as_view(), name="order"),
    path("statuses", StatusNamesView.as_view(), name="statuses"),
]
