"""`/api/v1/orders/…` and what belongs to orders."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from orders.amending.views import OrderAmendViewSet
from orders.cancelling.views.cancel import ItemRejectViewSet, OrderCancelViewSet
from orders.cancelling.views.lose import ShipmentLossViewSet
from orders.cancelling.views.plans import CancellationPlanViewSet
from orders.cancelling.views.withdraw import OrderWithdrawViewSet
from orders.fulfilment.views import ItemFulfilmentViewSet, OrderShipmentsViewSet
from orders.money.views.order_payments import OrderPaymentsViewSet
from orders.money.views.order_refunds import OrderRefundsViewSet
from orders.money.views.payments import GatewayWebhookView, PaymentViewSet, RefundViewSet
from orders.privacy.views import CustomerPrivacyViewSet, OrderErasureViewSet, PrivacyLogViewSet
from orders.status.views import OrderStatusViewSet
from orders.views.feed import EventViewSet
from orders.views.item import OrderItemViewSet
from orders.views.lists import CarrierViewSet, ReasonViewSet
from orders.views.order import OrderViewSet
from orders.views.records import OrderRecordsViewSet
from orders.views.states import StatesView

router = SimpleRouter()
# Django tries them in this order.
router.register("orders", OrderViewSet, basename="order")
router.register("orders", OrderStatusViewSet, basename="order-status")
router.register("orders", OrderPaymentsViewSet, basename="order-payments")
router.register("orders", OrderRefundsViewSet, basename="order-refunds")
router.register("orders", OrderShipmentsViewSet, basename="order-shipments")
router.register("orders", OrderCancelViewSet, basename="order-cancel")
router.register("orders", OrderWithdrawViewSet, basename="order-withdraw")
router.register("orders", ShipmentLossViewSet, basename="order-shipment-loss")
router.register("orders", OrderAmendViewSet, basename="order-amend")
router.register("orders", OrderRecordsViewSet, basename="order-records")
router.register("orders", OrderErasureViewSet, basename="order-erasure")
router.register("customers", CustomerPrivacyViewSet, basename="customer-privacy")
router.register("privacy-log", PrivacyLogViewSet, basename="privacy-log")
router.register("order-items", ItemFulfilmentViewSet, basename="order-item-fulfilment")
router.register("order-items", ItemRejectViewSet, basename="order-item-reject")
router.register("order-items", OrderItemViewSet, basename="order-item")
router.register("payments", PaymentViewSet, basename="payment")
router.register("refunds", RefundViewSet, basename="refund")
router.register("cancellation-plans", CancellationPlanViewSet, basename="cancellation-plan")
router.register("carriers", CarrierViewSet, basename="carrier")
router.register("reasons", ReasonViewSet, basename="reason")
router.register("events", EventViewSet, basename="event")

urlpatterns = [
    path("orders/states/", StatesView.as_view(), name="order-states"),
    path("payments/webhooks/<slug:gateway>/", GatewayWebhookView.as_view(), name="gateway-webhook"),
    path("", include(router.urls)),
]
