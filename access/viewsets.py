"""What every view of the API has in common: it says for each of its actions whom it lets in, and what it takes and
gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from access.authentication import caller_of
from access.callers import Caller
from access.permissions import NobodyByDefault
from access.throttles import counting_unauthenticated
from common.api.filters import EVERYWHERE
from common.api.methods import NamesItsMethods
from common.api.operations import Operation, operation_of
from common.api.pagination import PageOrCursorPagination
from common.api.parameters import refuse_repeated, refuse_unknown

IDENTIFIER = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
"""How a UUID looks in a path."""


VARY = "Accept, Authorization, Cookie, X-Order-Token"


class AccessView(NamesItsMethods, GenericViewSet):
    """A view that says for each action, by an `Operation`, whom it lets in, and what it takes and gives.

    What has no operation, or one without `access`, nobody may do. The API's description is written from them, and an
    action refuses parameters that its operation does not name.
    """

    http_method_names = ["get", "head", "options", "post", "put", "patch", "delete"]
    lookup_value_regex = IDENTIFIER
    operations: Mapping[str, Operation] = {}

    def get_permissions(self) -> list[BasePermission]:
        """Those of the action. A method for which there is none is refused as such, whoever asks."""
        if self.action in (None, "metadata"):
            return []
        operation = operation_of(self, self.action) or Operation()
        return [permission() for permission in operation.access or [NobodyByDefault]]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the caller in, and see to the parameters; where there are filters, their backend does."""
        with counting_unauthenticated(request):
            super().initial(request, *args, **kwargs)
        operation = operation_of(self, self.action or "")
        if operation and not operation.filtered:
            paging = PageOrCursorPagination.parameters if operation.is_paged else frozenset()
            refuse_unknown(request, {*EVERYWHERE, *self.extra_parameters, *paging})
            refuse_repeated(request, set())

    @property
    def extra_parameters(self) -> frozenset[str]:
        """The action's own parameters, beside filters and pages."""
        operation = operation_of(self, self.action or "") or Operation()
        own = frozenset(parameter["name"] for parameter in operation.parameters)
        is_command = hasattr(getattr(self, self.action or "", None), "is_command")
        return own | {"dry_run"} if is_command else own

    @property
    def caller(self) -> Caller:
        return caller_of(self.request)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """What every answer tells. REST framework would add one that `finalize_response` adds."""
        return {"Allow": ", ".join(self.allowed_methods)}

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        """Answers differ by who asks and in which format: caches must know, and not keep them for others."""
        response = super().finalize_response(*args, **kwargs)
        if response.has_header("Vary") or response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, VARY.split(", "))
        else:
            response.headers["Cache-Control"] = "private, no-cache"
            response.headers["Vary"] = VARY
        return response
