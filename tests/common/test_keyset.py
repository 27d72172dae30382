import base64
import json
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from common.api.keyset import BadCursor, Keyset
from common.api.ordering import Column, columns_of, ordered
from common.api.pagination import PageOrCursorPagination
from orders.models import Channel, Order
from orders.statuses import OrderStatus
from tests.common.rows import LONG_AGO, a_customer, store

PATHS = [
    "date_placed",
    "paid_at",
    "total",
    "status",
    "number",
    "is_paid",
    "customer__last_login",
    "customer",
    "invoice_date",
]
COLUMNS = st.builds(Column, st.sampled_from(PATHS), st.booleans())
ORDERINGS = st.lists(COLUMNS, max_size=4, unique_by=lambda column: column.path)
TIMES = st.sampled_from([None, LONG_AGO, LONG_AGO.replace(microsecond=1), LONG_AGO.replace(year=2027)])
ROWS = st.fixed_dictionaries(
    {
        "total": st.sampled_from([Decimal(0), Decimal("0.0001"), Decimal("33.00")]),
        "paid_at": TIMES,
        "email": st.sampled_from(["", "a", "B", "é", "a b"]),
        "date_placed": TIMES,
        "status": st.sampled_from([OrderStatus.NEW, OrderStatus.CANCELLED]),
        "customer": st.integers(0, 2),
    }
)


def walk(queryset, *, limit, link="next", cursor=""):
    """All pages from a cursor on, as lists of primary keys."""
    pages = []
    request = f"/?{urlencode({'cursor': cursor, 'limit': limit})}"
    while request:
        paginator = PageOrCursorPagination()
        rows = paginator.paginate_queryset(queryset, Request(APIRequestFactory().get(request)))
        pages.append([row.pk for row in rows])
        last, request = request, getattr(paginator, link)
    return pages, last


class TestWalking(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(rows=st.lists(ROWS, max_size=12), columns=ORDERINGS, limit=st.integers(1, 5))
    def test_every_row_comes_exactly_once_in_either_direction(self, rows, columns, limit):
        customers = [a_customer(last_login=at) for at in (None, LONG_AGO, LONG_AGO.replace(year=2027))]
        store(*({**row, "customer": customers[row["customer"]]} for row in rows))
        queryset = ordered(Order.objects.all(), columns)
        expected = [order.pk for order in queryset]

        pages, last = walk(queryset, limit=limit)
        cursor = dict(part.partition("=")[::2] for part in last.partition("?")[2].split("&"))["cursor"]
        back, _ = walk(queryset, limit=limit, link="previous", cursor=cursor)

        assert [pk for page in pages for pk in page] == expected
        assert [pk for page in reversed(back) for pk in page] == expected


pytestmark = pytest.mark.django_db


def test_a_walk_has_no_count_and_starts_with_an_empty_cursor(api):
    store({}, {}, {})

    answer = api.get("/api/orders/?cursor=&limit=2&status=CANCELLED&ordering=total").json()

    assert set(answer) == {"next", "previous", "results"}
    assert len(answer["results"]) == 2
    assert answer["previous"] is None
    assert answer["next"].startswith("http://localhost:8000/api/orders/?cursor=")
    assert answer["next"].endswith("&limit=2&ordering=total&status=CANCELLED")
    assert len(api.get(answer["next"]).json()["results"]) == 1


def test_rows_that_come_and_go_make_nothing_come_twice_or_be_left_out(api):
    orders = store(*({"total": Decimal(total)} for total in range(1, 7)))
    first = api.get("/api/orders/?cursor=&limit=2&ordering=total").json()

    orders[1].delete()
    store({"total": Decimal("1.5")}, {"total": Decimal("3.5")})
    second = api.get(first["next"]).json()

    assert [row["total"] for row in second["results"]] == ["3.00", "3.50"]
    assert [row["total"] for row in api.get(second["previous"]).json()["results"]] == ["1.00", "1.50"]


def test_the_page_before_the_first_one_is_none(api):
    store({}, {}, {})
    first = api.get("/api/orders/?cursor=&limit=2").json()
    second = api.get(first["next"]).json()

    assert api.get(second["previous"]).json() == first


def test_when_all_rows_beyond_have_gone_the_page_is_empty(api):
    orders = store({"total": Decimal(1)}, {"total": Decimal(2)})
    first = api.get("/api/orders/?cursor=&limit=1&ordering=total").json()
    orders[1].delete()

    assert api.get(first["next"]).json() == {"next": None, "previous": None, "results": []}


@pytest.mark.parametrize("parameter", ["page=1", "count=exact"])
def test_a_walk_has_neither_page_numbers_nor_a_count(api, parameter):
    [error] = api.get(f"/api/orders/?cursor=&{parameter}").json()["errors"]

    assert (error["parameter"], error["code"]) == (parameter.partition("=")[0], "not_with_cursor")


def cursor_of(api, query="ordering=-total"):
    store({"total": Decimal(1)}, {"total": Decimal(2)})
    link = api.get(f"/api/orders/?cursor=&limit=1&{query}").json()["next"]
    return link.partition("cursor=")[2].partition("&")[0]


def is_refused(api, cursor, query="ordering=-total"):
    answer = api.get(f"/api/orders/?{urlencode({'cursor': cursor})}&{query}")
    if answer.status_code == 400:
        assert [(error["parameter"], error["code"]) for error in answer.json()["errors"]] == [("cursor", "bad_cursor")]
    return answer.status_code == 400


@pytest.mark.parametrize("cursor", ["x", "==", "W10", "bnVsbA", "é", "\0x", "a" * 3000, "e30", "[]", "-1", "MQ"])
def test_what_is_no_cursor_is_refused(api, cursor):
    if "\0" in cursor:
        assert api.get("/api/orders/", {"cursor": cursor}).status_code == 400
    else:
        assert is_refused(api, cursor)


def test_the_cursor_of_another_ordering_is_refused(api):
    cursor = cursor_of(api)

    assert not is_refused(api, cursor)
    assert is_refused(api, cursor, "ordering=total")
    assert is_refused(api, cursor, "ordering=-status")


def test_the_cursor_of_another_list_is_refused():
    ours, theirs = Keyset(Order, [Column("id")]), Keyset(Channel, [Column("id")])
    store({})
    cursor = theirs.cursor(theirs.annotated(Channel.objects.all()).get())

    assert theirs.place(cursor)
    with pytest.raises(BadCursor):
        ours.place(cursor)


def forged(cursor, *values):
    fingerprint, backwards, _ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return base64.urlsafe_b64encode(json.dumps([fingerprint, backwards, list(values)]).encode()).rstrip(b"=").decode()


A_KEY = "0190b0a5-7c3e-7000-8000-000000000001"


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["1"],
        ["1", A_KEY, "1"],
        [1, A_KEY],
        [1.5, A_KEY],
        [True, A_KEY],
        [None, A_KEY],
        [["1"], A_KEY],
        [{}, A_KEY],
        ["", A_KEY],
        ["1e5", A_KEY],
        ["NaN", A_KEY],
        ["sNaN", A_KEY],
        ["Infinity", A_KEY],
        ["1.00001", A_KEY],
        ["1" * 30, A_KEY],
        ["1_0", A_KEY],
        [" 1", A_KEY],
        ["1", None],
        ["1", "abc"],
        ["1", A_KEY.upper().replace("B", "b")],
        ["1", 1],
    ],
    ids=str,
)
def test_a_forged_cursor_is_refused(api, values):
    assert is_refused(api, forged(cursor_of(api), *values))


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00+03:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00+00:00",
        "\0",
        "now",
        5,
    ],
)
def test_only_times_as_we_write_them_are_taken_from_a_cursor(api, value):
    cursor = cursor_of(api, "ordering=paid_at")

    assert not is_refused(api, forged(cursor, "2026-01-01T00:00:00+00:00", A_KEY), "ordering=paid_at")
    assert not is_refused(api, forged(cursor, None, A_KEY), "ordering=paid_at")
    assert is_refused(api, forged(cursor, value, A_KEY), "ordering=paid_at")


@pytest.mark.parametrize("value", ["500", 500.0, True, 2**63, -(2**63) - 1, None])
def test_only_codes_as_we_write_them_are_taken_from_a_cursor(api, value):
    cursor = cursor_of(api, "ordering=status")

    assert not is_refused(api, forged(cursor, 2**31, A_KEY), "ordering=status")
    assert is_refused(api, forged(cursor, value, A_KEY), "ordering=status")


@given(cursor=st.text(max_size=40) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_text_breaks_the_reading_of_cursors(cursor):
    keyset = Keyset(Order, [Column("total"), Column("id")])

    if cursor:
        with pytest.raises(BadCursor):
            keyset.place(cursor)


def test_a_page_takes_one_query_and_a_second_one_only_to_go_on_with_missing_values(api, django_assert_num_queries):
    at = datetime(2026, 5, 1, tzinfo=UTC)
    store({"paid_at": at}, {"paid_at": at}, {"paid_at": at}, {}, {})
    first = api.get("/api/orders/?cursor=&limit=1&ordering=paid_at").json()

    time_limit = 2 if connection.vendor == "postgresql" else 0  # set before the search, reset after it
    with django_assert_num_queries(1 + time_limit):
        second = api.get(first["next"]).json()
    with django_assert_num_queries(2 + time_limit):
        api.get(second["next"])


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize(
    ("columns", "index"),
    [
        ([Column("date_placed", True)], "order_placed"),
        ([Column("status")], "order_status_order"),
        ([Column("total", True)], "order_total"),
        ([Column("paid_at")], "order_paid_at"),
        ([Column("total"), Column("date_placed", True)], "order_total"),
    ],
)
def test_postgresql_walks_along_an_index(columns, index):
    store(*({"total": Decimal(n % 7), "date_placed": LONG_AGO, "paid_at": LONG_AGO} for n in range(50)))
    queryset = ordered(Order.objects.all(), columns)
    keyset = Keyset(Order, columns_of(queryset))
    row = keyset.annotated(queryset)[20]
    place = keyset.place(keyset.cursor(row))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")

    plan = queryset.filter(keyset.beyond(place)[0])[:3].explain()

    assert index in plan
    assert "Index Cond" in plan
