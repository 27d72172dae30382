import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.api import counting
from orders.models import Order
from tests.common.rows import store

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(db):
    return [str(order.pk) for order in sorted(store(*[{}] * 5), key=lambda order: order.pk)]


def page(api, query="", path="/api/plain/"):
    answer = api.get(f"{path}?{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def refused(api, query):
    answer = api.get(f"/api/plain/?{query}")
    assert answer.status_code == 400
    return [(error["parameter"], error["code"]) for error in answer.json()["errors"]]


def ids(document):
    return [row["id"] for row in document["results"]]


def test_an_empty_list_has_an_empty_first_page(api):
    assert page(api) == {"count": 0, "next": None, "previous": None, "results": []}


def test_pages_follow_each_other_through_their_links(api, five):
    first = page(api, "limit=2")
    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()

    assert ids(first) + ids(second) + ids(third) == five
    assert (first["count"], second["count"], third["count"]) == (5, 5, 5)
    assert (first["previous"], third["next"]) == (None, None)
    assert api.get(third["previous"]).json() == second
    assert api.get(second["previous"]).json() == first


def test_links_are_absolute_and_keep_the_other_parameters(api, five):
    document = page(api, "limit=2&status=CANCELLED,NEW&ordering=-total&page=2&format=json", path="/api/orders/")

    kept = "format=json&limit=2&ordering=-total&page={}&status=CANCELLED%2CNEW"
    assert document["next"] == "http://localhost:8000/api/orders/?" + kept.format(3)
    assert document["previous"] == "http://localhost:8000/api/orders/?" + kept.format(1).replace("&page=1", "")


def test_a_page_has_fifty_rows_unless_another_limit_is_given(api):
    store(*[{}] * 51)

    assert len(page(api)["results"]) == 50
    assert len(page(api, "limit=250")["results"]) == 51


@pytest.mark.parametrize("value", ["0", "-1", "abc", "251", "", "1.0", "1e1", "\u0663", "9" * 5000, "+1", " 1"])
def test_a_limit_outside_of_its_range_is_refused(api, value):
    assert refused(api, f"limit={value}") == [("limit", "invalid")]


@pytest.mark.parametrize("value", ["0", "-1", "abc", "", "last", "1.5"])
def test_a_page_that_is_no_number_is_refused(api, value):
    assert refused(api, f"page={value}") == [("page", "invalid")]


@pytest.mark.parametrize("query", ["limit=2&page=4", "page=1000", f"limit=250&page={'9' * 18}"])
def test_past_the_end_there_is_no_page(api, five, query):
    answer = api.get(f"/api/plain/?{query}")

    assert answer.status_code == 404
    assert answer.json()["code"] == "page_not_found"


@pytest.mark.parametrize("value", ["", "estimate", "true", "EXACT"])
def test_there_is_no_other_way_to_count(api, value):
    assert refused(api, f"count={value}") == [("count", "invalid")]


@pytest.mark.parametrize(("query", "queries"), [("", 1), ("limit=5", 1), ("limit=4", 2), ("limit=2&page=3", 1)])
def test_rows_are_only_counted_when_the_page_does_not_show_how_many_there_are(api, five, query, queries):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert page(api, query)["count"] == 5

    assert len(captured) == queries


def test_an_empty_list_takes_one_query(api, django_assert_num_queries):
    with django_assert_num_queries(1):
        page(api)


class TestManyRows:
    """As if 3 rows were too many to count."""

    @pytest.fixture(autouse=True)
    def few(self, monkeypatch, five):
        monkeypatch.setattr(counting, "EXACT_UP_TO", 3)

    def test_the_count_is_an_estimate_on_postgresql_and_says_so(self, api):
        document = page(api, "limit=2")

        if connection.vendor == "postgresql":
            assert document["count"] >= 4
            assert document["count_exact"] is False
        else:
            assert document["count"] == 5
            assert "count_exact" not in document

    def test_asked_for_an_exact_count_all_rows_are_counted(self, api):
        document = page(api, "limit=2&count=exact")

        assert document["count"] == 5
        assert "count_exact" not in document

    def test_the_last_page_knows_the_exact_count_by_itself(self, api):
        document = page(api, "limit=2&page=3")

        assert document["count"] == 5
        assert "count_exact" not in document

    def test_few_rows_are_counted_exactly(self, api):
        Order.objects.filter(pk__in=[order.pk for order in Order.objects.all()[:2]]).delete()

        document = page(api, "limit=2")

        assert document["count"] == 3
        assert "count_exact" not in document

    def test_no_count_is_less_than_the_rows_that_were_seen(self):
        assert counting.count(Order.objects.all(), at_least=4000, exactly=False).rows in {4000, 5}


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_the_planner_is_asked_about_the_filtered_rows(monkeypatch):
    monkeypatch.setattr(counting, "EXACT_UP_TO", 0)
    store(*[{"email": "a@example.com"}] * 300, *[{"email": "b@example.com"}] * 20)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders_order")

    number, is_exact = counting.count(Order.objects.filter(email="b@example.com"), at_least=1, exactly=False)

    assert not is_exact
    assert 10 <= number <= 40


def test_nothing_past_the_first_ten_thousand_rows_is_counted(django_assert_num_queries):
    with CaptureQueriesContext(connection) as captured:
        counting.count(Order.objects.all(), at_least=51, exactly=False)

    assert ("LIMIT 10001" in captured[0]["sql"]) is (connection.vendor == "postgresql")
