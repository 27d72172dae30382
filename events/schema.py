"""What the actions of this app's views take and give."""

from __future__ import annotations

from access.permissions import HasScope
from common.api.operations import Operation, Page
from events.serializers import (
    DeliverySerializer,
    RedeliveriesSerializer,
    SecretRotationInput,
    WebhookEndpointChanges,
    WebhookEndpointInput,
    WebhookEndpointSerializer,
    WebhookEndpointWithSecretSerializer,
)
from events.webhooks.endpoints import DeliveryWaiting, EndpointDisabled, TooManyEndpoints

MANAGE = [HasScope("webhooks:write")]

WEBHOOK_ENDPOINTS = {
    "list": Operation("List webhook endpoints", access=MANAGE, gives=Page(WebhookEndpointSerializer), filtered=True),
    "retrieve": Operation("Read a webhook endpoint", access=MANAGE, gives=WebhookEndpointSerializer),
    "create": Operation(
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
    ),
    "partial_update": Operation(
        "Change a webhook endpoint",
        access=MANAGE,
        about="An endpoint that is backing off after failures is tried again at once.",
        takes=WebhookEndpointChanges,
        gives=WebhookEndpointSerializer,
    ),
    "destroy": Operation("Remove a webhook endpoint", access=MANAGE, status=204),
    "rotate_secret": Operation(
        "Rotate a webhook endpoint's secret",
        access=MANAGE,
        about="For `seconds` (default: a day), messages are signed with the old secret as well.",
        takes=SecretRotationInput,
        gives=WebhookEndpointWithSecretSerializer,
    ),
    "test": Operation(
        "Send a test to a webhook endpoint",
        access=MANAGE,
        about="It is sent once, within seconds. The list of deliveries shows the outcome.",
        gives=DeliverySerializer,
        status=201,
        refusals=[EndpointDisabled],
    ),
    "redeliver_failed": Operation(
        "Redeliver what a webhook endpoint missed",
        access=MANAGE,
        about="Under the same ids.",
        gives=RedeliveriesSerializer,
    ),
}

DELIVERIES = {
    "deliveries": Operation(
        "List a webhook endpoint's deliveries", access=MANAGE, gives=Page(DeliverySerializer), filtered=True
    ),
    "redeliver": Operation(
        "Send a message again",
        access=MANAGE,
        about="Under the same id, whether it was delivered or given up.",
        gives=DeliverySerializer,
        refusals=[DeliveryWaiting],
    ),
}
