"""Whole responses from the cache, as long as nothing that they show has changed (ADR 85).

A view that answers with an order names the source of its answer: the caller, and the state of the order's rows. When
the same token requests the same again, one statement reads the present holder of the token and the present state of
the rows. The cached response is sent only if both are unchanged.

When it requests another order in the same way, one statement reads the holder and renders that order, and the response
has the form of the one before (ADR 105). In all other cases the view answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple, TypeGuard

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone

from access.authentication import bearer_token
from access.callers import Caller
from access.throttles import seconds_until_allowed
from access.tokens import holder_beside
from common.api.paths import is_dialect
from orders.answer_cache import CachedAnswer
from orders.reading import Shape, reference_in
from orders.rendering import CACHE, Rendered, render_beside_holder, state_by

HEADERS = ("HTTP_HOST", "HTTP_ACCEPT", "HTTP_IF_NONE_MATCH")
"""Headers on which the answer depends."""
OTHERS = ("HTTP_X_ORDER_TOKEN", "HTTP_TRANSFER_ENCODING")
"""Parts of a request that the cache does not know: the view answers."""
SELECTION = re.compile(r"(fields=[^&;]*)?")
"""The only query that it knows: which fields to show."""
WHOLE = "whole response"
FORM = "form of responses"
CACHED_STATUSES = frozenset({200, 304})
OF_RESPONSES, OF_A_FIELD = 3_000, 100
"""The approximate memory that a response needs beside its body and state, and for each field of a selection, in
bytes."""


class Source(NamedTuple):
    """What an answer shows: for the holder of the token, in this shape, the order with this reference in this state."""

    caller: Caller
    shape: Shape
    reference: str
    state: str


class CachedResponse(NamedTuple):
    """What is cached of a response besides its body."""

    source: Source
    status: int
    headers: Mapping[str, str]
    match: ResolverMatch | None


class Asked(NamedTuple):
    """The token of a request, and its cache keys: of its response, and of what that has in common with those for other
    orders."""

    token: str
    whole: bytes
    form: bytes


def mark_cacheable(request: HttpRequest, caller: Caller, reference: str, shape: Shape, rendered: Rendered) -> None:
    """Let the response to this request be cached."""
    holder = replace(caller, ip=None, order_token="")
    request.made_of = Source(holder, shape, reference, rendered.state)  # type: ignore[attr-defined]


class CachedResponseMiddleware:
    """Answers from the cache where that is valid, or without the view where that gives the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = _asked(request)
        if asked is None:
            return self.get_response(request)
        with suppress(OperationalError):  # the view answers that the database is busy or away
            if known := _known(asked, request):
                return _response_of(known, request)
        response = self.get_response(request)
        source = getattr(request, "made_of", None)
        if source and _is_cacheable(response):
            _cache(asked, source, request, response)
        return response


def _known(asked: Asked, request: HttpRequest) -> CachedAnswer | None:
    """The answer without the view: from the cache, or in the form of another one."""
    cached = CACHE.get(asked.whole, WHOLE)
    if cached and _is_right(cached.extra.source, asked.token):
        return cached
    written = _written_as_before(asked, request)
    if written:
        CACHE.store({asked.whole: written}, WHOLE)
    return written


def _cache(asked: Asked, source: Source, request: HttpRequest, response: HttpResponse) -> None:
    """Cache a view's response, and its form if any order would be answered like this."""
    # A copy: what orjson has written occupies at least 4 KiB.
    body = bytes(memoryview(response.content))
    extra = CachedResponse(source, response.status_code, dict(response.items()), _without_tried(request.resolver_match))
    CACHE.store({asked.whole: _answer(body, extra)}, WHOLE)
    if response.status_code == 200 and "HTTP_IF_NONE_MATCH" not in request.META:
        CACHE.store({asked.form: _answer(b"", extra)}, FORM)


def _answer(body: bytes, response: CachedResponse) -> CachedAnswer:
    source = response.source
    room = OF_RESPONSES + OF_A_FIELD * len(source.shape.fields or ())
    return CachedAnswer(source.state, body, response, room)


def _is_cacheable(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    return response.status_code in CACHED_STATUSES and isinstance(response, HttpResponse) and not response.cookies


def _response_of(cached: CachedAnswer, request: HttpRequest) -> HttpResponse:
    request.resolver_match = cached.extra.match
    response = HttpResponse(cached.body, status=cached.extra.status)
    response.headers = ResponseHeaders(cached.extra.headers)
    return response


def _asked(request: HttpRequest) -> Asked | None:
    """What a request asks, with keys that are as long for all; None if its response may not be cached."""
    meta = request.META
    query = meta.get("QUERY_STRING", "")
    if request.method != "GET" or any(map(meta.get, OTHERS)) or is_dialect(request):
        return None
    if not SELECTION.fullmatch(query) or meta.get("CONTENT_LENGTH") not in (None, "", "0"):
        return None
    token = bearer_token(request)
    if not token:
        return None
    folder = request.path.rstrip("/").rpartition("/")[0]
    manner = query, token, *map(meta.get, HEADERS)
    return Asked(token, _digest(request.path, manner), _digest(folder, manner))


def _digest(path: str, manner: tuple[str | None, ...]) -> bytes:
    return sha256(repr((path, manner)).encode()).digest()


def _is_right(source: Source, token: str) -> bool:
    """Whether the answer would be the same now, and the caller may have it."""
    column, value = reference_in(source.reference)
    holder, state = holder_beside(state_by(column), {"reference": value}, token, at=timezone.now())
    if holder is None or (holder.caller, state) != (source.caller, source.state):
        return False
    return seconds_until_allowed(holder.caller) is None


def _written_as_before(asked: Asked, request: HttpRequest) -> CachedAnswer | None:
    """The response to a caller who was answered in this form for another order, if there is one."""
    known = CACHE.get(asked.form, FORM)
    match = _match_of(request) if known else None
    if known is None or match is None or match.view_name != known.extra.match.view_name:
        return None
    source, reference = known.extra.source, match.kwargs["ref"]
    holder, rendered = render_beside_holder(asked.token, timezone.now(), reference, source.shape, source.caller)
    if holder is None or rendered is None or holder.caller != source.caller:
        return None
    if seconds_until_allowed(holder.caller) is not None:
        return None
    own = {"ETag": rendered.etag, "Content-Length": str(len(rendered.body))}
    source = source._replace(reference=reference, state=rendered.state)
    extra = CachedResponse(source, 200, {**known.extra.headers, **own}, match)
    return _answer(rendered.body, extra)


def _match_of(request: HttpRequest) -> ResolverMatch | None:
    try:
        return _without_tried(resolve(request.path_info, getattr(request, "urlconf", None)))
    except Resolver404:
        return None


def _without_tried(match: ResolverMatch | None) -> ResolverMatch | None:
    """A match without the paths that were tried before: they are more than the answer itself."""
    if match:
        match.tried = None
    return match
