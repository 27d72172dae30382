"""The token of one order opens that order, for whoever holds it."""

import pytest

from tests.access.urls import desk


@pytest.fixture
def order(new_order):
    new_order("2026-00002")
    return new_order("2026-00001")


@pytest.mark.parametrize("way", ["header", "parameter"])
def test_a_guest_reaches_the_order_whose_token_they_hold(api, order, way):
    if way == "header":
        answer = api.get("/api/reading/", headers={"x-order-token": order.token})
    else:
        answer = api.get("/api/reading/", {"token": order.token})

    assert answer.json() == {"kind": "guest", "orders": ["2026-00001"]}
    assert desk.callers[-1].is_buyer


def test_a_made_up_token_opens_nothing(api, order):
    assert api.get("/api/reading/", {"token": "made-up"}).json()["orders"] == []


@pytest.mark.parametrize("token", ["", "\0", "é", "\ud800".encode("utf-8", "surrogatepass"), "x" * 5000])
def test_a_strange_token_opens_nothing_and_breaks_nothing(api, order, token):
    answer = api.get("/api/everybody/", {"token": token})

    assert answer.status_code == 200
    assert answer.json()["orders"] == []


def test_of_two_tokens_the_one_in_the_header_counts(api, order):
    answer = api.get("/api/reading/", {"token": "token-of-2026-00002"}, headers={"x-order-token": order.token})

    assert answer.json()["orders"] == ["2026-00001"]


def test_a_signed_in_customer_can_open_one_more_order_by_its_token(api, order, person, new_customer, new_order):
    new_order("2026-00003", customer=new_customer(user=person))
    api.force_login(person)

    answer = api.get("/api/reading/", {"token": order.token})

    assert answer.json() == {"kind": "customer", "orders": ["2026-00001", "2026-00003"]}


def test_a_client_can_read_one_more_order_by_its_token(api, order, bearer, other_channel):
    header = bearer("orders:read", channels=[other_channel])

    answer = api.get("/api/reading/", {"token": order.token}, headers=header)

    assert answer.json() == {"kind": "client", "orders": ["2026-00001"]}


def test_a_client_cannot_write_to_another_channels_order_by_its_token(api, order, bearer, other_channel):
    header = bearer("orders:read", "orders:write", channels=[other_channel])

    answer = api.post("/api/writing/", headers=header | {"x-order-token": order.token})

    assert answer.json() == {"kind": "client", "orders": []}


def test_a_client_cannot_pay_another_channels_order_by_its_token(api, order, bearer, other_channel):
    header = bearer("payments:write", channels=[other_channel])

    answer = api.post("/api/paying/", headers=header | {"x-order-token": order.token})

    assert answer.json() == {"kind": "client", "orders": []}


def test_guests_holding_different_tokens_do_not_share_idempotency_keys(api, order):
    for token in (order.token, "token-of-2026-00002"):
        api.get("/api/reading/", {"token": token})

    one, other = (caller.key_owner for caller in desk.callers)
    assert one != other
    assert order.token not in one
