"""Another order is answered by one statement, exactly as its view would have answered it, or by the view."""

from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.utils import timezone, translation
from rest_framework.test import APIClient

from access.models import ApiClient
from access.scopes import SCOPES
from orders import cached_response, rendering
from orders.answer_cache import AnswerCache
from orders.models import Order
from payments.models import Payment
from tests.orders.lost_rights import LOST_RIGHTS

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="Other databases cache nothing.")


@pytest.fixture
def first(place):
    return place()


@pytest.fixture
def other(place):
    order, now = place(), timezone.now()
    Payment.objects.create(
        order=order, method="bank-transfer", amount=order.total, currency="USD", created_at=now, updated_at=now
    )
    return order


@pytest.fixture
def by_view(monkeypatch):
    """Asks with an empty cache."""

    def asked(connection, url):
        with monkeypatch.context() as patch:
            patch.setattr(cached_response, "CACHE", AnswerCache(most_bytes=0))
            return connection.get(url)

    return asked


@pytest.fixture
def written(monkeypatch):
    """Whether each request since was answered in the form of another one."""
    answered, write = [], cached_response._written_as_before

    def watched(asked, request):
        answer = write(asked, request)
        answered.append(answer is not None)
        return answer

    monkeypatch.setattr(cached_response, "_written_as_before", watched)
    return answered


def url_of(order, query=""):
    return f"/api/v1/orders/{order.ref}/{query}"


def told(answer):
    headers = {name: value for name, value in answer.items() if name != "X-Request-ID"}
    return answer.status_code, answer.content, headers


@pytest.mark.parametrize("query", ["", "?fields=ref,status,payments,items", "?fields=nonsense"])
@pytest.mark.parametrize(
    "scopes", [SCOPES, ["orders:read", "payments:read"], ["orders:read"], ["orders:read", "orders:write"]]
)
def test_another_order_is_answered_as_by_its_view(client_for, channel, first, other, by_view, written, scopes, query):
    api = client_for(*scopes, channels=[channel])
    api.get(url_of(first, query))
    answer = api.get(url_of(other, query))

    assert written[-1] is (answer.status_code == 200)
    assert told(answer) == told(by_view(api, url_of(other, query)))


def test_a_customer_is_answered_so_too(api, first, other, place, customer, by_view, written):
    issued = api.post(f"/api/v1/customers/{customer.id}/tokens/", {}, format="json").json()
    browser = APIClient()
    browser.credentials(HTTP_AUTHORIZATION=f"Bearer {issued['access_token']}")
    browser.get(url_of(first))
    answer = browser.get(url_of(other))

    assert written == [False, True]
    assert told(answer) == told(by_view(browser, url_of(other)))


def test_it_takes_one_statement(api, first, other, django_assert_num_queries, written):
    api.get(url_of(first))
    with django_assert_num_queries(1):  # the holder of the token, and the order
        api.get(url_of(other))

    assert written == [False, True]


@pytest.mark.parametrize("name", [lambda order: str(order.id), lambda order: order.id.hex, lambda order: order.ref])
def test_every_name_of_an_order_is_known(api, first, other, by_view, name, written):
    api.get(url_of(first))
    url = f"/api/v1/orders/{name(other)}"
    answer = api.get(url)

    assert written == [False, True]
    assert told(answer) == told(by_view(api, url))


def test_it_is_cached(api, first, other, written):
    api.get(url_of(first))
    answers = [told(api.get(url_of(other))) for _ in range(2)]

    assert answers[0] == answers[1]
    assert written == [False, True]


def test_a_change_of_a_cached_one_is_answered_so_too(api, first, by_view, written):
    api.get(url_of(first))
    Order.objects.filter(pk=first.pk).update(customer_note="Ring twice.", version=7)

    answer = api.get(url_of(first))

    assert written == [False, True]
    assert (answer["ETag"], answer.json()["customer_note"]) == ('"7"', "Ring twice.")
    assert told(answer) == told(by_view(api, url_of(first)))


def test_it_is_in_the_language_of_the_api_after_any_page(api, first, other, by_view, written):
    """The thread has served a page before, which leaves its language behind."""
    api.get(url_of(first))
    rendering._expression.cache_clear()
    translation.activate("tr")
    answer = api.get(url_of(other))

    assert written == [False, True]
    assert told(answer) == told(by_view(api, url_of(other)))


@pytest.mark.parametrize("path", ["last/", "all/", "never/", f"{UUID(int=7)}/", "%00/", "a b/", "../", "last/items/"])
def test_other_paths_are_the_views(api, first, by_view, path, written):
    api.get(url_of(first))
    url = f"/api/v1/orders/{path}"
    answer, right = api.get(url), by_view(api, url)

    assert (answer.status_code, answer.content) == (right.status_code, right.content)
    assert not any(written)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"0"'}, 200),
        ({"Accept": "application/xml"}, 200),
        ({"X-Order-Token": "unknown"}, 200),
    ],
)
def test_other_headers_are_the_views(api, first, other, headers, status, written):
    api.get(url_of(first))
    api.get(url_of(first), headers=headers)

    assert api.get(url_of(other), headers=headers).status_code == status
    assert not any(written)


def test_what_is_out_of_reach_stays_so(api, place, other_channel, first, by_view, written):
    foreign = place()
    Order.objects.filter(pk=foreign.pk).update(channel=other_channel)
    api.get(url_of(first))
    answer = api.get(url_of(foreign))

    assert answer.status_code == 404
    assert answer.content == by_view(api, url_of(foreign)).content
    assert not any(written)


def test_that_the_database_is_away_is_the_views_to_say(api, first, other, by_view, caplog):
    def away(*_):
        raise OperationalError

    api.get(url_of(first))
    caplog.set_level("INFO")
    with connection.execute_wrapper(away):
        answers = {order: told(api.get(url_of(order))) for order in (first, other)}
        assert answers == {order: told(by_view(api, url_of(order))) for order in (first, other)}

    logged = [record.msg for record in caplog.records if record.name == "orders_service.requests"]
    assert [line["code"] for line in logged[-4:]] == [503] * 4


@LOST_RIGHTS
def test_who_lost_the_right_is_refused_at_once(client_for, channel, first, other, written, change, status):
    api = client_for("orders:read", channels=[channel])
    api.get(url_of(first))
    change(ApiClient.objects.latest("created"))

    assert api.get(url_of(other)).status_code == status
    assert not any(written)


def test_who_was_given_a_right_sees_more_at_once(client_for, channel, first, other, written):
    api = client_for("orders:read", channels=[channel])
    api.get(url_of(first))
    client = ApiClient.objects.latest("created")
    client.accesstoken_set.update(scope="orders:read payments:read")
    ApiClient.objects.filter(pk=client.pk).update(allowed_scopes=["orders:read", "payments:read"])

    assert api.get(url_of(other)).json()["payments"]
    assert not any(written)


def test_it_counts_for_the_throttle(api, place, settings):
    settings.THROTTLES = settings.THROTTLES | {"client": "3/min"}

    assert [api.get(url_of(place())).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
