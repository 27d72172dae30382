"""Where a dialect is reached: below `/dialects/<name>/`, or at the root of a host of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix, set_urlconf

from dialects.common.dialect import Dialect

_BELOW = re.compile(r"/+dialects/+([a-z]+)(?=/|$)")
_SLASHES = re.compile(r"/{2,}")
OWN_PAGES = ("/schema/", "/docs/")
"""Paths below a dialect's own that the service itself answers: its description."""


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a caller reached a dialect. `prefix` precedes the document's own paths, `origin` precedes that in absolute
    addresses."""

    dialect: Dialect
    prefix: str
    origin: str


class DialectMiddleware:
    """Hands the requests of a dialect to its own map, as if nothing else were there.

    The prefix becomes Django's script prefix: whatever `reverse` says follows the way by which the caller came. Both
    spellings of a last slash are served, without a redirect, and doubled slashes count once.
    """

    dialects: Mapping[str, Dialect] = {}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = self._at_host(request) or self._below_path(request)
        if found is None:
            return self.get_response(request)
        mount, rest = found
        with _entered(request, mount, rest):
            return self.get_response(request)

    def _at_host(self, request: HttpRequest) -> tuple[Mount, str] | None:
        if not settings.DIALECT_HOSTS:
            return None
        try:
            host = request.get_host().lower()
        except DisallowedHost:
            return None
        known = next((name for name in (host, host.rpartition(":")[0]) if name in settings.DIALECT_HOSTS), None)
        if known is None:
            return None
        scheme = urlsplit(settings.PUBLIC_URL).scheme
        spoken = host if host == f"{known}:{request.get_port()}" else known
        return Mount(self.dialects[settings.DIALECT_HOSTS[known]], "", f"{scheme}://{spoken}"), request.path_info

    def _below_path(self, request: HttpRequest) -> tuple[Mount, str] | None:
        below = _BELOW.match(request.path_info)
        if below is None or below[1] not in settings.DIALECTS:
            return None
        rest = _SLASHES.sub("/", f"{request.path_info[below.end() :]}/")
        if rest in OWN_PAGES:
            return None
        mount = Mount(self.dialects[below[1]], f"/dialects/{below[1]}", settings.PUBLIC_URL)
        return mount, request.path_info[below.end() :]


@contextmanager
def _entered(request: HttpRequest, mount: Mount, rest: str) -> Iterator[None]:
    """The request as the dialect's own map sees it."""
    before = get_script_prefix()
    script = before.rstrip("/") + mount.prefix
    request.mount = mount  # type: ignore[attr-defined]
    request.urlconf = mount.dialect.urlconf  # type: ignore[assignment]
    request.path_info = mount.dialect.spelled(_SLASHES.sub("/", f"/{rest}"))
    request.path = script + request.path_info
    set_script_prefix(f"{script}/")
    try:
        yield
    finally:
        set_script_prefix(before)
        set_urlconf(None)
