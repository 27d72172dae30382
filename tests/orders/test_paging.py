"""Lists of orders page by page, and walked from place to place."""

import pytest
from django.db import connection

from common.api import counting
from orders.models import Order
from tests.answers import refs, refusal, wrong


@pytest.fixture
def seven(place):
    """Seven orders, newest first."""
    return [place().ref for _ in range(7)][::-1]


def walked(connection, url, link="next"):
    """The refs on every page from here on."""
    while url:
        answer = connection.get(url)
        yield refs(answer)
        url = answer.json()[link]


def test_pages_hold_every_order_once(api, seven):
    pages = list(walked(api, "/api/v1/orders/?limit=3"))

    assert pages == [seven[:3], seven[3:6], seven[6:]]


def test_a_page_says_how_many_orders_there_are(api, seven):
    first = api.get("/api/v1/orders/?limit=3").json()

    assert first["count"] == 7
    assert "count_exact" not in first
    assert first["previous"] is None
    assert first["next"] == "http://localhost:8000/api/v1/orders/?limit=3&page=2"


def test_links_keep_the_filters(api, seven):
    page = api.get("/api/v1/orders/?limit=3&page=2&status=CREATED&ordering=ref").json()

    assert page["next"] == "http://localhost:8000/api/v1/orders/?limit=3&ordering=ref&page=3&status=CREATED"
    assert page["previous"] == "http://localhost:8000/api/v1/orders/?limit=3&ordering=ref&status=CREATED"


def test_an_empty_list_has_a_first_page(api):
    assert api.get("/api/v1/orders/").json() == {"count": 0, "next": None, "previous": None, "results": []}


@pytest.mark.parametrize("number", ["2", "999999999999999999"])
def test_past_the_end_there_is_nothing(api, order, number):
    refusal(api.get(f"/api/v1/orders/?page={number}"), 404, "page_not_found")


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=one", "page=", "limit=0", "limit=251", "limit=x", "limit="]
)
def test_pages_and_limits_are_numbers_in_their_range(api, query):
    assert wrong(api.get(f"/api/v1/orders/?{query}")) == {query.split("=")[0]: "invalid"}


def test_the_largest_page_has_250_rows(api, seven):
    assert refs(api.get("/api/v1/orders/?limit=250")) == seven


def test_a_walk_gives_every_order_once_and_back_again(api, seven):
    there = list(walked(api, "/api/v1/orders/?limit=3&cursor="))
    assert there == [seven[:3], seven[3:6], seven[6:]]

    last = api.get("/api/v1/orders/?limit=3&cursor=").json()
    while last["next"]:
        last = api.get(last["next"]).json()
    back = list(walked(api, last["previous"], link="previous"))

    assert [ref for page in reversed(back) for ref in page] == seven[:6]


def test_a_walk_does_not_count(api, seven):
    assert set(api.get("/api/v1/orders/?limit=3&cursor=").json()) == {"next", "previous", "results"}


def test_orders_that_come_meanwhile_do_not_disturb_a_walk(api, seven, place):
    first = api.get("/api/v1/orders/?limit=3&cursor=").json()
    place()

    assert refs(api.get(first["next"])) == seven[3:6]


def test_orders_of_the_same_moment_are_not_lost_on_a_walk(api, seven):
    Order.objects.update(date_placed=Order.objects.first().date_placed)

    pages = list(walked(api, "/api/v1/orders/?limit=2&cursor="))

    assert sorted(ref for page in pages for ref in page) == sorted(seven)


@pytest.mark.parametrize("cursor", ["x", "bm90aGluZw", "WyJhIixmYWxzZSxbXV0", "x" * 3000, "%00"])
def test_what_is_no_cursor_is_refused(api, cursor):
    assert wrong(api.get(f"/api/v1/orders/?cursor={cursor}")).keys() == {"cursor"}


@pytest.mark.parametrize("name", ["page=1", "count=exact"])
def test_a_walk_has_no_pages(api, name):
    assert wrong(api.get(f"/api/v1/orders/?cursor=&{name}")) == {name.split("=")[0]: "not_with_cursor"}


def test_beyond_the_limit_the_count_is_an_estimate_that_says_so(api, seven, monkeypatch):
    monkeypatch.setattr(counting, "EXACT_UP_TO", 2)
    estimated = api.get("/api/v1/orders/?limit=3").json()
    exact = api.get("/api/v1/orders/?limit=3&count=exact").json()

    assert exact["count"] == 7
    assert "count_exact" not in exact
    if counting.connections["default"].vendor == "postgresql":
        assert estimated["count_exact"] is False
        assert estimated["count"] >= 4
    else:
        assert estimated == exact | {"next": estimated["next"]}


@pytest.mark.parametrize("path", ["statuses", "notes", "history", "events"])
def test_the_records_of_an_order_are_paged_alike(api, order, path):
    url = f"/api/v1/orders/{order.ref}/{path}/"
    if path == "notes":
        api.post(url, [{"message": "One"}, {"message": "Two"}], format="json")
    if path == "history":
        earlier = {"amount": "1.00", "status": "complete", "type": "card", "currency": "EUR"}
        dated = [{"id": str(day), "order_date": f"2026-01-0{day}", **earlier} for day in (1, 2)]
        api.post(url, [{**entry, "order_date": entry["order_date"] + "T00:00:00Z"} for entry in dated], format="json")
    if path == "statuses":
        api.put(f"/api/v1/orders/{order.ref}/status/", {"status": "HOLD"}, format="json")
    if path == "events":
        api.patch(f"/api/v1/orders/{order.ref}/", {"customer_note": "Ring twice."}, format="json")

    whole = api.get(url).json()
    first = api.get(f"{url}?limit=1").json()
    second = api.get(first["next"]).json()
    walk = api.get(f"{url}?limit=1&cursor=").json()

    assert whole["count"] == first["count"] == 2
    assert first["results"] + second["results"] == whole["results"]
    assert walk["results"] == first["results"]
    assert api.get(walk["next"]).json()["results"] == second["results"]
    refusal(api.get(f"{url}?page=9"), 404, "page_not_found")
    assert wrong(api.get(f"{url}?limt=1")) == {"limt": "unknown_parameter"}


def test_links_lead_to_the_public_address_whatever_the_request_was_sent_to(api, place, settings):
    settings.PUBLIC_URL = "https://orders.example"
    settings.ALLOWED_HOSTS = ["inside"]
    [place() for _ in range(2)]

    page = api.get("/api/v1/orders/?limit=1", headers={"host": "inside:9999"}).json()

    assert page["next"] == "https://orders.example/api/v1/orders/?limit=1&page=2"
    assert page["results"][0]["url"].startswith("https://orders.example/api/v1/orders/")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite gives nothing up")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_search_that_takes_too_long_is_refused_naming_what_to_narrow(api, settings):
    settings.LIST_SECONDS = 0.05

    def slowly(execute, sql, params, many, context):
        is_search = 'ORDER BY "orders_order"."total"' in sql
        return execute(*(("SELECT pg_sleep(1)", None) if is_search else (sql, params)), many, context)

    with connection.execute_wrapper(slowly):
        refused = wrong(api.get("/api/v1/orders/?total__gte=1&ordering=-total&limit=5"))

    assert refused == {"total__gte": "takes_too_long", "ordering": "takes_too_long"}
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
