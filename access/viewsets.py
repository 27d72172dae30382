"""The base of the API's views: each action declares its permissions, input and output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from access.authentication import caller_of
from access.callers import RIGHTS_OF_GUESTS, Caller
from access.permissions import NobodyByDefault, missing_right
from access.throttles import counting_unauthenticated
from common.api.filters import EVERYWHERE
from common.api.methods import NamesItsMethods
from common.api.operations import Operation, operation_of
from common.api.ordering import PARAMETER as ORDERING
from common.api.pagination import PageOrCursorPagination
from common.api.parameters import refuse_repeated, refuse_unknown

IDENTIFIER = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
"""How a UUID looks in a path."""


VARY = "Accept, Authorization, Cookie, X-Order-Token"


class AccessView(NamesItsMethods, GenericViewSet):
    """A view whose actions declare, by an `Operation`, their permissions, input and output.

    An action without an operation, or without `access`, is closed to everybody. The OpenAPI document is written from
    the operations, and an action refuses parameters that its operation does not name.
    """

    http_method_names = ["get", "head", "options", "post", "put", "patch", "delete"]
    lookup_value_regex = IDENTIFIER
    operations: Mapping[str, Operation] = {}
    ordering_rights: Mapping[str, str] = {}

    def get_permissions(self) -> list[BasePermission]:
        """The action's permissions. An unknown method is refused as such to any caller."""
        if self.action in (None, "metadata"):
            return []
        operation = operation_of(self, self.action) or Operation()
        return [permission() for permission in operation.access or [NobodyByDefault]]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, and check the parameters unless a filter backend does."""
        with counting_unauthenticated(request):
            super().initial(request, *args, **kwargs)
        operation = operation_of(self, self.action or "")
        if operation and not operation.filtered:
            paging = PageOrCursorPagination.parameters if operation.is_paged else frozenset()
            refuse_unknown(request, {*EVERYWHERE, *self.extra_parameters, *paging})
            refuse_repeated(request, set())
        elif operation:
            self._ask_as_may(request)

    def _ask_as_may(self, request: Request) -> None:
        """Filters and orderings need the right to see their field: otherwise lists would reveal what answers hide.
        Fields that an order's token does not show are compared for the other orders only.

        Raises:
            PermissionDenied: the caller does not see such fields.
        """
        for right in self._rights_asked(request):
            if not getattr(self.caller.rights, right):
                raise missing_right(right, self.caller)
            if not getattr(RIGHTS_OF_GUESTS, right):
                request.auth = self.caller.without_order_token()

    def _rights_asked(self, request: Request) -> Iterator[str]:
        filters = getattr(getattr(self, "filterset_class", None), "base_filters", {})
        ordered_by = request.query_params.get(ORDERING, "").split(",")
        for right in [
            *(filters[name].right for name in request.query_params if name in filters),
            *(self.ordering_rights.get(name.removeprefix("-"), "") for name in ordered_by),
        ]:
            if right:
                yield right

    @property
    def extra_parameters(self) -> frozenset[str]:
        """The action's own parameters, besides filters and pages."""
        operation = operation_of(self, self.action or "") or Operation()
        own = frozenset(parameter["name"] for parameter in operation.parameters)
        is_command = hasattr(getattr(self, self.action or "", None), "is_command")
        return own | {"dry_run"} if is_command else own

    @property
    def caller(self) -> Caller:
        return caller_of(self.request)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """The headers of every answer, without one of REST framework's that `finalize_response` adds."""
        return {"Allow": ", ".join(self.allowed_methods)}

    def get_serializer_context(self) -> dict[str, Any]:
        """The request and the caller's rights; views of order rows replace these for each order."""
        return {**super().get_serializer_context(), "rights": self.caller.rights}

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        """Answers differ by caller and format: caches must know, and not share them."""
        response = super().finalize_response(*args, **kwargs)
        if response.has_header("Vary") or response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, VARY.split(", "))
        else:
            response.headers["Cache-Control"] = "private, no-cache"
            response.headers["Vary"] = VARY
        return response
