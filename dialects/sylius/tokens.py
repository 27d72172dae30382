"""`/api/oauth/v2/token`: a client shows its secret and gets an access token, as FOSOAuthServerBundle gives it."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.core import signing
from django.utils import timezone
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from access.client_ip import client_ip
from access.granting import holds_channels_of_client, scopes_to_give
from access.guessing import forget_mistakes
from access.hashers import digest
from access.models import ApiClient, User
from access.scopes import SEES_CUSTOMERS
from access.second_factor import missing_step
from access.services import client_with, issue_access_token
from access.throttles import address_of, seconds_to_wait
from common.actors import ActorKind
from common.api.problems import Problem
from dialects.common.answers import ErrorAnswer
from dialects.sylius.errors import OAuthError, error_answer
from dialects.sylius.views import SyliusView

REFRESH_SECONDS = 14 * 24 * 60 * 60
SALT = "dialects.sylius.refresh_token"


def oauth_error_answer(problem: Problem, error: BaseException) -> ErrorAnswer:
    """An error as OAuth says it, whatever is wrong with the request."""
    is_malformed = problem.status == 400 and not isinstance(error, OAuthError)
    return error_answer(problem, OAuthError("invalid_request", problem.detail) if is_malformed else error)


class TokenView(SyliusView):
    """Grants `client_credentials`, `refresh_token`, and `password` where it is switched on."""

    error_answer = staticmethod(oauth_error_answer)
    authentication_classes = []
    throttle_classes = []
    access = {"get": [AllowAny], "post": [AllowAny]}

    def get(self, request: Request) -> Response:
        """A token for the parameters in the query."""
        return self._given(request, request.query_params.dict())

    def post(self, request: Request) -> Response:
        """A token for the parameters in the body, a form or JSON."""
        body = request.data
        return self._given(request, body if isinstance(body, dict) else {})

    def _given(self, request: Request, asked: Mapping[str, Any]) -> Response:
        wait = seconds_to_wait(ActorKind.GUEST, [address_of(client_ip(request))], now=time.time())
        if wait is not None:
            raise Throttled(wait)
        words = {name: value for name, value in asked.items() if isinstance(value, str)}
        grant = GRANTS.get(words.get("grant_type", ""))
        if grant is None:
            raise OAuthError("invalid_request", "Invalid grant_type parameter or parameter missing")
        client = client_with(*(_by_basic(request) or (words.get("client_id", ""), words.get("client_secret", ""))))
        if client is None:
            raise OAuthError("invalid_client", "The client credentials are invalid")
        return Response(_token(client, grant(request, client, words)), headers={"Cache-Control": "no-store, private"})


def _by_basic(request: Request) -> tuple[str, str] | None:
    """The client's id and secret by HTTP Basic, which wins over the parameters; None without it."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return ("", "") if "\0" in client_id else (client_id, secret)


def _token(client: ApiClient, user: User | None) -> dict[str, Any]:
    """What is answered. A token that a person asked for can do what the person may, and the client."""
    allowed = frozenset(client.allowed_scopes)
    scopes = allowed & _scopes_of(user) if user else allowed
    seconds: int = settings.OAUTH2_PROVIDER["ACCESS_TOKEN_EXPIRE_SECONDS"]
    token = issue_access_token(client, scopes=scopes, seconds=seconds, at=timezone.now())
    return {
        "access_token": token.secret,
        "expires_in": seconds,
        "token_type": "bearer",
        "scope": None,
        "refresh_token": signing.dumps([client.client_id, _mark(client), str(user.pk) if user else None], salt=SALT),
    }


def _scopes_of(user: User) -> frozenset[str]:
    """What a person may do here: nothing, if they may not see the e-mail addresses that are shown (ADR 82)."""
    return scopes_to_give(user) if user.has_perm(SEES_CUSTOMERS) else frozenset()


def _mark(client: ApiClient) -> str:
    """What a renewed secret changes: refresh tokens end with the secret."""
    return digest(client.client_secret)[:16]


# --- grants: each returns the person that the token is for, if any ---------------------------------------------------


def _as_itself(request: Request, client: ApiClient, asked: Mapping[str, str]) -> User | None:
    return None


def _again(request: Request, client: ApiClient, asked: Mapping[str, str]) -> User | None:
    invalid = OAuthError("invalid_grant", "Invalid refresh token")
    try:
        client_id, mark, user_id = signing.loads(asked.get("refresh_token", ""), salt=SALT, max_age=REFRESH_SECONDS)
    except (signing.BadSignature, ValueError):
        raise invalid from None
    if (client_id, mark) != (client.client_id, _mark(client)):
        raise invalid
    if user_id is None:
        return None
    user = User.objects.filter(pk=user_id, is_active=True, is_staff=True).first()
    if user is None or not settings.SYLIUS_PASSWORD_GRANT or not holds_channels_of_client(user, client):
        raise invalid
    _refuse_passwords_alone(user)
    return user


def _for_a_person(request: Request, client: ApiClient, asked: Mapping[str, str]) -> User | None:
    if not settings.SYLIUS_PASSWORD_GRANT:
        raise OAuthError("unauthorized_client", "The grant type is unauthorized for this client_id")
    user = authenticate(request._request, username=asked.get("username", ""), password=asked.get("password", ""))
    if not isinstance(user, User) or not user.is_staff:
        raise OAuthError("invalid_grant", "Invalid username and password combination")
    _refuse_passwords_alone(user)
    forget_mistakes(request._request, user)
    if not holds_channels_of_client(user, client):
        raise OAuthError("invalid_grant", "The client reaches channels that this user does not")
    return user


def _refuse_passwords_alone(user: User) -> None:
    if missing_step(user):
        raise OAuthError("invalid_grant", "This user needs a second factor, which this grant has no place for")


GRANTS = {"client_credentials": _as_itself, "refresh_token": _again, "password": _for_a_person}
