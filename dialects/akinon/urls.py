"""The paths of Akinon's document."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import UUIDConverter

from dialects.akinon.views import AddressesView, ItemsView, OrdersView, PlansView, RejectView


class IdConverter(UUIDConverter):
    """A UUID, in large or small letters."""

    regex = UUIDConverter.regex.replace("a-f", "a-fA-F")


register_converter(IdConverter, "id")

urlpatterns = [
    path("api/i1/orders/", OrdersView.as_view(), name="orders"),
    path("api/i1/orders/<id:id>/", OrdersView.as_view(), name="order"),
    path("api/i1/order-items/", ItemsView.as_view(), name="items"),
    path("api/i1/order-items/<id:id>/", ItemsView.as_view(), name="item"),
    path("api/i1/order-items/<id:id>/reject/", RejectView.as_view(), name="reject"),
    path("api/i1/cancellation-plans/", PlansView.as_view(), name="plans"),
    path("api/i1/cancellation-plans/<id:id>/", PlansView.as_view(), name="plan"),
    path("api/i1/customer-addresses/", AddressesView.as_view(), name="addresses"),
    path("api/i1/customer-addresses/<id:id>/", AddressesView.as_view(), name="address"),
]
