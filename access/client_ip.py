"""Where a request came from."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest
from rest_framework.settings import api_settings


def client_ip(request: HttpRequest) -> str | None:
    """The caller's address, or None if it is not known (a server behind a Unix socket, without a trusted proxy).

    `X-Forwarded-For` counts as far as the proxies we trust wrote it (`NUM_PROXIES`): the caller can send that header
    too, and the proxies add to its end.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    proxies: int = api_settings.NUM_PROXIES or 0
    if not proxies or not forwarded:
        return _address(peer)
    hops = forwarded.split(",")
    return _address(hops[-min(proxies, len(hops))].strip()) or _address(peer)


def _address(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None
