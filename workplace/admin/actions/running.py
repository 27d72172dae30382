"""Rehearsing a command of staff, and doing it: once, on the version of the order that was rehearsed.

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
from access.idempotency import LEASE, KeyedRequest, claim, interrupt, keep, release
from access.models import IdempotencyKey, KeyState
from common.errors import InvalidInput, OutcomeUnknown, PaymentDeclined, Refusal
from common.rehearsal import Rehearsal, own_transaction, rehearse
from events.models import Event
from orders.models import Order
from workplace.admin.actions.base import Action, Command, Level, Told
from workplace.admin.page import OrderPage
from workplace.admin.sentences import refusal_in_words

NOT_PART_OF_IT = {"csrfmiddlewaretoken"}
DONE = 302


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a command would bring about, and on which version of the order."""

    before: Order
    after: Order
    rehearsal: Rehearsal

    @property
    def version(self) -> int:
        return self.before.version


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done: an action on an order or one of its rows, with what was filled in."""

    action: Action
    order_id: UUID
    row_id: UUID | None
    data: dict[str, Any]
    caller: Caller
    at: datetime


def rehearsed(wish: Wish) -> Rehearsed:
    """Really do it, and take it back.

    Raises:
        Refusal, InvalidInput: what it would meet.
    """
    with rehearse() as rehearsal:
        order = Order.objects.locked().get(pk=wish.order_id)
        state = Order.objects.select_related("billing_address", "shipping_address").filter(pk=wish.order_id)
        before = state.get()
        _act(wish, order, at=wish.at)
        return Rehearsed(before, state.get(), rehearsal)


def done(wish: Wish, *, version: int, keyed: KeyedRequest, page: OrderPage) -> list[Told]:
    """Do it if the order still has the version, and tell what has become of it; repeated, tell the same again.

    Raises:
        VersionDiffers: somebody changed the order since; nothing was done.
        Refusal, InvalidInput: the service refuses.
        KeyReused, CommandStillRunning: as for `claim`.
    """
    run = _in_several_transactions if wish.action.is_resumable else _in_one_transaction
    return run(wish, version, keyed, page)


def keyed_request(request: HttpRequest, caller: Caller, key: str) -> KeyedRequest:
    """The confirmation under its one-time key."""
    sent = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_PART_OF_IT)
    written = f"{request.path}\n{urlencode(sent, doseq=True)}".encode()
    return KeyedRequest(caller.key_owner, key, "POST", request.path, sha256(written).hexdigest())


def _in_one_transaction(wish: Wish, version: int, keyed: KeyedRequest, page: OrderPage) -> list[Told]:
    with transaction.atomic():
        claimed = claim(keyed, at=wish.at)
        if claimed.state == KeyState.ANSWERED:
            return _told_before(claimed)
        order = Order.objects.get(pk=wish.order_id)
        order.expected_version = version
        told = wish.action.tell(_act(wish, order, at=wish.at, key=keyed.command_key), page)
        _keep(claimed, told)
    return told


def _in_several_transactions(wish: Wish, version: int, keyed: KeyedRequest, page: OrderPage) -> list[Told]:
    with own_transaction():
        claimed = claim(keyed, at=wish.at, lease=LEASE)
    if claimed.state == KeyState.ANSWERED:
        return _told_before(claimed)
    order = Order.objects.get(pk=wish.order_id)
    order.expected_version = None if _has_begun(wish, claimed) else version
    try:
        told = _outcome(lambda: _act(wish, order, at=claimed.created_at, key=keyed.command_key), wish, page)
    except OutcomeUnknown as silence:
        interrupt(claimed, at=wish.at)
        return [Told(refusal_in_words(silence), Level.CARE)]
    except (Refusal, InvalidInput):
        release(claimed)
        raise
    except BaseException:
        interrupt(claimed, at=wish.at)
        raise
    _keep(claimed, told)
    return told


def _outcome(act: Callable[[], Any], wish: Wish, page: OrderPage) -> list[Told]:
    """A gateway's no is an outcome too: it was asked, and that is on record."""
    try:
        return wish.action.tell(act(), page)
    except PaymentDeclined as refusal:
        return [Told(refusal_in_words(refusal), Level.BAD)]


def _has_begun(wish: Wish, claimed: IdempotencyKey) -> bool:
    """Whether the same click has changed the order before its process died: then the version is its own doing."""
    if claimed.created_at == wish.at:
        return False
    mine = Event.objects.filter(order=wish.order_id, actor_kind=wish.caller.kind, actor_id=wish.caller.id)
    return mine.filter(at=claimed.created_at).exists()


def _act(wish: Wish, order: Order, *, at: datetime, key: str = "") -> Any:
    row = wish.action.find(order, wish.row_id)
    return wish.action.do(Command(order, row, wish.data, wish.caller.actor, at, key))


def _keep(claimed: IdempotencyKey, told: list[Told]) -> None:
    body = orjson.dumps([[part.sentence, part.level.value] for part in told]).decode()
    keep(claimed, status=DONE, headers={}, body=body)


def _told_before(claimed: IdempotencyKey) -> list[Told]:
    return [Told(sentence, Level(level)) for sentence, level in orjson.loads(claimed.body)]
