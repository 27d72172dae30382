"""The paths of Akinon's document."""

from __future__ import annotations

from django.urls import path

from dialects.akinon.views import AddressesView, ItemsView, OrdersView, PlansView, RejectView

urlpatterns = [
    path("api/i1/orders/", OrdersView.as_view(), name="orders"),
    path("api/i1/orders/<uuid:id>/", OrdersView.as_view(), name="order"),
    path("api/i1/order-items/", ItemsView.as_view(), name="items"),
    path("api/i1/order-items/<uuid:id>/", ItemsView.as_view(), name="item"),
    path("api/i1/order-items/<uuid:id>/reject/", RejectView.as_view(), name="reject"),
    path("api/i1/cancellation-plans/", PlansView.as_view(), name="plans"),
    path("api/i1/cancellation-plans/<uuid:id>/", PlansView.as_view(), name="plan"),
    path("api/i1/customer-addresses/", AddressesView.as_view(), name="addresses"),
    path("api/i1/customer-addresses/<uuid:id>/", AddressesView.as_view(), name="address"),
]
