"""Bearer tokens: creating one, and finding its holder.

Every request pays for the look-up, so it is one constant statement, without the ORM; it may be remembered for a moment.
It covers everything that can end a token: expiry, a disabled client, a scope or channel taken from it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from access.callers import Caller
from access.hashers import digest
from access.scopes import CUSTOMER_SCOPES
from common.actors import ActorKind
from common.prepared import PREPARED

API_KEY_PREFIX = "key_"
CUSTOMER_PREFIX = "customer_"
"""Prefixes show people, secret scanners and this service what a string is. OAuth's own tokens have no underscore."""

MOST_REMEMBERED = 1000
"""The most tokens, and rows of tokens, whose holders a process remembers."""

ACCESS_TOKEN = """
    SELECT client.client_id, client.name, client.allowed_scopes, token.scope, token.expires, reach.channel_id
    FROM oauth2_provider_accesstoken token
    JOIN access_apiclient client ON client.id = token.application_id AND client.enabled
    LEFT JOIN access_apiclient_channels reach ON reach.apiclient_id = client.id
    WHERE token.token_checksum = %(token)s AND token.expires > %(at)s
"""
CUSTOMER_TOKEN = """
    SELECT client.client_id, client.allowed_scopes, token.scopes, token.expires_at,
           customer.id, customer.first_name, customer.last_name, customer.email
    FROM access_customertoken token
    JOIN access_apiclient client ON client.id = token.client_id AND client.enabled
    JOIN addresses_customer customer ON customer.id = token.customer_id
    JOIN access_apiclient_channels reach
      ON reach.apiclient_id = client.id AND reach.channel_id = customer.channel_id
    WHERE token.digest = %(token)s AND token.expires_at > %(at)s
"""


ORDER_TOKEN = "SELECT 1 FROM orders_order WHERE token_digest = %s"


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a token, the client that got it, and its expiry."""

    caller: Caller
    client_id: str
    expires_at: datetime


def new_secret(prefix: str) -> str:
    """A token of 256 random bits."""
    return prefix + secrets.token_urlsafe(32)


def holder_of(token: str, *, at: datetime) -> Holder | None:
    """The holder of this token, or None: it is unknown, has ended, or its client is disabled."""
    return holder_beside("NULL", {}, token, at=at)[0]


def holder_beside(expression: str, values: Mapping[str, Any], token: str, *, at: datetime) -> tuple[Holder | None, Any]:
    """The holder, and the value of a constant SQL expression that is asked for in the same statement."""
    statement, holder = (CUSTOMER_TOKEN, _customer) if token.startswith(CUSTOMER_PREFIX) else (ACCESS_TOKEN, _client)
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{PREPARED}SELECT ({expression}) AS beside, holder.* FROM ({statement}) holder",  # noqa: S608
            {**values, "token": digest(token), "at": moment},
        )
        rows = cursor.fetchall()
    return (holder(tuple(row[1:] for row in rows)), rows[0][0]) if rows else (None, None)


def remembered_holder_of(token: str, *, at: datetime) -> Holder | None:
    """The same, as it was found by this process at most `TOKENS_REMEMBERED_SECONDS` ago."""
    spell = timedelta(seconds=settings.TOKENS_REMEMBERED_SECONDS)
    key = digest(token)
    holder, found_at = _remembered.get(key, (None, at))
    if holder and found_at <= at < min(found_at + spell, holder.expires_at):
        return holder
    holder = holder_of(token, at=at)
    if holder and spell:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[key] = holder, at
    return holder


_remembered: dict[str, tuple[Holder, datetime]] = {}


def opens_an_order(token_digest: str) -> bool:
    """Whether an order has the token with this digest."""
    with connection.cursor() as cursor:
        cursor.execute(PREPARED + ORDER_TOKEN, [token_digest])
        return cursor.fetchone() is not None


@lru_cache(maxsize=MOST_REMEMBERED)
def _client(rows: tuple[tuple[Any, ...], ...]) -> Holder:
    client_id, name, allowed, scope, expires_at, _ = rows[0]
    caller = Caller(
        kind=ActorKind.CLIENT,
        name=name,
        id=client_id,
        scopes=frozenset(scope.split()) & set(json.loads(allowed)),
        channels=frozenset(_uuid(row[5]) for row in rows if row[5] is not None),
    )
    return Holder(caller, client_id, _moment(expires_at))


def _customer(rows: tuple[tuple[Any, ...], ...]) -> Holder:
    client_id, allowed, scopes, expires_at, customer_id, first_name, last_name, email = rows[0]
    customer = _uuid(customer_id)
    caller = Caller(
        kind=ActorKind.CUSTOMER,
        name=f"{first_name} {last_name}".strip() or email,
        id=str(customer),
        scopes=CUSTOMER_SCOPES & set(json.loads(scopes)) & set(json.loads(allowed)),
        customers=frozenset([customer]),
    )
    return Holder(caller, client_id, _moment(expires_at))


def _uuid(stored: UUID | str) -> UUID:
    """SQLite keeps a UUID as text."""
    return stored if isinstance(stored, UUID) else UUID(stored)


def _moment(stored: datetime) -> datetime:
    """SQLite keeps a time without its zone, which is UTC."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)
