"""Who calls: a signed-in user (session or HTTP Basic), a guest with an order's token, or one of our bearer tokens."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.authentication import BasicAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from access.authentication import (
    OrderTokenAuthentication,
    SignedInAuthentication,
    caller_of,
    signed_in_as,
)
from access.callers import Caller
from access.guessing import forget_mistakes
from access.models import User
from access.permissions import HasScope, missing_right
from access.second_factor import missing_step
from dialects.common.caller import BearerAlone


class SessionOfUser(SignedInAuthentication):
    """A session. An order's token is for callers who are not signed in, and is passed over."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        found = super().authenticate(request)
        return (found[0], _knowing_customers(found[1])) if found else None


class PasswordOfUser(BasicAuthentication):
    """HTTP Basic. Guesses count as they do at the login page, and are forgotten as they are there."""

    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        if found is None:
            return None
        if missing_step(found[0]):
            raise PermissionDenied("This member of staff needs a second factor: sign in to the admin, or use a token.")
        forget_mistakes(request._request, found[0])
        return found[0], _knowing_customers(signed_in_as(found[0], request))

    def authenticate_credentials(self, userid: str, password: str, request: Any = None) -> Any:
        try:
            return super().authenticate_credentials(userid, password, request)
        except AuthenticationFailed:
            if getattr(request, "axes_locked_out", False):
                raise Throttled(wait=settings.AXES_COOLOFF_TIME.total_seconds()) from None
            raise


def _knowing_customers(caller: Caller) -> Caller:
    """The caller without an order's token.

    Raises:
        PermissionDenied: Salesman's answers show e-mail addresses, which this member of staff may not see (ADR 82).
    """
    if not caller.rights.contact:
        raise missing_right("contact", caller)
    return caller.without_order_token()


AUTHENTICATION = [BearerAlone, SessionOfUser, PasswordOfUser, OrderTokenAuthentication]
"""The ways to authenticate, tried in this order."""


def counts_as_staff(caller: Caller) -> bool:
    """Whether the caller acts for the shop: staff, and programs that write orders of its channels."""
    return caller.is_staff or (caller.is_client and caller.may("orders:write"))


class ForStaff(HasScope):
    """Callers who count as staff, and have the scope."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        caller = caller_of(request)
        if not (caller.is_staff or caller.is_client or caller.id):
            raise NotAuthenticated
        if not counts_as_staff(caller):
            return False
        request.auth = caller.without_order_token()
        return super().has_permission(request, view)


class ForReaders(HasScope):
    """Everybody; a client needs the scope. Anonymous callers find nothing."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return caller_of(request).is_anonymous or super().has_permission(request, view)


class ForPayers(BasePermission):
    """Callers who may pay orders in reach. Anonymous callers find none."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        caller = caller_of(request)
        return caller.is_anonymous or caller.is_buyer or caller.may("payments:write")
