"""Sending what is due to webhook endpoints. Run by the worker, by as many threads and workers as there are.

An endpoint is served by one of them at a time, so its messages arrive in order; a failing one is paused, and delays no
other. A message that was not accepted is retried, ever more rarely, and given up in the end: then a person looks. If a
worker dies, the next one sends messages of unknown outcome again.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from events.feed import end_of_feed
from events.models import Delivery, DeliveryState, WebhookEndpoint
from events.webhooks.fan_out import behind, fan_out
from events.webhooks.message import message_of
from events.webhooks.sending import Answer, post

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
LONGEST_RUN = 5.0
"""Seconds after which no further message is begun: stopping the worker takes no longer than this and one attempt."""

MOST_TESTS, MOST_EVENTS = 10, 100
GONE = 410
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""Between the attempts to deliver a message: the last one is three days after the first."""

FIRST_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(minutes=5)
RETENTION = timedelta(days=30)


class Clock:
    """The time, which advances from the moment given to a job."""

    def __init__(self, at: datetime) -> None:
        self._at, self._started = at, time.monotonic()

    @property
    def seconds(self) -> float:
        """How long the job has run."""
        return time.monotonic() - self._started

    def now(self) -> datetime:
        return self._at + timedelta(seconds=self.seconds)


def deliver_due(at: datetime) -> int:
    """Serve the endpoints with pending messages, longest waiting first, for a few seconds; return how many were
    delivered."""
    clock, delivered = Clock(at), 0
    while clock.seconds < LONGEST_RUN:
        endpoint = _leased(clock.now())
        if endpoint is None:
            break
        delivered += _serve(endpoint, clock)
    return delivered


def delete_old_deliveries(at: datetime) -> int:
    """Delete deliveries of more than a month ago, and return how many. Those given up are kept for a person."""
    ended = Q(state=DeliveryState.DELIVERED) | Q(state=DeliveryState.FAILED, event=None)
    deleted: int = Delivery.objects.filter(ended, created_at__lt=at - RETENTION).delete()[0]
    return deleted


def _leased(at: datetime) -> WebhookEndpoint | None:
    """The endpoint that waits longest, claimed against other workers."""
    due = Exists(Delivery.objects.due(at).filter(endpoint=OuterRef("pk")))
    rested = Q(resting_until=None) | Q(resting_until__lte=at)
    listening = WebhookEndpoint.objects.listening().filter(leased_until__lte=at)
    for endpoint in listening.filter(behind(end_of_feed()) | (rested & due)).order_by("leased_until", "id"):
        if _held(endpoint).update(leased_until=at + LEASE):
            endpoint.leased_until = at + LEASE
            return endpoint
    return None


def _held(endpoint: WebhookEndpoint) -> QuerySet[WebhookEndpoint]:
    """The endpoint, unless another worker has taken it over."""
    return WebhookEndpoint.objects.filter(pk=endpoint.pk, leased_until=endpoint.leased_until)


def _serve(endpoint: WebhookEndpoint, clock: Clock) -> int:
    """Bring an endpoint up to the feed, and send it what is due until it fails."""
    with transaction.atomic():
        held = _held(endpoint).select_for_update().first()
        if held is None:
            return 0
        fan_out(held, at=clock.now())
    delivered = 0
    for delivery in _due(held, clock.now()):
        if clock.seconds >= LONGEST_RUN or not _attempt(delivery, held, clock):
            break
        delivered += 1
    _held(held).update(leased_until=clock.now())
    return delivered


def _due(endpoint: WebhookEndpoint, at: datetime) -> list[Delivery]:
    """What is due, oldest first; test messages first, because a person waits for them."""
    if endpoint.resting_until and endpoint.resting_until > at:
        return []
    due = Delivery.objects.due(at).filter(endpoint=endpoint).order_by("id")
    events = due.filter(event__isnull=False).select_related("event__order", "event__channel")
    return [*due.filter(event=None)[:MOST_TESTS], *events[:MOST_EVENTS]]


def _attempt(delivery: Delivery, endpoint: WebhookEndpoint, clock: Clock) -> bool:
    """Send a message and record the outcome; return whether it was accepted."""
    message = message_of(delivery, endpoint, at=clock.now())
    answer = post(endpoint.url, message.body, message.headers)
    at = clock.now()
    with transaction.atomic():
        if answer.failure:
            _try_later(delivery, answer, at)
            _back_off(endpoint, answer, at)
        else:
            _note(delivery, answer, state=DeliveryState.DELIVERED, delivered_at=at)
            _reset_failures(endpoint)
    return not answer.failure


def _try_later(delivery: Delivery, answer: Answer, at: datetime) -> None:
    if delivery.event_id is None or delivery.attempts >= len(PAUSES):
        log.warning("webhook_given_up", delivery=str(delivery.pk), why=answer.failure)
        _note(delivery, answer, state=DeliveryState.FAILED)
    else:
        _note(delivery, answer, due_at=at + PAUSES[delivery.attempts])


def _note(delivery: Delivery, answer: Answer, **columns: object) -> None:
    """Record an attempt, unless another worker has made one meanwhile."""
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts).update(
        attempts=delivery.attempts + 1, status_code=answer.status, failure=answer.failure, **columns
    )


def _reset_failures(endpoint: WebhookEndpoint) -> None:
    """Forget how often an endpoint has failed, now that it does not."""
    if endpoint.failures:
        _held(endpoint).update(failures=0, resting_until=None)
        endpoint.failures = 0


def _back_off(endpoint: WebhookEndpoint, answer: Answer, at: datetime) -> None:
    """Pause an endpoint that failed; disable one that says it is gone."""
    if answer.status == GONE:
        log.warning("webhook_endpoint_gone", endpoint=str(endpoint.pk))
        _held(endpoint).update(enabled=False, updated_at=at)
        return
    rest = min(FIRST_REST * 2 ** min(endpoint.failures, 10), LONGEST_REST)
    _held(endpoint).update(failures=endpoint.failures + 1, resting_until=at + rest)
