"""Addresses on the network, as databases take them."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address


def ip_of(text: str) -> str | None:
    """The address in one spelling; None for what is none.

    It has no zone (`fe80::1%eth0`), which means something on one machine only, and IPv4 inside IPv6 is IPv4.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    within = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(within or address)
