"""Where a request came from."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_network

from django.http import HttpRequest
from rest_framework.settings import api_settings

from common.ip_addresses import ip_of


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


def household_ip(request: HttpRequest) -> str | None:
    """The address by which guesses are counted: for IPv6 the first of the household's network."""
    address = client_ip(request)
    return network_of(address).partition("/")[0] if address else None


def network_of(address: str) -> str:
    """The network of an address: for IPv6 the prefix that a provider assigns to one household."""
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address


_address = lru_cache(maxsize=4096)(ip_of)
