"""The paths of Salesman's document."""

from __future__ import annotations

from django.urls import path

from dialects.salesman.actions import PayView, RefundView, StatusView
from dialects.salesman.views import AllOrdersView, LastOrderView, OrderView, OwnOrdersView

urlpatterns = [
    path("orders/", OwnOrdersView.as_view(), name="orders"),
    path("orders/last/", LastOrderView.as_view(), name="last-order"),
    path("orders/all/", AllOrdersView.as_view(), name="all-orders"),
    path("orders/<ref>/", OrderView.as_view(), name="order"),
    path("orders/<ref>/status/", StatusView.as_view(), name="status"),
    path("orders/<ref>/pay/", PayView.as_view(), name="pay"),
    path("orders/<ref>/refund/", RefundView.as_view(), name="refund"),
]
