"""Where a request came from, behind proxies or not."""

import pytest
from django.test import RequestFactory
from rest_framework.settings import api_settings

from access.client_ip import client_ip, household_ip


@pytest.fixture
def proxies(monkeypatch):
    return lambda number: monkeypatch.setattr(api_settings, "NUM_PROXIES", number, raising=False)


def request(peer="10.0.0.1", forwarded=None):
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return RequestFactory(REMOTE_ADDR=peer).get("/", headers=headers)


def test_without_proxies_the_peer_counts_whatever_it_claims(proxies):
    proxies(0)

    assert client_ip(request(forwarded="203.0.113.7")) == "10.0.0.1"


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "203.0.113.3"), (2, "203.0.113.2"), (3, "203.0.113.1"), (9, "203.0.113.1")]
)
def test_behind_proxies_the_address_counts_that_the_outermost_of_ours_saw(proxies, number, expected):
    proxies(number)

    assert client_ip(request(forwarded="203.0.113.1, 203.0.113.2, 203.0.113.3")) == expected


@pytest.mark.parametrize("forwarded", ["unknown", "", " ", "1.2.3.4.5", "<script>"])
def test_what_is_no_address_is_not_believed(proxies, forwarded):
    proxies(1)

    assert client_ip(request(forwarded=forwarded)) == "10.0.0.1"


def test_ipv6_is_written_in_one_way(proxies):
    proxies(1)

    assert client_ip(request(forwarded="2001:DB8:0:0:0:0:0:1")) == "2001:db8::1"


def test_the_zone_of_an_address_in_the_local_network_is_left_out(proxies):
    proxies(1)

    assert client_ip(request(peer="fe80::1%eth0")) == client_ip(request(forwarded="fe80::1%25eth0")) == "fe80::1"
    assert household_ip(request(peer="fe80::1%eth0")) == "fe80::"


def test_behind_a_unix_socket_nobody_knows(proxies):
    proxies(0)

    assert client_ip(request(peer="")) is None


def test_ipv4_behind_an_ipv6_socket_is_ipv4(proxies):
    proxies(0)

    assert client_ip(request(peer="::ffff:203.0.113.7")) == "203.0.113.7"


@pytest.mark.parametrize(
    ("peer", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:0:7:aaaa::1", "2001:db8:0:7::"),
        ("2001:db8:0:7:bbbb::2", "2001:db8:0:7::"),
        ("2001:db8:0:8::1", "2001:db8:0:8::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", None),
    ],
)
def test_a_household_counts_as_one_however_many_addresses_it_has(proxies, peer, counted):
    proxies(0)

    assert household_ip(request(peer=peer)) == counted
