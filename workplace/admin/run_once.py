"""Many commands under one idempotency key: a repeated confirmation returns the first result.

The key is an idempotency key like that of a single action. If the server dies halfway, the same click carries on: what
was done of it is known by the moment at which the key was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from access.callers import Caller
from access.idempotency import CommandStillRunning, KeyReused, claim, interrupt, store_answer
from access.models import IdempotencyKey, KeyState
from common.rehearsal import own_transaction
from events.models import Event
from orders.models import Order
from workplace.admin.actions.running import DONE, keyed_request
from workplace.admin.bulk_results import BulkResult, Outcome
from workplace.admin.tracking_file import Line

KEY = "command_key"
LEASE = timedelta(minutes=5)
"""Longer than the commands take that are confirmed at once."""


def run_once(
    request: HttpRequest, caller: Caller, orders: Sequence[Order], attempt: Callable[[Order, datetime], BulkResult]
) -> UUID:
    """Run `attempt` for each order unless this confirmation has been run or is running; return the key of its result.

    Raises:
        Http404: the request carries no key, or that of another confirmation.
    """
    key = _key_of(request)
    try:
        with own_transaction():
            claimed = claim(keyed_request(request, caller, key.hex), at=timezone.now(), lease=LEASE)
    except KeyReused as reused:
        raise Http404("The key belongs to another confirmation.") from reused
    except CommandStillRunning:
        return key
    if claimed.state != KeyState.ANSWERED:
        _carry_out(claimed, caller, orders, attempt)
    return key


def result_of(caller: Caller, key: UUID, *, path: str) -> list[BulkResult] | None:
    """The result of a confirmation sent to `path`; None while it is running.

    Raises:
        Http404: this person has confirmed nothing under the key, or too long ago.
    """
    confirmed = IdempotencyKey.objects.filter(owner=caller.key_owner, key=key.hex, path=path).first()
    if confirmed is None:
        raise Http404("There is no such result.")
    if confirmed.state != KeyState.ANSWERED:
        return None
    rows = orjson.loads(confirmed.body)
    orders = Order.objects.visible_to(caller).in_bulk([UUID(row[0]) for row in rows])
    return [
        BulkResult(orders[UUID(order)], Outcome(outcome), sentence, Line(**line) if line else None)
        for order, outcome, sentence, line in rows
        if UUID(order) in orders
    ]


def _key_of(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get(KEY, ""))
    except ValueError as error:
        raise Http404("This is no confirmation.") from error


def _carry_out(
    claimed: IdempotencyKey, caller: Caller, orders: Sequence[Order], attempt: Callable[[Order, datetime], BulkResult]
) -> None:
    before = _done_before(claimed, caller, orders)
    try:
        results = [before.get(order.pk) or attempt(order, claimed.created_at) for order in orders]
    except BaseException:
        interrupt(claimed, at=timezone.now())
        raise
    rows = [
        [str(order.pk), each.outcome, each.sentence, asdict(each.line) if each.line else None]
        for order, each in zip(orders, results, strict=True)
    ]
    store_answer(claimed, status=DONE, headers={}, body=orjson.dumps(rows).decode())


def _done_before(claimed: IdempotencyKey, caller: Caller, orders: Sequence[Order]) -> dict[UUID, BulkResult]:
    """What the same click had done when its process died: each order's command is one transaction."""
    mine = Event.objects.filter(actor_kind=caller.kind, actor_id=caller.id, at=claimed.created_at)
    done = set(mine.filter(order__in=[order.pk for order in orders]).values_list("order", flat=True))
    sentence = gettext("Done, before the server was interrupted.")
    return {order.pk: BulkResult(order, Outcome.DONE, sentence) for order in orders if order.pk in done}
