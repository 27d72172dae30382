"""`/api/v1/orders/…` and what belongs to orders."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from orders.views.cancellations import CancellationPlanViewSet, OrderCancelViewSet
from orders.views.feed import EventViewSet
from orders.views.item import OrderItemViewSet
from orders.views.money import OrderMoneyViewSet
from orders.views.order import OrderViewSet
from orders.views.payments import CallBackView, PaymentViewSet, RefundViewSet
from orders.views.shipments import OrderShipmentsViewSet
from orders.views.states import StatesView

router = SimpleRouter()
router.register("orders", OrderShipmentsViewSet, basename="order-shipments")
router.register("orders", OrderCancelViewSet, basename="order-cancel")
router.register("orders", OrderMoneyViewSet, basename="order-money")
router.register("orders", OrderViewSet, basename="order")
router.register("order-items", OrderItemViewSet, basename="order-item")
router.register("payments", PaymentViewSet, basename="payment")
router.register("refunds", RefundViewSet, basename="refund")
router.register("cancellation-plans", CancellationPlanViewSet, basename="cancellation-plan")
router.register("events", EventViewSet, basename="event")

urlpatterns = [
    path("orders/states/", StatesView.as_view(), name="order-states"),
    path("payments/webhooks/<slug:gateway>/", CallBackView.as_view(), name="gateway-call-back"),
    path("", include(router.urls)),
]
