"""The three ways to authenticate. Each returns a `Caller`; the first whose credentials are present decides.

A bearer token takes precedence over a session, and a session over a guest: rights are never combined. Only the order
token is kept beside either: it opens one order, shown as to a guest.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from access.callers import Caller
from access.client_ip import client_ip
from access.models import User
from access.scopes import CUSTOMER_SCOPES, PERMISSION_FOR_SCOPE, SCOPES, SEES_CUSTOMERS, scopes_of_staff
from access.second_factor import Step, missing_step
from access.tokens import remembered_holder_of
from common.actors import ActorKind

REALM = "Orders Service"
GUEST = "Guest"


class SecondFactorMissing(AuthenticationFailed):
    """A member of staff has given the password and nothing else; `facts` say what is missing."""

    default_code = "second_factor_missing"
    DETAILS = {
        Step.CODE: "Sign in to the admin with the code of your second factor first.",
        Step.SET_UP: "You need a second factor: set it up in the admin first.",
    }

    def __init__(self, step: Step) -> None:
        self.facts = {"step": step.value}
        super().__init__(self.DETAILS[step])


def caller_of(request: Request) -> Caller:
    """The sender of this request: without credentials, an anonymous guest."""
    caller = request.auth
    if isinstance(caller, Caller):
        return caller
    return Caller(ActorKind.GUEST, GUEST, ip=client_ip(request))


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` with an access token, an API key, or a token that acts as a customer."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Caller] | None:
        token = self.token_of(request)
        if token is None:
            return None
        holder = remembered_holder_of(token, at=timezone.now())
        if holder is None:
            raise AuthenticationFailed("The token is unknown or has ended.", code="invalid_token")
        return AnonymousUser(), _arrived(holder.caller, request)

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401 (RFC 6750): with an error only if a token was given."""
        challenge = f'Bearer realm="{REALM}"'
        return challenge if self.token_of(request) is None else f'{challenge}, error="invalid_token"'

    def token_of(self, request: Request) -> str | None:
        return bearer_token(request)


class SignedInAuthentication(SessionAuthentication):
    """A session: staff, or a customer with an account. Writing needs Django's CSRF token."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        """The person, if the session is good for more than a second factor.

        Raises:
            SecondFactorMissing: the password alone does not let this member of staff in.
        """
        signed_in = super().authenticate(request)
        if signed_in is None:
            return None
        user: User = signed_in[0]
        if step := missing_step(user):
            raise SecondFactorMissing(step)
        return user, signed_in_as(user, request)

    def enforce_csrf(self, request: Request) -> None:
        """Check the CSRF token. Django looks for it in a form first, which leaves no body to read unless it is kept."""
        _ = request._request.body
        super().enforce_csrf(request._request)  # type: ignore[arg-type]


class OrderTokenAuthentication(BaseAuthentication):
    """An order's token, as `X-Order-Token` or `?token=`: a guest, who reaches that order."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Caller] | None:
        if not _order_token(request):
            return None
        return AnonymousUser(), _arrived(Caller(ActorKind.GUEST, GUEST, scopes=CUSTOMER_SCOPES), request)


def bearer_token(request: Request | HttpRequest) -> str | None:
    """The token after `Bearer`, empty if there is none; None if the header is missing or of another scheme."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def signed_in_as(user: User, request: Request) -> Caller:
    """The caller for an authenticated user."""
    return _arrived(_staff(user) if user.is_staff else _customer(user), request)


def staff_behind(request: HttpRequest) -> Caller:
    """The member of staff behind an admin request, with the scopes that follow from their permissions."""
    user: Any = request.user
    return replace(_staff(user), ip=client_ip(request))


def staff_may(request: HttpRequest, scope: str) -> bool:
    """Whether the permissions of the member of staff behind an admin request include this scope."""
    return request.user.has_perm(PERMISSION_FOR_SCOPE[scope])


def _order_token(request: Request) -> str:
    token: str = request.META.get("HTTP_X_ORDER_TOKEN") or request.GET.get("token", "")
    return token


def _arrived(caller: Caller, request: Request) -> Caller:
    """The caller with the request's address and order token."""
    return replace(caller, ip=client_ip(request), order_token=_order_token(request))


def _staff(user: User) -> Caller:
    scopes = frozenset(SCOPES) if user.is_superuser else scopes_of_staff(user.get_all_permissions())
    channels = user.reached_channels()
    return Caller(
        **_person(user, channels),
        kind=ActorKind.STAFF,
        scopes=scopes,
        channels=channels,
        knows_customers=user.has_perm(SEES_CUSTOMERS),
    )


def _customer(user: User) -> Caller:
    return Caller(**_person(user), kind=ActorKind.CUSTOMER, scopes=CUSTOMER_SCOPES)


def _person(user: User, channels: frozenset[UUID] | None = None) -> dict[str, Any]:
    # The reverse of addresses.Customer.user: an app above us, which we do not import.
    own = user.customers.all() if channels is None else user.customers.filter(channel__in=channels)
    return {
        "name": user.get_full_name() or user.get_username(),
        "id": str(user.pk),
        "customers": frozenset(own.values_list("id", flat=True)),
    }
