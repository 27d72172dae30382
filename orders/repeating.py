"""Giving an answer again, as long as nothing that it was made of has changed (ADR 85).

A view that answers with an order says what its answer was made of: the caller, and the state of the order's rows. Asked
for the same by the same token, the answer is found by one statement that reads who holds the token now and the state of
the rows now. Only if both are what they were, the answer is given again; whatever else is so, the view decides.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders
from django.urls import ResolverMatch
from django.utils import timezone

from access.authentication import bearer_token
from access.callers import Caller
from access.hashers import digest
from access.throttles import seconds_until_allowed
from access.tokens import holder_beside
from common.api.paths import is_dialect
from orders.kept import Written
from orders.reading import reference_in
from orders.rendering import KEPT, Rendered, state_by

HEADERS = ("HTTP_HOST", "HTTP_ACCEPT", "HTTP_IF_NONE_MATCH")
"""The headers that decide how the same order is answered to the same token."""
OTHERS = ("QUERY_STRING", "HTTP_X_ORDER_TOKEN", "HTTP_TRANSFER_ENCODING")
"""What a request has that is decided by the view each time."""
AGAIN = "again"
REPEATED = frozenset({200, 304})


class Source(NamedTuple):
    """What an answer was made of: the holder of the token, and the order with this reference in this state."""

    caller: Caller
    reference: str
    state: str


class Given(NamedTuple):
    """What is kept of an answer beside its body."""

    source: Source
    status: int
    headers: Mapping[str, str]
    match: ResolverMatch | None


def say_source(request: HttpRequest, caller: Caller, reference: str, rendered: Rendered) -> None:
    """Let the answer to this request be given again."""
    holder = replace(caller, ip=None, order_token="")
    request.made_of = Source(holder, reference, rendered.state)  # type: ignore[attr-defined]


class RepeatingMiddleware:
    """Gives answers again that are still right."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        kept = KEPT.last(key, AGAIN)
        if kept and _is_right(kept.beside.source, request):
            return _again(kept, request)
        response = self.get_response(request)
        source = getattr(request, "made_of", None)
        if source and response.status_code in REPEATED and isinstance(response, HttpResponse) and not response.cookies:
            KEPT.keep({key: _written(source, request, response)}, AGAIN)
        return response


def _again(kept: Written, request: HttpRequest) -> HttpResponse:
    request.resolver_match = kept.beside.match
    response = HttpResponse(kept.body, status=kept.beside.status)
    response.headers = ResponseHeaders(kept.beside.headers)
    return response


def _key(request: HttpRequest) -> Hashable | None:
    """All that an answer depends on, if this is a request whose answer may be given again."""
    meta = request.META
    if request.method != "GET" or any(map(meta.get, OTHERS)) or is_dialect(request):
        return None
    if meta.get("CONTENT_LENGTH") not in (None, "", "0"):
        return None
    token = bearer_token(request)
    return (request.path, digest(token), *map(meta.get, HEADERS)) if token else None


def _is_right(source: Source, request: HttpRequest) -> bool:
    """Whether the answer would be the same now, and the caller may have it."""
    column, value = reference_in(source.reference)
    holder, state = holder_beside(bearer_token(request) or "", state_by(column), value, at=timezone.now())
    if holder is None or (holder.caller, state) != (source.caller, source.state):
        return False
    return seconds_until_allowed(holder.caller) is None


def _written(source: Source, request: HttpRequest, response: HttpResponse) -> Written:
    given = Given(source, response.status_code, dict(response.items()), request.resolver_match)
    return Written(source.state, response.content, given)
