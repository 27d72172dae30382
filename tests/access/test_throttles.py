"""How many requests a caller may send."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from access import throttles
from access.throttles import rate_of
from tests.access.urls import desk


@pytest.fixture(autouse=True)
def a_quarter_past():
    """Fifteen seconds into a minute, and no time passes."""
    with time_machine.travel(datetime(2026, 1, 1, 12, 0, 15, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def rates(settings):
    def set_rates(**rates):
        settings.THROTTLES = dict.fromkeys(("client", "staff", "customer", "guest"), "") | rates

    set_rates()
    return set_rates


def statuses(api, times, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return [api.get("/api/everybody/", headers=headers).status_code for _ in range(times)]


def test_what_exceeds_the_rate_is_refused_until_the_next_minute(db, api, rates, a_quarter_past):
    rates(guest="2/min")

    assert statuses(api, 2) == [200, 200]
    answer = api.get("/api/everybody/")

    assert answer.status_code == 429
    assert answer["Retry-After"] == "45"
    assert len(desk.callers) == 2
    a_quarter_past.shift(44.9)
    assert statuses(api, 1) == [429]
    a_quarter_past.shift(0.1)
    assert statuses(api, 2) == [200, 200]


def test_clients_are_counted_apart(api, rates, bearer):
    rates(client="1/min")
    one, other = bearer("orders:read"), bearer("orders:read")

    assert statuses(api, 2, **one) == [200, 429]
    assert statuses(api, 1, **other) == [200]


def test_a_client_is_counted_once_whatever_token_it_uses(api, rates, new_client):
    from access.services import create_api_key

    rates(client="1/min")
    client = new_client("orders:read").client

    keys = [create_api_key(client).secret for _ in range(2)]

    assert [statuses(api, 1, authorization=f"Bearer {key}") for key in keys] == [[200], [429]]


def test_each_kind_of_caller_has_its_own_rate(api, rates, staff, person):
    rates(staff="2/min", customer="1/min")
    api.force_login(staff)
    assert statuses(api, 3) == [200, 200, 429]
    api.force_login(person)
    assert statuses(api, 2) == [200, 429]


def test_guests_are_counted_by_their_order_token_wherever_they_call_from(api, rates, new_order, monkeypatch):
    rates(guest="2/min")
    monkeypatch.setattr("rest_framework.settings.api_settings.NUM_PROXIES", 1, raising=False)
    token = new_order().token

    answers = [statuses(api, 1, x_order_token=token, x_forwarded_for=f"203.0.113.{i}") for i in range(3)]

    assert answers == [[200], [200], [429]]


def test_making_up_order_tokens_does_not_lift_the_rate_of_an_address(db, api, rates):
    rates(guest="2/min")

    assert [statuses(api, 1, x_order_token=f"made-up-{i}") for i in range(3)] == [[200], [200], [429]]


def test_one_household_is_one_address_in_ipv6(db, api, rates, monkeypatch):
    rates(guest="1/min")
    monkeypatch.setattr("rest_framework.settings.api_settings.NUM_PROXIES", 1, raising=False)

    assert statuses(api, 1, x_forwarded_for="2001:db8:0:1::1") == [200]
    assert statuses(api, 1, x_forwarded_for="2001:db8:0:1::2") == [429]
    assert statuses(api, 1, x_forwarded_for="2001:db8:0:2::1") == [200]


@pytest.mark.parametrize("off", ["", "*/0"])
def test_a_rate_can_be_switched_off(db, api, rates, off):
    rates(guest=off)

    assert set(statuses(api, 30)) == {200}


@pytest.mark.parametrize("written", ["10", "10/minute", "0/min", "-1/min", "many/min", "10/min "])
def test_a_rate_that_cannot_be_read_is_no_rate(written):
    with pytest.raises(ImproperlyConfigured, match="is no rate"):
        rate_of(written)


@pytest.mark.parametrize(("written", "seconds"), [("5/sec", 1), ("5/min", 60), ("5/hour", 3600), ("5/day", 86400)])
def test_rates_are_written_a_second_a_minute_an_hour_or_a_day(written, seconds):
    assert (rate_of(written).requests, rate_of(written).seconds) == (5, seconds)


def test_a_full_cache_that_drops_a_counter_breaks_nothing(db, api, rates, monkeypatch):
    rates(guest="5/min")
    monkeypatch.setattr(throttles.cache, "add", lambda *args, **kwargs: cache.clear())

    assert statuses(api, 1) == [200]


def test_requests_without_valid_credentials_are_counted_by_address(db, api, rates, settings):
    settings.ROOT_URLCONF = "orders_service.urls"
    rates(unauthenticated="2/min")

    answers = [api.get("/api/v1/orders/", headers={"Authorization": f"Bearer {token}"}) for token in ("a", "b", "c")]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert answers[-1]["Retry-After"] == "45"


def test_processes_that_count_apart_share_what_nobody_may_ask(db, api, rates, settings):
    settings.ROOT_URLCONF = "orders_service.urls"
    settings.COUNTING_APART = 2
    rates(unauthenticated="4/min")

    answers = [api.get("/api/v1/orders/", headers={"Authorization": "Bearer a"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
