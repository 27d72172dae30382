"""Whole responses from the cache, as long as nothing that they show has changed (ADR 85).

A view that answers with an order names the source of its answer: the caller, and the state of the order's rows. When
the same token requests the same again, one statement reads the present holder of the token and the present state of
the rows. The cached response is sent only if both are unchanged; in all other cases the view answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple, TypeGuard

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders
from django.urls import ResolverMatch
from django.utils import timezone

from access.authentication import bearer_token
from access.callers import Caller
from access.throttles import seconds_until_allowed
from access.tokens import holder_beside
from common.api.paths import is_dialect
from orders.answer_cache import CachedAnswer
from orders.reading import reference_in
from orders.rendering import CACHE, Rendered, state_by

HEADERS = ("HTTP_HOST", "HTTP_ACCEPT", "HTTP_IF_NONE_MATCH")
"""Headers on which the answer depends."""
OTHERS = ("HTTP_X_ORDER_TOKEN", "HTTP_TRANSFER_ENCODING")
"""Parts of a request that the cache does not know: the view answers."""
SELECTION = re.compile(r"(fields=[^&;]*)?")
"""The only query that it knows: which fields to show."""
WHOLE = "whole response"
CACHED_STATUSES = frozenset({200, 304})


class Source(NamedTuple):
    """What an answer shows: the holder of the token, and the order with this reference in this state."""

    caller: Caller
    reference: str
    state: str


class CachedResponse(NamedTuple):
    """What is cached of a response besides its body."""

    source: Source
    status: int
    headers: Mapping[str, str]
    match: ResolverMatch | None


def mark_cacheable(request: HttpRequest, caller: Caller, reference: str, rendered: Rendered) -> None:
    """Let the response to this request be cached."""
    holder = replace(caller, ip=None, order_token="")
    request.made_of = Source(holder, reference, rendered.state)  # type: ignore[attr-defined]


class CachedResponseMiddleware:
    """Answers from the cache where that is valid."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        cached = CACHE.get(key, WHOLE)
        if cached and _is_right(cached.extra.source, request):
            return _response_of(cached, request)
        response = self.get_response(request)
        source = getattr(request, "made_of", None)
        if source and _is_cacheable(response):
            CACHE.store({key: _written(source, request, response)}, WHOLE)
        return response


def _is_cacheable(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    return response.status_code in CACHED_STATUSES and isinstance(response, HttpResponse) and not response.cookies


def _response_of(cached: CachedAnswer, request: HttpRequest) -> HttpResponse:
    request.resolver_match = cached.extra.match
    response = HttpResponse(cached.body, status=cached.extra.status)
    response.headers = ResponseHeaders(cached.extra.headers)
    return response


def _key(request: HttpRequest) -> bytes | None:
    """The cache key of a request, which is as long for all; None if its response may not be cached."""
    meta = request.META
    query = meta.get("QUERY_STRING", "")
    if request.method != "GET" or any(map(meta.get, OTHERS)) or is_dialect(request):
        return None
    if not SELECTION.fullmatch(query) or meta.get("CONTENT_LENGTH") not in (None, "", "0"):
        return None
    token = bearer_token(request)
    asked = request.path, query, token, *map(meta.get, HEADERS)
    return sha256(repr(asked).encode()).digest() if token else None


def _is_right(source: Source, request: HttpRequest) -> bool:
    """Whether the answer would be the same now, and the caller may have it."""
    column, value = reference_in(source.reference)
    holder, state = holder_beside(bearer_token(request) or "", state_by(column), value, at=timezone.now())
    if holder is None or (holder.caller, state) != (source.caller, source.state):
        return False
    return seconds_until_allowed(holder.caller) is None


def _written(source: Source, request: HttpRequest, response: HttpResponse) -> CachedAnswer:
    match = request.resolver_match
    if match:
        match.tried = None  # every path before the right one: more than the answer itself
    extra = CachedResponse(source, response.status_code, dict(response.items()), match)
    # A copy: what orjson has written occupies at least 4 KiB.
    return CachedAnswer(source.state, bytes(memoryview(response.content)), extra)
