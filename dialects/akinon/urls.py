"""The paths of Akinon's document."""

from __future__ import annotations

from django.urls import path

from dialects.akinon.views import AddressesView, OrdersView

urlpatterns = [
    path("api/i1/orders/", OrdersView.as_view(), name="orders"),
    path("api/i1/orders/<uuid:id>/", OrdersView.as_view(), name="order"),
    path("api/i1/customer-addresses/", AddressesView.as_view(), name="addresses"),
    path("api/i1/customer-addresses/<uuid:id>/", AddressesView.as_view(), name="address"),
]
