"""`Authorization: Bearer …`."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from oauth2_provider.models import AccessToken

from access import tokens
from access.models import ApiClient
from access.services import create_api_key, issue_customer_token
from tests.access.urls import desk


@pytest.fixture
def storefront(new_client):
    return new_client("orders:read", "orders:write", "payments:read", "cancellations:read").client


def customer_bearer(storefront, customer, **asked):
    asked = {"scopes": None, "seconds": 600, "at": timezone.now()} | asked
    token = issue_customer_token(customer.id, client=storefront.client_id, **asked)
    return {"authorization": f"Bearer {token.secret}"}


def test_a_client_is_known_by_its_token(api, bearer, channel, other_channel):
    header = bearer("orders:read", "events:read", channels=[channel, other_channel])

    answer = api.get("/api/everybody/", headers=header)

    caller = desk.callers[-1]
    assert answer.json()["kind"] == "client"
    assert caller.name == "Storefront"
    assert caller.id == ApiClient.objects.get().client_id
    assert caller.scopes == {"orders:read", "events:read"}
    assert caller.channels == {channel.id, other_channel.id}
    assert caller.ip == "127.0.0.1"


def test_a_client_sees_the_orders_of_its_channels_only(api, bearer, new_order, new_customer, channel, other_channel):
    new_order("2026-00001")
    new_order("2026-00002", customer=new_customer(channel=other_channel))

    answer = api.get("/api/reading/", headers=bearer("orders:read"))

    assert answer.json()["orders"] == ["2026-00001"]


def test_a_client_without_channels_reaches_nothing(api, storefront, new_order):
    new_order()
    key = create_api_key(storefront)
    storefront.channels.clear()

    answer = api.get("/api/reading/", headers={"authorization": f"Bearer {key.secret}"})

    assert answer.json()["orders"] == []


@pytest.mark.parametrize(
    "written",
    ["Bearer", "Bearer ", "Bearer nonsense", "bearer nonsense", "Bearer customer_nonsense", "Bearer a b", "Bearer é"],
)
def test_an_unknown_token_is_a_401_with_a_challenge(db, api, written):
    answer = api.get("/api/everybody/", headers={"authorization": written})

    assert answer.status_code == 401
    assert answer.json()["code"] == "invalid_token"
    assert answer["WWW-Authenticate"] == 'Bearer realm="Orders Service", error="invalid_token"'


def test_without_credentials_the_challenge_names_no_error(db, api):
    answer = api.get("/api/reading/")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Orders Service"'


def test_another_scheme_than_bearer_is_nobody(db, api):
    answer = api.get("/api/reading/", headers={"authorization": "Basic dXNlcjpwYXNz"})

    assert answer.status_code == 401
    assert "error" not in answer["WWW-Authenticate"]


def test_a_token_that_has_run_out_is_refused(api, bearer):
    header = bearer("orders:read")
    AccessToken.objects.update(expires=timezone.now() + timedelta(seconds=60))
    assert api.get("/api/reading/", headers=header).status_code == 200

    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        answer = api.get("/api/reading/", headers=header)

    assert answer.status_code == 401


def test_switching_a_client_off_ends_its_tokens(api, bearer):
    header = bearer("orders:read")
    ApiClient.objects.update(enabled=False)

    assert api.get("/api/reading/", headers=header).status_code == 401


def test_a_scope_taken_from_the_client_is_gone_from_its_tokens(api, bearer):
    header = bearer("orders:read", "events:read")
    ApiClient.objects.update(allowed_scopes=["events:read"])

    answer = api.get("/api/reading/", headers=header)

    assert answer.status_code == 403
    assert desk.callers == []


def test_one_statement_finds_a_client(api, bearer, channel, other_channel, django_assert_num_queries):
    header = bearer("orders:read", channels=[channel, other_channel])

    with django_assert_num_queries(2):  # the token; the orders that the view shows
        api.get("/api/reading/", headers=header)


def test_a_token_can_act_as_one_customer(api, storefront, new_order, new_customer):
    customer = new_customer()
    new_order("2026-00001", customer=customer)
    new_order("2026-00002")

    answer = api.get("/api/reading/", headers=customer_bearer(storefront, customer))

    caller = desk.callers[-1]
    assert answer.json() == {"kind": "customer", "orders": ["2026-00001"]}
    assert caller.id == str(customer.id)
    assert caller.name == "customer-17@example.com"
    assert caller.customers == {customer.id}
    assert caller.channels == frozenset()
    assert caller.scopes == {"orders:read", "payments:read", "cancellations:read"}


def test_one_statement_finds_a_customer(api, storefront, new_customer, django_assert_num_queries):
    header = customer_bearer(storefront, new_customer())

    with django_assert_num_queries(2):  # the token; the orders that the view shows
        api.get("/api/reading/", headers=header)


def test_a_customers_token_ends_in_time(api, storefront, new_customer):
    header = customer_bearer(storefront, new_customer(), seconds=60)

    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        answer = api.get("/api/reading/", headers=header)

    assert answer.status_code == 401


@pytest.mark.parametrize(
    "end",
    [
        lambda storefront: ApiClient.objects.update(enabled=False),
        lambda storefront: storefront.channels.clear(),
        lambda storefront: storefront.delete(),
    ],
    ids=["switched off", "channel taken away", "deleted"],
)
def test_a_customers_token_ends_with_its_storefront(api, storefront, new_customer, end):
    header = customer_bearer(storefront, new_customer())
    end(storefront)

    assert api.get("/api/reading/", headers=header).status_code == 401


def test_a_customers_token_ends_when_its_storefront_moves_to_another_channel(
    api, storefront, new_client, new_customer, other_channel
):
    header = customer_bearer(storefront, new_customer())
    new_client("orders:read")  # which stays in the customer's channel
    storefront.channels.set([other_channel])

    assert api.get("/api/reading/", headers=header).status_code == 401


def test_a_scope_taken_from_the_storefront_is_gone_from_its_customers_tokens(api, storefront, new_customer):
    header = customer_bearer(storefront, new_customer())
    ApiClient.objects.update(allowed_scopes=["payments:read"])

    assert api.get("/api/reading/", headers=header).status_code == 403


@pytest.fixture
def remembering(settings):
    """Tokens are remembered for a second."""
    settings.TOKENS_REMEMBERED_SECONDS = 1
    yield
    tokens._remembered.clear()


def test_a_token_is_looked_up_once_a_second(api, bearer, remembering, django_assert_num_queries):
    header = bearer("orders:read")
    now = timezone.now()

    for seconds, queries in [(0, 2), (0.9, 1), (1, 2)]:  # the token; the orders that the view shows
        with time_machine.travel(now + timedelta(seconds=seconds), tick=False), django_assert_num_queries(queries):
            assert api.get("/api/reading/", headers=header).status_code == 200


@pytest.mark.parametrize(("later", "status"), [(0.9, 200), (1, 401)])
def test_a_client_that_is_switched_off_is_let_in_for_no_more_than_a_second(api, bearer, remembering, later, status):
    header = bearer("orders:read")
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        api.get("/api/reading/", headers=header)
    ApiClient.objects.update(enabled=False)

    with time_machine.travel(now + timedelta(seconds=later), tick=False):
        assert api.get("/api/reading/", headers=header).status_code == status


def test_a_remembered_token_ends_in_time(api, storefront, new_customer, remembering):
    now = timezone.now()
    header = customer_bearer(storefront, new_customer(), seconds=60, at=now)
    with time_machine.travel(now + timedelta(seconds=59.5), tick=False):
        assert api.get("/api/reading/", headers=header).status_code == 200

    with time_machine.travel(now + timedelta(seconds=60), tick=False):
        assert api.get("/api/reading/", headers=header).status_code == 401


def test_a_bearer_token_beats_a_session(api, bearer, staff):
    api.force_login(staff)

    answer = api.post("/api/everybody/", headers=bearer("orders:read"))

    assert answer.json()["kind"] == "client"


def test_a_wrong_bearer_token_is_not_made_good_by_a_session(api, staff):
    api.force_login(staff)

    assert api.get("/api/everybody/", headers={"authorization": "Bearer nonsense"}).status_code == 401


def test_a_wrong_bearer_token_is_not_made_good_by_an_order_token(api, new_order):
    order = new_order()

    answer = api.get("/api/reading/", {"token": order.token}, headers={"authorization": "Bearer nonsense"})

    assert answer.status_code == 401
