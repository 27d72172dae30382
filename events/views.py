"""`/webhook-endpoints/`: who receives events, and the deliveries to them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import command
from access.permissions import HasScope
from access.viewsets import IDENTIFIER, AccessView
from common.api.operations import Operation, Page
from events.filters import DeliveryFilter, WebhookEndpointFilter
from events.models import Delivery, WebhookEndpoint
from events.serializers import (
    DeliverySerializer,
    RedeliveriesSerializer,
    SecretRotationInput,
    WebhookEndpointChanges,
    WebhookEndpointInput,
    WebhookEndpointSerializer,
    WebhookEndpointWithSecretSerializer,
)
from events.webhooks.endpoints import (
    DeliveryWaiting,
    EndpointDisabled,
    TooManyEndpoints,
    change_endpoint,
    redeliver,
    redeliver_failed,
    register_endpoint,
    remove_endpoint,
    rotate_secret,
    send_test,
)

MANAGE = [HasScope("webhooks:write")]

DELIVERIES_PATH = rf"(?P<pk>{IDENTIFIER})/deliveries"


class WebhookEndpointViewSet(ListModelMixin, RetrieveModelMixin, AccessView):
    """Addresses that events are sent to."""

    serializer_class = WebhookEndpointSerializer
    filterset_class = WebhookEndpointFilter
    ordering_fields = {"created_at": "created_at"}
    ordering = "-created_at"
    operations = {
        "list": Operation(
            "List webhook endpoints", access=MANAGE, gives=Page(WebhookEndpointSerializer), filtered=True
        ),
        "retrieve": Operation("Read a webhook endpoint", access=MANAGE, gives=WebhookEndpointSerializer),
    }

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        """The endpoints in the caller's reach."""
        return WebhookEndpoint.objects.visible_to(self.caller).select_related("client")

    @Operation(
        "Register a webhook endpoint",
        access=[*MANAGE, HasScope("events:read")],
        about="""
        From now on it receives the events of its client's channels; registered by staff, of all channels. The signing
        `secret` is shown only once.
        """,
        takes=WebhookEndpointInput,
        gives=WebhookEndpointWithSecretSerializer,
        status=201,
        refusals=[TooManyEndpoints],
    )
    @command
    def create(self, request: Request) -> Response:
        """Register a URL that events are sent to."""
        body = WebhookEndpointInput.checked(request)
        client = self.caller.id if self.caller.is_client else None
        if client is None and self.caller.channels is not None:
            raise PermissionDenied("An endpoint of staff receives the events of all channels, and you have some only.")
        endpoint = register_endpoint(**body, client=client, at=timezone.now())
        return Response(WebhookEndpointWithSecretSerializer(endpoint).data, status=201)

    @Operation(
        "Change a webhook endpoint",
        access=MANAGE,
        about="An endpoint that is backing off after failures is tried again at once.",
        takes=WebhookEndpointChanges,
        gives=WebhookEndpointSerializer,
    )
    @command
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change an endpoint, disable it or enable it."""
        changes = WebhookEndpointChanges.checked(request, partial=True)
        endpoint = change_endpoint(self.get_object(), at=timezone.now(), changes=changes)
        return Response(self.get_serializer(endpoint).data)

    @Operation("Remove a webhook endpoint", access=MANAGE, status=204)
    @command
    def destroy(self, request: Request, pk: str) -> Response:
        """Stop sending, and delete its deliveries."""
        remove_endpoint(self.get_object())
        return Response(status=204)

    @action(detail=True, methods=["post"], url_path="rotate-secret")
    @Operation(
        "Rotate a webhook endpoint's secret",
        access=MANAGE,
        about="For `seconds` (default: a day), messages are signed with the old secret as well.",
        takes=SecretRotationInput,
        gives=WebhookEndpointWithSecretSerializer,
    )
    @command
    def rotate_secret(self, request: Request, pk: str) -> Response:
        """Create a new secret, which is shown only once."""
        overlap = timedelta(seconds=SecretRotationInput.checked(request)["seconds"])
        endpoint = rotate_secret(self.get_object(), at=timezone.now(), overlap=overlap)
        return Response(WebhookEndpointWithSecretSerializer(endpoint).data)

    @action(detail=True, methods=["post"])
    @Operation(
        "Send a test to a webhook endpoint",
        access=MANAGE,
        about="It is sent once, within seconds. The list of deliveries shows the outcome.",
        gives=DeliverySerializer,
        status=201,
        refusals=[EndpointDisabled],
    )
    @command
    def test(self, request: Request, pk: str) -> Response:
        """Send a test message."""
        delivery = send_test(self.get_object(), at=timezone.now())
        return Response(DeliverySerializer(delivery).data, status=201)

    @action(detail=True, methods=["post"], url_path="redeliver")
    @Operation(
        "Redeliver what a webhook endpoint missed",
        access=MANAGE,
        about="Under the same ids.",
        gives=RedeliveriesSerializer,
    )
    @command
    def redeliver_failed(self, request: Request, pk: str) -> Response:
        """Redeliver all failed messages."""
        return Response({"deliveries": redeliver_failed(self.get_object(), at=timezone.now())})


class DeliveryViewSet(AccessView):
    """The messages to an endpoint."""

    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    ordering_fields = {"created_at": "created_at"}
    ordering = "-created_at"
    queryset = Delivery.objects.none()

    @action(detail=False, url_path=DELIVERIES_PATH)
    @Operation("List a webhook endpoint's deliveries", access=MANAGE, gives=Page(DeliverySerializer), filtered=True)
    def deliveries(self, request: Request, pk: str) -> Response:
        """The messages to the endpoint, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self._deliveries(pk)))
        return self.get_paginated_response(DeliverySerializer(page, many=True).data)

    @action(detail=False, methods=["post"], url_path=rf"{DELIVERIES_PATH}/(?P<delivery_id>{IDENTIFIER})/redeliver")
    @Operation(
        "Send a message again",
        access=MANAGE,
        about="Under the same id, whether it was delivered or given up.",
        gives=DeliverySerializer,
        refusals=[DeliveryWaiting],
    )
    @command
    def redeliver(self, request: Request, pk: str, delivery_id: str) -> Response:
        """Send the message again."""
        delivery = redeliver(get_object_or_404(self._deliveries(pk), pk=delivery_id), at=timezone.now())
        return Response(DeliverySerializer(delivery).data)

    def _deliveries(self, endpoint_id: str) -> QuerySet[Delivery]:
        endpoint = get_object_or_404(WebhookEndpoint.objects.visible_to(self.caller), pk=endpoint_id)
        return Delivery.objects.visible_to(self.caller).filter(endpoint=endpoint).select_related("event", "endpoint")
