"""An order that is asked for again is answered from memory, and never as it no longer is, nor to whoever lost it."""

import gc
import logging
import tracemalloc
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils import timezone

from access.models import ApiClient
from addresses.models import CustomerAddress
from common.actors import SYSTEM
from orders import cached_response
from orders.answer_cache import AnswerCache
from orders.models import Channel, Order
from orders.serializers.resources import OrderSerializer
from orders.update import update_order
from payments.models import Payment, Refund
from tests.orders.lost_rights import LOST_RIGHTS
from tests.orders.test_whole_life import Walk, walk_through

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="Other databases cache nothing.")
NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def views(monkeypatch):
    """How many requests were left to their view since."""
    asked, is_right = [], cached_response._is_right

    def watched(source, token):
        asked.append(is_right(source, token))
        return asked[-1]

    monkeypatch.setattr(cached_response, "_is_right", watched)
    return asked


@pytest.fixture
def url(order):
    return f"/api/v1/orders/{order.ref}/"


@pytest.fixture
def payment(order):
    now = timezone.now()
    return Payment.objects.create(
        order=order, method="bank-transfer", amount=order.total, currency="USD", created_at=now, updated_at=now
    )


def headers_of(answer):
    return dict(answer.items())


def test_the_same_is_answered_again(api, url, views):
    first, again = api.get(url), api.get(url)

    assert views == [True]
    assert (again.status_code, again.content, headers_of(again)) == (200, first.content, headers_of(first))


def test_what_is_asked_takes_no_room(api, url, monkeypatch):
    monkeypatch.setattr(cached_response, "CACHE", AnswerCache(most_bytes=10_000))
    api.get(f"{url}?fields={'ref,' * 9_000}ref", headers={"Accept": "application/json" + ", text/html" * 900})

    assert [len(key) for key, _ in cached_response.CACHE._answers] == [32, 32]


@pytest.mark.parametrize("fields", ["ref", ",".join(OrderSerializer.Meta.fields)], ids=["a field", "all fields"])
@pytest.mark.parametrize("payments", [0, 300])
def test_cached_responses_take_the_room_that_is_counted(api, order, url, monkeypatch, fields, payments):
    paid = {"method": "bank-transfer", "amount": 1, "currency": "USD", "created_at": NOON, "updated_at": NOON}
    Payment.objects.bulk_create(Payment(order=order, **paid) for _ in range(payments))
    monkeypatch.setattr(cached_response, "CACHE", AnswerCache(most_bytes=10_000_000))
    monkeypatch.setattr(logging.getLogger("orders_service.requests"), "disabled", True)
    api.get(f"{url}?fields={fields}")
    tracemalloc.start()
    before, counted = tracemalloc.get_traced_memory()[0], cached_response.CACHE._bytes

    for number in range(200):
        api.get(f"{url}?fields={fields}", headers={"If-None-Match": f'"{number}", *'})

    gc.collect()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert len(cached_response.CACHE._answers) == 202
    assert taken < 1.25 * (cached_response.CACHE._bytes - counted)


def test_nothing_new_is_answered_again(api, url, views):
    known = {"If-None-Match": api.get(url)["ETag"]}
    first, again = api.get(url, headers=known), api.get(url, headers=known)

    assert views == [True]
    assert (again.status_code, again.content, headers_of(again)) == (304, b"", headers_of(first))


@pytest.mark.parametrize("fields", ["ref", "ref,status,items", "ref%2Cstatus"])
def test_a_selection_of_fields_is_answered_again(api, url, views, fields):
    asked = f"{url}?fields={fields}"
    whole, first, again = api.get(url), api.get(asked), api.get(asked)

    assert views == [True]
    assert (again.content, headers_of(again)) == (first.content, headers_of(first))
    assert list(again.json()) == [name for name in whole.json() if name in fields.replace("%2C", ",").split(",")]


def test_unknown_fields_are_refused_again(api, url, views):
    answers = [api.get(f"{url}?fields={fields}") for fields in ("ref", "nonsense", "nonsense", "ref%00")]

    assert [answer.status_code for answer in answers] == [200, 400, 400, 400]
    assert views == []


@pytest.mark.parametrize("query", ["?fields=ref&expand=payments", "?expand=payments", "?format=xml", "?unknown=1"])
def test_other_questions_are_answered_by_the_view(api, url, views, query):
    api.get(url)
    first, again = api.get(url + query), api.get(url + query)

    assert views == []
    assert again.content == first.content


@pytest.mark.parametrize(
    "headers", [{"Accept": "application/xml"}, {"X-Order-Token": "unknown"}, {"If-None-Match": '"0"'}]
)
def test_other_headers_are_other_questions(api, url, views, headers):
    api.get(url)
    api.get(url, headers=headers)

    assert views == []


def test_every_row_that_an_answer_shows_counts(api, order, payment, url, views):
    refund = Refund.objects.create(
        payment=payment, amount=1, status="failed", created_at=timezone.now(), updated_at=timezone.now()
    )
    api.get(url)
    for change in (
        lambda: Order.objects.filter(pk=order.pk).update(customer_note="Ring twice."),
        lambda: Payment.objects.filter(pk=payment.pk).update(detail="From afar."),
        lambda: Refund.objects.filter(pk=refund.pk).update(failure_detail="No such account."),
        lambda: Channel.objects.filter(pk=order.channel_id).update(code="renamed"),
        lambda: CustomerAddress.objects.filter(pk=order.billing_address_id).update(line="2 Other Street"),
    ):
        before = api.get(url).json()
        change()
        assert api.get(url).json() != before

    assert views == [True, False] * 5


def test_a_change_is_seen_at_once(api, order, url, views):
    api.get(url)
    update_order(order, actor=SYSTEM, at=timezone.now(), changes={"customer_note": "Ring twice."})

    assert api.get(url).json()["customer_note"] == "Ring twice."
    assert views == [False]


@LOST_RIGHTS
def test_who_lost_the_right_is_refused_at_once(client_for, channel, url, views, change, status):
    api = client_for("orders:read", channels=[channel])
    assert api.get(url).status_code == api.get(url).status_code == 200
    change(ApiClient.objects.latest("created"))

    assert api.get(url).status_code == status
    assert views == [True, False]


def test_a_right_that_is_given_shows_more_at_once(client_for, channel, order, payment, url):
    api = client_for("orders:read", channels=[channel])
    assert "payments" not in api.get(url).json()
    client = ApiClient.objects.latest("created")
    client.accesstoken_set.update(scope="orders:read payments:read")
    ApiClient.objects.filter(pk=client.pk).update(allowed_scopes=["orders:read", "payments:read"])

    assert api.get(url).json()["payments"]


def test_what_is_answered_again_counts_for_the_throttle(api, url, settings):
    settings.THROTTLES = settings.THROTTLES | {"client": "3/min"}

    assert [api.get(url).status_code for _ in range(5)] == [200, 200, 200, 429, 429]


def test_callers_do_not_share_answers(api, client_for, channel, url, payment):
    without_payments = client_for("orders:read", channels=[channel])

    assert "payments" in api.get(url).json()
    assert "payments" not in without_payments.get(url).json()


def test_a_page_of_an_other_kind_is_not_kept(api, staff_api, guest, order, url, views):
    for caller, path in ((staff_api, url), (guest, f"{url}?token={order.token}"), (api, "/api/v1/orders/last/")):
        assert caller.get(path).status_code == caller.get(path).status_code

    assert views == []


def test_an_answer_again_is_logged_and_counted(api, order, url, client, caplog):
    counted = (
        'django_http_requests_total_by_view_transport_method_total{method="GET",transport="http",view="order-detail"}'
    )

    def count():
        text = client.get("/metrics").content.decode()
        return next((float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(counted)), 0)

    before = count()
    caplog.set_level("INFO")
    api.get(url), api.get(url)

    assert count() == before + 2
    lines = [record.msg for record in caplog.records if record.name == "orders_service.requests"]
    assert [(line["code"], line["request"]) for line in lines] == [(200, f"GET {url}")] * 2


def test_no_command_leaves_an_order_as_it_was_kept(api, settings, monkeypatch):
    """The whole life that the docs tell, with a look at the order after each step."""

    class Looking(Walk):
        def http(self, block):
            super().http(block)
            refs = [row["ref"] for row in self.api.get("/api/v1/orders/?fields=ref").json()["results"]]
            for ref in refs:
                kept = self.api.get(f"/api/v1/orders/{ref}/").json()
                with monkeypatch.context() as patch:
                    patch.setattr(cached_response, "CACHE", AnswerCache(most_bytes=0))
                    assert kept == self.api.get(f"/api/v1/orders/{ref}/").json()

    walk_through(Looking(api), settings)
