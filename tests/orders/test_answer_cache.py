"""Orders of lists are written once a version and selection of fields, and never given again when anything in them has
changed."""

from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from common.actors import SYSTEM
from orders import paging, rendering
from orders.answer_cache import OVERHEAD, AnswerCache, CachedAnswer
from orders.update import update_order
from tests.orders.test_whole_life import Walk, walk_through

only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="Other databases cache nothing.")
ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def written(monkeypatch):
    """The ids of orders that were written anew since."""
    ids, write = [], rendering._written

    def watched(statement, missing, values):
        ids.extend(missing)
        return write(statement, missing, values)

    monkeypatch.setattr(rendering, "_written", watched)
    return ids


def test_an_answer_is_found_at_its_version_for_its_audience_alone():
    cache = AnswerCache(most_bytes=10_000)
    cache.store({ONE: CachedAnswer(1, b"{}")}, "staff")

    assert cache.find({ONE: 1, OTHER: 1}, "staff") == {ONE: b"{}"}
    assert cache.find({ONE: 2}, "staff") == {}
    assert cache.find({ONE: 1}, "guest") == {}


def test_a_late_reader_leaves_an_answer_that_nobody_takes():
    cache = AnswerCache(most_bytes=10_000)
    cache.store({ONE: CachedAnswer(2, b"new")}, "staff")
    cache.store({ONE: CachedAnswer(1, b"old")}, "staff")

    assert cache.find({ONE: 2}, "staff") == {}


def test_what_nobody_asked_for_longest_is_forgotten_first():
    cache = AnswerCache(most_bytes=2 * (OVERHEAD + 10))
    for id in (ONE, OTHER):
        cache.store({id: CachedAnswer(1, b"x" * 10)}, "staff")
    cache.find({ONE: 1}, "staff")
    cache.store({UUID(int=3): CachedAnswer(1, b"x" * 10)}, "staff")

    assert set(cache.find({UUID(int=number): 1 for number in (1, 2, 3)}, "staff")) == {ONE, UUID(int=3)}


def test_written_again_an_answer_counts_once():
    cache = AnswerCache(most_bytes=2 * (OVERHEAD + 10))
    for version in range(5):
        cache.store({ONE: CachedAnswer(version, b"x" * 10), OTHER: CachedAnswer(version, b"x" * 10)}, "staff")

    assert set(cache.find({ONE: 4, OTHER: 4}, "staff")) == {ONE, OTHER}


@only_postgresql
def test_an_order_is_written_once_a_version(api, place, written):
    order, other = place(), place()

    first = api.get("/api/v1/orders/").json()
    again = api.get("/api/v1/orders/").json()
    assert sorted(written) == sorted([order.id, other.id])
    assert again == first

    written.clear()
    update_order(order, actor=SYSTEM, at=timezone.now(), changes={"customer_note": "Ring twice."})
    changed = {row["id"]: row for row in api.get("/api/v1/orders/").json()["results"]}
    assert written == [order.id]
    assert changed[str(order.id)]["customer_note"] == "Ring twice."


@only_postgresql
def test_each_audience_has_its_own(api, staff_api, order, written):
    for caller in (api, staff_api):
        caller.get("/api/v1/orders/")

    assert written == [order.id, order.id]


@only_postgresql
def test_each_selection_of_fields_has_its_own(api, order, written):
    paths = [f"/api/v1/orders/?fields={fields}" for fields in ("ref,total", "ref", "ref,status")]
    first = [api.get(path).json() for path in paths]

    assert [api.get(path).json() for path in paths] == first
    assert [set(page["results"][0]) for page in first] == [{"ref", "total"}, {"ref"}, {"ref", "status"}]
    assert len(written) == 3


@only_postgresql
@pytest.mark.parametrize("expand", ["payments", "billing_address", "shipments"])
def test_what_a_version_does_not_cover_is_not_cached(api, order, written, expand):
    for _ in range(2):
        api.get(f"/api/v1/orders/?expand={expand}")
        api.get(f"/api/v1/orders/?expand={expand}&fields=ref,{expand}")

    assert len(written) == 4


@only_postgresql
def test_a_walk_finds_what_a_page_has_kept(api, order, written):
    page = api.get("/api/v1/orders/").json()["results"]

    assert api.get("/api/v1/orders/?cursor=").json()["results"] == page
    assert written == [order.id]


@only_postgresql
def test_a_rehearsal_keeps_nothing(api, order):
    body = {"customer_note": "Only a rehearsal."}
    api.get("/api/v1/orders/")
    api.patch(f"/api/v1/orders/{order.ref}/?dry_run=true", body, format="json")
    api.patch(f"/api/v1/orders/{order.ref}/", {"customer_note": "In earnest."}, format="json")

    (row,) = api.get("/api/v1/orders/").json()["results"]
    assert row["customer_note"] == "In earnest."


@only_postgresql
def test_an_order_that_is_gone_is_in_no_list(api, place, monkeypatch):
    gone, stays = place(), place()
    render = rendering._written

    def removed_meanwhile(statement, missing, values):
        return render(statement, [id for id in missing if id != gone.id], values)

    monkeypatch.setattr(rendering, "_written", removed_meanwhile)

    assert [row["id"] for row in api.get("/api/v1/orders/").json()["results"]] == [str(stays.id)]


SHAPED = [
    "?fields=ref,total&page=2&limit=1",
    "?fields=ref%00",
    "?expand=payments",
    "?fields=id&expand=notes",
    "?fields=nothing",
    "?expand=x",
]


@only_postgresql
@pytest.mark.parametrize("who", ["api", "staff_api", "customer_api", "stranger"])
@pytest.mark.parametrize("query", ["", "?limit=1", "?limit=2&page=2", "?page=2&limit=1&count=exact", *SHAPED])
def test_a_list_of_everything_is_what_the_orm_picks(request, place, monkeypatch, who, query):
    place(), place(), place()
    caller = request.getfixturevalue(who)

    shortly = caller.get(f"/api/v1/orders/{query}")
    with monkeypatch.context() as patch:
        patch.setattr("orders.views.order.asks_for_pages_alone", lambda request: False)
        by_the_orm = caller.get(f"/api/v1/orders/{query}")

    assert shortly.status_code == by_the_orm.status_code
    assert shortly.json() == by_the_orm.json()


@only_postgresql
def test_a_far_page_is_looked_up_by_its_ids(api, place, monkeypatch):
    place(), place(), place()
    near = [api.get(f"/api/v1/orders/?limit=1&page={page}").json() for page in (1, 2, 3)]
    monkeypatch.setattr(paging, "FAR", -1)

    assert [api.get(f"/api/v1/orders/?limit=1&page={page}").json() for page in (1, 2, 3)] == near


@only_postgresql
@pytest.mark.parametrize("filters", ["currency=USD", "ordering=-total", "currency=USD&ordering=number", "currency=EUR"])
def test_filtered_pages_have_the_orders_that_the_serializer_shows(api, place, monkeypatch, filters):
    for price in ("3.00", "1.00", "2.00"):
        place(items=[{"quantity": 1, "unit_price": Decimal(price)}])
    paths = [f"/api/v1/orders/?limit=1&{page}&{filters}" for page in ("page=1", "page=2", "page=3", "cursor=")]
    rendered = [api.get(path).json() for path in paths]
    monkeypatch.setattr("orders.views.order.can_render", lambda request: False)

    assert [api.get(path).json() for path in paths] == rendered


@only_postgresql
@pytest.mark.parametrize("query", ["page=1&page=2", "page=0", "limit=300", "page=99", "strange=1", "count=some"])
def test_what_is_no_page_is_refused_as_ever(api, order, query):
    assert api.get(f"/api/v1/orders/?{query}").status_code in (400, 404)


@only_postgresql
def test_no_command_leaves_an_order_as_it_was_kept(api, settings, monkeypatch):
    """The whole life that the docs tell, with a look at the list after each step."""

    class Looking(Walk):
        def http(self, block):
            super().http(block)
            with monkeypatch.context() as patch:
                cache = self.api.get("/api/v1/orders/").json()
                patch.setattr(rendering, "CACHE", AnswerCache(most_bytes=0))
                assert cache == self.api.get("/api/v1/orders/").json()

    walk_through(Looking(api), settings)
