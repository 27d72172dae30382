"""Where webhooks may go: to public hosts, never to private networks."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult

from django.conf import settings

from common.errors import InvalidInput, Sentence
from common.web_addresses import parts_of

PORTS = {"https": 443, "http": 80}
ASSIGNED = IPv6Network("2000::/3")
"""The globally assigned part of IPv6; NAT64, site-local and multicast addresses lie outside it."""

NOT_PUBLIC = [
    ip_network(text)
    for text in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
        "2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16"
    ).split()
]
"""The special-purpose ranges of IANA's registries (RFC 6890 and its successors), kept here because each version of
Python knows others."""


class NotPublic(OSError):
    """The host has a non-public address."""

    def __init__(self) -> None:
        super().__init__("The host's address is not a public one.")


@dataclass(frozen=True, slots=True)
class Destination:
    """The parts of an endpoint's URL; `target` is what follows the host."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"


def destination_of(url: str) -> Destination:
    """An endpoint's address, taken apart.

    Raises:
        InvalidInput: on `url`; it is no address that webhooks can go to.
    """
    parts = _split(url)
    if parts.scheme not in (PORTS if settings.WEBHOOK_PRIVATE_NETWORKS else ("https",)):
        raise InvalidInput.on("url", code="not_https", sentence=Sentence("The URL must begin with https://."))
    host = str(parts.hostname)
    address = _literal(host)
    if address and not (settings.WEBHOOK_PRIVATE_NETWORKS or is_public(address)):
        raise InvalidInput.on("url", code="private_address", sentence=Sentence("The URL's address is not public."))
    query = f"?{parts.query}" if parts.query else ""
    return Destination(parts.scheme, host, parts.port or PORTS[parts.scheme], f"{parts.path or '/'}{query}")


def addresses_of(destination: Destination) -> list[tuple[Any, ...]]:
    """The socket addresses of a destination's host, all of which may be connected to.

    Raises:
        OSError: the host is not known, or (`NotPublic`) one of its addresses is not public.
    """
    found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
    addresses = [address for *_, address in found]
    if not settings.WEBHOOK_PRIVATE_NETWORKS and not all(is_public(ip_address(host)) for host, *_ in addresses):
        raise NotPublic
    return addresses


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is the address of one public host, and embeds no other address (6to4, Teredo)."""
    if isinstance(address, IPv6Address) and address not in ASSIGNED:
        return False
    return not any(address in network for network in NOT_PUBLIC if network.version == address.version)


def _split(url: str) -> SplitResult:
    parts = parts_of(url)
    if parts is None or parts.port == 0 or parts.username or parts.password or parts.fragment:
        sentence = Sentence("This must be a URL with a host, without a user name or a fragment.")
        raise InvalidInput.on("url", code="invalid", sentence=sentence)
    return parts


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is written as, if it is not a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None
