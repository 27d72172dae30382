"""What every view of a dialect has in common: who calls, what they may do, and errors in the dialect's own form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from access.authentication import caller_of
from access.callers import Caller
from access.permissions import NobodyByDefault
from access.throttles import counting_unauthenticated
from common.actors import Actor
from common.api.errors import UNEXPECTED, problem_of
from common.api.methods import NamesItsMethods
from common.api.negotiation import AcceptAlone
from common.api.operations import Access
from common.api.parameters import InvalidParameters
from common.api.parsers import JsonParser
from common.api.problems import Problem
from common.api.renderers import JsonRenderer
from dialects.common.answers import ErrorAnswer
from dialects.common.caller import BearerAlone
from orders.models import Order
from orders.querysets import OrderQuerySet
from orders.views.base import expected_version


class DialectView(NamesItsMethods, APIView):
    """A view of a dialect. Each dialect has a base of its own, which says how errors look (`error_answer`), who calls
    (`authentication_classes`), and what is read and written (`parser_classes`, `renderer_classes`).

    `access` says for each method whom it lets in, as `{"get": [HasScope("orders:read")]}`; what is missing there,
    nobody may do. A method that does not exist is a 405 for any caller. HEAD needs what GET needs.
    """

    access: Mapping[str, Access] = {}
    authentication_classes = [BearerAlone]
    parser_classes = [JsonParser]
    renderer_classes = [JsonRenderer]
    content_negotiation_class = AcceptAlone
    cache_control: Mapping[str, bool] = {"no_cache": True, "private": True}
    schema = None
    format_kwarg = None
    """No path names a format. REST framework says so itself, but after some requests were refused."""
    error: BaseException | None = None
    """What to answer, whatever is asked: for requests that reach no other view."""

    @staticmethod
    def error_answer(problem: Problem, error: BaseException) -> ErrorAnswer:
        """How the dialect says what is wrong. `problem` has the native status, code, sentence, facts and headers."""
        raise NotImplementedError

    # --- who calls ---

    @property
    def caller(self) -> Caller:
        return caller_of(self.request)

    @property
    def actor(self) -> Actor:
        """The caller as events name them, with the dialect that they speak."""
        actor = self.caller.actor
        return replace(actor, name=f"{actor.name} via {self.dialect_title}")

    @property
    def dialect_title(self) -> str:
        return str(self.request.mount.dialect.title)  # type: ignore[attr-defined]

    @property
    def orders(self) -> OrderQuerySet:
        """The orders in the caller's reach."""
        return Order.objects.visible_to(self.caller)

    def as_expected(self, order: Order) -> Order:
        """The order, with the version that the caller wants to change, if they say so (`If-Match`)."""
        order.expected_version = expected_version(self.request, order)
        return order

    # --- on the way in ---

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what no view would understand, then let the caller in."""
        refused = getattr(request, "body_refused", None) or self.error
        if refused is not None:
            raise refused
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        if "\0" in request.path_info:
            raise Http404
        for name, values in request.query_params.lists():
            if any("\0" in text for text in (name, *values)):
                raise InvalidParameters.on(name, code="nul_character", sentence="NUL characters are in no value.")
        with counting_unauthenticated(request):
            super().initial(request, *args, **kwargs)

    def get_permissions(self) -> list[BasePermission]:
        """Those of the method."""
        method = str(self.request.method).lower()
        if method == "options":
            return []
        wanted = self.access.get("get" if method == "head" else method) or [NobodyByDefault]
        return [permission() for permission in wanted]

    # --- on the way out ---

    def get_exception_handler(self) -> Any:
        """Answers an error in the dialect's form. None for one that nobody foresaw: Django logs it and comes back."""
        return self._answer_error

    def _answer_error(self, error: BaseException, context: Mapping[str, Any]) -> Response | None:
        problem = problem_of(error, self) or (UNEXPECTED if error is self.error else None)
        if problem is None:
            return None
        set_rollback()
        answer = self.error_answer(problem, error)
        return Response(answer.body, status=answer.status, headers=dict(answer.headers))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Answers differ by caller and format: caches must know, and not share them."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if "Cache-Control" not in response:
            patch_cache_control(response, **self.cache_control)
        patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
        return response
