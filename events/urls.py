"""`/api/v1/webhook-endpoints/…`."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from events.views import DeliveryViewSet, WebhookEndpointViewSet

router = SimpleRouter()
router.register("webhook-endpoints", WebhookEndpointViewSet, basename="webhook-endpoint")
router.register("webhook-endpoints", DeliveryViewSet, basename="webhook-delivery")

urlpatterns = [path("", include(router.urls))]
