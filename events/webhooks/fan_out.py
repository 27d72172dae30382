"""Making deliveries from the feed, which misses no event. Commands write none."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from events.feed import Place, beyond, end_of_feed, settled, up_to
from events.models import Delivery, Event, WebhookEndpoint

MOST_AT_ONCE = 500


def behind(end: Place) -> Q:
    """The condition that an endpoint is behind this place in the feed."""
    transaction, position = end
    return Q(after_transaction__lt=transaction) | Q(after_transaction=transaction, after_position__lt=position)


def fan_out(endpoint: WebhookEndpoint, *, at: datetime) -> int:
    """Make deliveries of the events since the endpoint's place in the feed, advance the place, and return how many
    there are. Call under the endpoint's lock."""
    place, end = Place(endpoint.after_transaction, endpoint.after_position), end_of_feed()
    if end <= place:
        return 0
    events = up_to(beyond(settled(_wanted(endpoint)), place), end)
    found = list(events.only("position", "transaction", "type")[:MOST_AT_ONCE])
    Delivery.objects.bulk_create(
        Delivery(endpoint=endpoint, event=event, type=event.type, due_at=at, created_at=at) for event in found
    )
    if len(found) == MOST_AT_ONCE:
        end = Place(found[-1].transaction, found[-1].position)
    endpoint.after_transaction, endpoint.after_position = end
    endpoint.save(update_fields=["after_transaction", "after_position"])
    return len(found)


def _wanted(endpoint: WebhookEndpoint) -> QuerySet[Event]:
    """The events in the endpoint's reach, of the types it asks for."""
    events = Event.objects.all()
    if endpoint.client_id is not None:
        events = events.filter(channel__clients=endpoint.client_id)
    return events.filter(type__in=endpoint.event_types) if endpoint.event_types else events
