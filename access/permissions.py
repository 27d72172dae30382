"""Permissions. A view names who is let in; the queryset (`visible_to`) decides what they find.

| the API document says      | the view says                                |
|----------------------------|----------------------------------------------|
| a scope; staff with it     | `HasScope("refunds:write")`                  |
| in reach, or token         | `InReach("payments:write")`                  |
| staff                      | `IsStaff, HasScope("orders:read")`           |
| anybody                    | `Anybody`                                    |

Reading needs `HasScope` alone: customers and holders of an order's token have the reading scopes. All permissions in a
view's list must agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request

from access.authentication import REALM, caller_of
from access.callers import Caller
from access.scopes import CUSTOMER_SCOPES, PERMISSION_FOR_SCOPE, SCOPE_FOR_RIGHT, SCOPES, SEES_CUSTOMERS
from access.tokens import opens_an_order
from common.actors import ActorKind

if TYPE_CHECKING:
    # rest_framework.views imports this module.
    from rest_framework.views import APIView

Anybody = AllowAny


class ScopeMissing(PermissionDenied):
    """The caller is known and may not do this; `facts` name the missing scope."""

    default_code = "scope_missing"

    def __init__(self, scope: str, caller: Caller) -> None:
        self.facts: dict[str, Any] = {"scope": scope}
        needed = f"the scope '{scope}'"
        if caller.is_staff:
            self.facts["permission"] = PERMISSION_FOR_SCOPE[scope]
            needed += f", which the permission '{PERMISSION_FOR_SCOPE[scope]}' gives"
        elif caller.is_client:
            self.auth_header = f'Bearer realm="{REALM}", error="insufficient_scope", scope="{scope}"'
        super().__init__(f"This needs {needed}.")


def missing_right(right: str, caller: Caller) -> PermissionDenied:
    """The refusal for a caller without one of the `Rights`, which names the scope or the permission that gives it."""
    if right in SCOPE_FOR_RIGHT:
        return ScopeMissing(SCOPE_FOR_RIGHT[right], caller)
    return PermissionDenied(f"This needs the permission '{SEES_CUSTOMERS}'.")


def _refuse_wrong(token_digest: str) -> None:
    """Refuse a wrong order token on lists, where an empty answer would hide the mistake. A single order is not
    found."""
    if not opens_an_order(token_digest):
        raise AuthenticationFailed("No order has this token.")


class NobodyByDefault(BasePermission):
    """The default: a view without permissions lets nobody in."""

    message = "Nobody may do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return False


class IsStaff(BasePermission):
    """Staff who are signed in."""

    message = "Only staff may do this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return caller_of(request).is_staff


class HasScope(BasePermission):
    """Callers with the scope: a client by its token, staff by their permissions.

    An order token never does more than a customer's scopes allow: otherwise a client could write in another channel
    with the token of an order there.
    """

    def __init__(self, scope: str) -> None:
        if scope not in SCOPES:
            raise ValueError(f"There is no scope '{scope}'.")
        self.scope = scope

    def __call__(self) -> Self:
        """DRF instantiates the entries of `permission_classes`; this is an instance already, and has no state."""
        return self

    def has_permission(self, request: Request, view: APIView) -> bool:
        caller = caller_of(request)
        if caller.is_anonymous:
            return False
        if caller.kind is ActorKind.GUEST and not getattr(view, "detail", True):
            _refuse_wrong(caller.order_token_digest)
        if not self.allows(caller):
            raise ScopeMissing(self.scope, caller)
        if not caller.is_buyer and self.scope not in CUSTOMER_SCOPES:
            request.auth = caller.without_order_token()
        return True

    def allows(self, caller: Caller) -> bool:
        return caller.may(self.scope)

    @property
    def lets_buyers_in(self) -> bool:
        """Whether customers and holders of an order's token get in too."""
        return self.scope in CUSTOMER_SCOPES


class InReach(HasScope):
    """Callers with the scope; and customers or holders of an order's token who may read what the scope writes.

    For what customers do with their own orders: pay, cancel.
    """

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.reading = scope.replace(":write", ":read")

    def allows(self, caller: Caller) -> bool:
        return caller.may(self.scope) or (caller.is_buyer and caller.may(self.reading))

    @property
    def lets_buyers_in(self) -> bool:
        return self.reading in CUSTOMER_SCOPES
