"""Webhook endpoints: registration, changes, secrets, and redelivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from access.models import ApiClient
from common.errors import Refusal
from events.feed import end_of_feed
from events.models import TEST, Delivery, DeliveryState, WebhookEndpoint
from events.webhooks.destination import destination_of
from events.webhooks.message import new_secret

MOST_ENDPOINTS = 20
OVERLAP = timedelta(hours=24)


class TooManyEndpoints(Refusal):
    """A client, or staff, has as many webhook endpoints as allowed."""

    code = "too_many_endpoints"
    sentence = "There are {most} webhook endpoints already: remove one first."


class EndpointDisabled(Refusal):
    """The webhook endpoint is disabled, so nothing is sent there."""

    code = "endpoint_disabled"
    sentence = "The webhook endpoint is disabled."


class DeliveryWaiting(Refusal):
    """The message is pending anyway."""

    code = "delivery_waiting"
    sentence = "The message is already queued."


def register_endpoint(
    url: str, *, client: str | None, at: datetime, description: str = "", event_types: Sequence[str] = ()
) -> WebhookEndpoint:
    """Register a URL for events from now on: those in the channels of the client with this `client_id`, or in all
    channels without one. Without types, events of every type.

    Raises:
        InvalidInput: on `url`.
        TooManyEndpoints: there are as many as there may be.
    """
    destination_of(url)
    with transaction.atomic():
        owner = ApiClient.objects.select_for_update().get(client_id=client) if client else None
        refuse_too_many(owner)
        place = end_of_feed()
        return WebhookEndpoint.objects.create(
            client=owner,
            url=url,
            description=description,
            event_types=list(event_types),
            secret=new_secret(),
            after_transaction=place.transaction,
            after_position=place.position,
            leased_until=at,
            created_at=at,
            updated_at=at,
        )


def refuse_too_many(owner: ApiClient | None) -> None:
    """Raises `TooManyEndpoints` if a client, or without one staff, has as many endpoints as may be."""
    if WebhookEndpoint.objects.filter(client=owner).count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(most=MOST_ENDPOINTS)


def change_endpoint(endpoint: WebhookEndpoint, *, at: datetime, changes: Mapping[str, Any]) -> WebhookEndpoint:
    """Change an endpoint. It is retried at once; an enabled one continues where it stopped.

    Raises:
        InvalidInput: on `url`.
    """
    if "url" in changes:
        destination_of(changes["url"])
    return _written(endpoint, **changes, resting_until=None, updated_at=at)


def remove_endpoint(endpoint: WebhookEndpoint) -> None:
    """Remove an endpoint and its deliveries."""
    endpoint.delete()


def rotate_secret(endpoint: WebhookEndpoint, *, at: datetime, overlap: timedelta = OVERLAP) -> WebhookEndpoint:
    """Give an endpoint a new secret. For a while messages are signed with the old one as well."""
    previous = {"previous_secret": F("secret"), "previous_secret_until": at + overlap}
    return _written(endpoint, **previous, secret=new_secret(), updated_at=at)


def send_test(endpoint: WebhookEndpoint, *, at: datetime) -> Delivery:
    """Queue a test message, which is sent once, within seconds.

    Raises:
        EndpointDisabled: nothing is sent there.
    """
    if not endpoint.enabled:
        raise EndpointDisabled
    with transaction.atomic():
        _written(endpoint, resting_until=None)
        return Delivery.objects.create(endpoint=endpoint, type=TEST, due_at=at, created_at=at)


def redeliver(delivery: Delivery, *, at: datetime) -> Delivery:
    """Send a message again, under the same id, whether it was delivered or given up.

    Raises:
        DeliveryWaiting: it is on its way.
    """
    with transaction.atomic():
        if not _send_again(Delivery.objects.filter(pk=delivery.pk).exclude(state=DeliveryState.WAITING), at=at):
            raise DeliveryWaiting
        _written(delivery.endpoint, resting_until=None)
        return Delivery.objects.select_related("event").get(pk=delivery.pk)


def redeliver_failed(endpoint: WebhookEndpoint, *, at: datetime) -> int:
    """Queue all failed messages again and return their number."""
    with transaction.atomic():
        _written(endpoint, resting_until=None)
        return _send_again(Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.FAILED), at=at)


def _send_again(deliveries: QuerySet[Delivery], *, at: datetime) -> int:
    return deliveries.update(state=DeliveryState.WAITING, attempts=0, due_at=at, delivered_at=None)


def _written(endpoint: WebhookEndpoint, **columns: Any) -> WebhookEndpoint:
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(**columns)
    return WebhookEndpoint.objects.select_related("client").get(pk=endpoint.pk)
