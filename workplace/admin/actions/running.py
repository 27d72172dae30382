"""Previewing and running a command of staff: once, on the previewed version of the order.

The version is compared under the order's lock, as for the API's `If-Match`; the one-time key is an idempotency key like
the API's, so a double click is one command, and one that died halfway is carried on by the same click.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.db import transaction
from django.http import HttpRequest

from access.callers import Caller
from access.idempotency import LEASE, KeyedRequest, claim, interrupt, release, store_answer
from access.models import IdempotencyKey, KeyState
from common.errors import InvalidInput, OutcomeUnknown, PaymentDeclined, Refusal
from common.rehearsal import Rehearsal, own_transaction, rehearse
from events.models import Event
from orders.models import Order
from workplace.admin.actions.base import Action, Command, Level, ResultMessage
from workplace.admin.page import OrderPage
from workplace.admin.sentences import refusal_text

NOT_PART_OF_IT = {"csrfmiddlewaretoken"}
DONE = 302


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a command would change, and on which version of the order."""

    before: Order
    after: Order
    rehearsal: Rehearsal

    @property
    def version(self) -> int:
        return self.before.version


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """A request for an action on an order or one of its rows, with the form's values."""

    action: Action
    order_id: UUID
    row_id: UUID | None
    data: dict[str, Any]
    caller: Caller
    at: datetime


def rehearsed(request: ActionRequest) -> Rehearsed:
    """Run it and roll it back.

    Raises:
        Refusal, InvalidInput: as the service.
    """
    with rehearse() as rehearsal:
        order = Order.objects.locked().get(pk=request.order_id)
        state = Order.objects.select_related("billing_address", "shipping_address").filter(pk=request.order_id)
        before = state.get()
        _act(request, order, at=request.at)
        return Rehearsed(before, state.get(), rehearsal)


def done(request: ActionRequest, *, version: int, keyed: KeyedRequest, page: OrderPage) -> list[ResultMessage]:
    """Run it if the order still has the version. A repeated request returns the first outcome.

    Raises:
        VersionDiffers: somebody changed the order since; nothing was done.
        Refusal, InvalidInput: the service refuses.
        KeyReused, CommandStillRunning: as for `claim`.
    """
    run = _in_several_transactions if request.action.is_resumable else _in_one_transaction
    return run(request, version, keyed, page)


def keyed_request(request: HttpRequest, caller: Caller, key: str) -> KeyedRequest:
    """The confirmed form under its idempotency key."""
    sent = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_PART_OF_IT)
    written = f"{request.path}\n{urlencode(sent, doseq=True)}".encode()
    return KeyedRequest(caller.key_owner, key, "POST", request.path, sha256(written).hexdigest())


def _in_one_transaction(
    request: ActionRequest, version: int, keyed: KeyedRequest, page: OrderPage
) -> list[ResultMessage]:
    with transaction.atomic():
        claimed = claim(keyed, at=request.at)
        if claimed.state == KeyState.ANSWERED:
            return _earlier_messages(claimed)
        order = Order.objects.get(pk=request.order_id)
        order.expected_version = version
        messages = request.action.result_messages(_act(request, order, at=request.at, key=keyed.command_key), page)
        _store(claimed, messages)
    return messages


def _in_several_transactions(
    request: ActionRequest, version: int, keyed: KeyedRequest, page: OrderPage
) -> list[ResultMessage]:
    with own_transaction():
        claimed = claim(keyed, at=request.at, lease=LEASE)
    if claimed.state == KeyState.ANSWERED:
        return _earlier_messages(claimed)
    order = Order.objects.get(pk=request.order_id)
    order.expected_version = None if _has_begun(request, claimed) else version
    try:
        messages = _outcome(lambda: _act(request, order, at=claimed.created_at, key=keyed.command_key), request, page)
    except OutcomeUnknown as silence:
        interrupt(claimed, at=request.at)
        return [ResultMessage(refusal_text(silence), Level.CARE)]
    except (Refusal, InvalidInput):
        release(claimed)
        raise
    except BaseException:
        interrupt(claimed, at=request.at)
        raise
    _store(claimed, messages)
    return messages


def _outcome(act: Callable[[], Any], request: ActionRequest, page: OrderPage) -> list[ResultMessage]:
    """A decline by the gateway is an outcome too, and recorded."""
    try:
        return request.action.result_messages(act(), page)
    except PaymentDeclined as refusal:
        return [ResultMessage(refusal_text(refusal), Level.BAD)]


def _has_begun(request: ActionRequest, claimed: IdempotencyKey) -> bool:
    """Whether the same click has changed the order before its process died: then the version is its own doing."""
    if claimed.created_at == request.at:
        return False
    mine = Event.objects.filter(order=request.order_id, actor_kind=request.caller.kind, actor_id=request.caller.id)
    return mine.filter(at=claimed.created_at).exists()


def _act(request: ActionRequest, order: Order, *, at: datetime, key: str = "") -> Any:
    row = request.action.find(order, request.row_id)
    return request.action.do(Command(order, row, request.data, request.caller.actor, at, key))


def _store(claimed: IdempotencyKey, messages: list[ResultMessage]) -> None:
    body = orjson.dumps([[part.sentence, part.level.value] for part in messages]).decode()
    store_answer(claimed, status=DONE, headers={}, body=body)


def _earlier_messages(claimed: IdempotencyKey) -> list[ResultMessage]:
    return [ResultMessage(sentence, Level(level)) for sentence, level in orjson.loads(claimed.body)]
