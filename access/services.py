"""Issuing and revoking credentials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.db import transaction
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, set_token_value
from oauthlib.common import generate_token  # type: ignore[import-untyped]

from access.hashers import digest
from access.models import ApiClient, CustomerToken, IdempotencyKey
from access.scopes import CUSTOMER_SCOPES
from access.tokens import API_KEY_PREFIX, CUSTOMER_PREFIX, new_secret
from common.errors import InvalidInput, Sentence

FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
SHORTEST_TOKEN = 60
LONGEST_TOKEN = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token. It cannot be shown again: only its digest is stored."""

    secret: str
    scopes: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client and its secret, which cannot be shown again."""

    client: ApiClient
    secret: str


def create_client(name: str, *, channels: Iterable[UUID], scopes: Iterable[str]) -> NewClient:
    """Register a program that may call.

    Raises:
        ValidationError: a scope does not exist.
    """
    secret = generate_client_secret()
    client = ApiClient(name=name, allowed_scopes=sorted(scopes), client_secret=secret)
    client.full_clean(exclude=["client_secret"])
    with transaction.atomic():
        client.save()
        client.channels.set(channels)
    return NewClient(client, secret)


def renew_client_secret(client: ApiClient) -> str:
    """Give a client a new secret. The old one ends now; tokens issued with it stay valid."""
    secret: str = generate_client_secret()
    client.client_secret = secret
    client.save(update_fields=["client_secret", "updated"])
    return secret


def create_api_key(client: ApiClient, *, scopes: Iterable[str] | None = None) -> IssuedToken:
    """Give a client a token that does not expire: for programs without OAuth.

    It has all the client's scopes, or those given. It ends when it is revoked or the client is switched off.

    Raises:
        InvalidInput: the client does not have a scope that was asked for.
    """
    granted = _granted(scopes, frozenset(client.allowed_scopes))
    secret = new_secret(API_KEY_PREFIX)
    key = AccessToken(application=client, scope=" ".join(granted), expires=FOR_EVER)
    set_token_value(key, secret)
    key.save()
    return IssuedToken(secret, granted, FOR_EVER)


def client_with(client_id: str, secret: str) -> ApiClient | None:
    """The client that has this secret; None if there is none, or it is switched off."""
    client = ApiClient.objects.filter(client_id=client_id, enabled=True).first()
    return client if client and check_password(secret, client.client_secret) else None


def issue_access_token(client: ApiClient, *, scopes: Iterable[str], seconds: int, at: datetime) -> IssuedToken:
    """Issue an access token with some of a client's scopes, as OAuth does.

    Raises:
        InvalidInput: the client does not have a scope that was asked for.
    """
    granted = _granted(scopes, frozenset(client.allowed_scopes))
    secret: str = generate_token()
    token = AccessToken(application=client, scope=" ".join(granted), expires=at + timedelta(seconds=seconds))
    set_token_value(token, secret)
    token.save()
    return IssuedToken(secret, granted, token.expires)


def issue_customer_token(
    customer_id: UUID, *, client: str, scopes: Iterable[str] | None, seconds: int, at: datetime
) -> IssuedToken:
    """Issue a token to a storefront, with which a browser or an app acts as one customer.

    `client` is the storefront's `client_id`. Without scopes, the token gets those of a customer that the storefront
    has.

    Raises:
        ApiClient.DoesNotExist: the customer is not in the client's reach.
        InvalidInput: on `scopes` or `seconds`.
    """
    storefront = ApiClient.objects.get(client_id=client, enabled=True, channels__customers=customer_id)
    if not SHORTEST_TOKEN <= seconds <= LONGEST_TOKEN:
        sentence = Sentence("Must be from {least} to {most}.", least=SHORTEST_TOKEN, most=LONGEST_TOKEN)
        raise InvalidInput.on("seconds", code="out_of_range", sentence=sentence)
    granted = _granted(scopes, CUSTOMER_SCOPES.intersection(storefront.allowed_scopes))
    secret = new_secret(CUSTOMER_PREFIX)
    token = CustomerToken.objects.create(
        digest=digest(secret),
        customer_id=customer_id,
        client=storefront,
        scopes=list(granted),
        created_at=at,
        expires_at=at + timedelta(seconds=seconds),
    )
    return IssuedToken(secret, granted, token.expires_at)


def delete_expired_keys(at: datetime) -> int:
    """Delete idempotency keys whose time is over, and return their number."""
    deleted: int = IdempotencyKey.objects.filter(expires_at__lte=at).delete()[0]
    return deleted


def delete_expired_customer_tokens(at: datetime) -> int:
    """Delete customers' tokens that have ended, and return their number."""
    deleted: int = CustomerToken.objects.filter(expires_at__lte=at).delete()[0]
    return deleted


def delete_expired_access_tokens(at: datetime) -> int:
    """Delete clients' access tokens that have ended, and return their number."""
    deleted: int = AccessToken.objects.filter(expires__lte=at).delete()[0]
    return deleted


def _granted(asked: Iterable[str] | None, possible: frozenset[str]) -> tuple[str, ...]:
    """The scopes asked for, or all possible ones, in alphabetical order."""
    wanted = possible if asked is None else frozenset(asked)
    if wanted - possible:
        sentence = Sentence("Not available: {scopes}.", scopes=", ".join(sorted(wanted - possible)))
        raise InvalidInput.on("scopes", code="scope_not_allowed", sentence=sentence, possible=sorted(possible))
    return tuple(sorted(wanted))
