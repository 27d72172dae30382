"""What a filter takes as an amount or a time, and which parameters there are."""

from datetime import datetime
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.db import connection

from common.api.filters import RANGE, AmountFilter, MomentFilter, StrictFilterSet, TextsFilter
from orders.models import Order
from tests.common.asking import found, refused
from tests.common.rows import store
from tests.common.urls import OrderFilters

pytestmark = pytest.mark.django_db


# --- which parameters there are --------------------------------------------------------------------------------------


def test_an_unknown_parameter_is_refused_and_the_nearest_one_named(api):
    answer = api.get("/api/orders/?totl__gte=1")

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["parameter"], error["code"]) == ("totl__gte", "unknown_parameter")
    assert "'total__gte'" in error["detail"]


def test_all_unknown_parameters_are_named_at_once(api):
    assert refused(api, "a=1&b=2&total=1") == [("a", "unknown_parameter"), ("b", "unknown_parameter")]


@pytest.mark.parametrize(
    "query", ["total=1&total=2", "limit=1&limit=2", "number=a&number=b", "ordering=total&ordering=status"]
)
def test_a_single_value_is_given_once(api, query):
    assert refused(api, query)[0][1] == "repeated_parameter"


@pytest.mark.parametrize(
    "name", ["TOTAL", "total__lookup", "date_placed", "id__in", "customer__email", "x" * 3000, "", "é"]
)
def test_only_declared_lookups_are_known(api, name):
    assert refused(api, f"{quote(name)}=1")[0][1] == "unknown_parameter"


@pytest.mark.parametrize(
    "query", ["page=1", "limit=5", "cursor=", "count=exact", "ordering=total", "format=json", "token=x", "expand=x"]
)
def test_what_lists_understand_beside_filters_is_known(api, query):
    assert api.get(f"/api/orders/?{query}").status_code == 200


def test_a_list_that_declares_nothing_has_no_filters(api):
    assert refused(api, "total=1", "/api/plain/") == [("total", "unknown_parameter")]


def test_the_same_value_twice_is_no_contradiction(api):
    assert found(api, "total=1&total=1") == []


@pytest.mark.parametrize(
    "name", ["number", "number__icontains", "status", "total", "page", "cursor", "id", "extra_field", "ref"]
)
def test_a_nul_character_is_refused_in_every_parameter(api, name):
    assert refused(api, f"{name}=%00") == [(name, "nul_character")]


@pytest.mark.parametrize("name", ["number", "number__contains", "total", "date_placed__gte", "status", "ref", "id"])
def test_an_overlong_value_is_refused(api, name):
    assert refused(api, f"{name}={'1' * 201}") == [(name, "too_long")]


# --- amounts ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def by_total(db):
    store(*({"ref": ref, "total": Decimal(ref)} for ref in ("9.99", "10", "10.0001", "200")))


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("total=10.00", ["10"]),
        ("total__gte=10", ["10", "10.0001", "200"]),
        ("total__gt=10", ["10.0001", "200"]),
        ("total__lte=10.0000", ["9.99", "10"]),
        ("total__lt=10", ["9.99"]),
        ("total__gte=-999999999999.9999&total__lt=999999999999.9999", ["9.99", "10", "10.0001", "200"]),
        ("total__gt=9.99&total__lt=200", ["10", "10.0001"]),
    ],
)
def test_amounts_are_compared_exactly(api, by_total, query, refs):
    assert found(api, query) == refs


@pytest.mark.parametrize(
    "value",
    [
        "",
        "abc",
        "1.00001",
        "1000000000000",
        "-1000000000000",
        "1e3",
        "NaN",
        "Infinity",
        "1,5",
        "1_000",
        "\u0663",
        "%2B1",
        " 1",
        "0x1",
        ".5",
        "5.",
    ],
)
def test_what_is_no_plain_amount_is_refused(api, value):
    assert refused(api, f"total__gte={value}") == [("total__gte", "invalid")]


def test_a_refusal_says_what_is_expected(api):
    [error] = api.get("/api/orders/?total=a").json()["errors"]

    assert error["detail"].startswith("'a' is not an amount like 12.50")


# --- times -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def by_time(db):
    times = {"first": "2026-01-30T23:59:59.999999", "second": "2026-01-31T00:00:00", "third": "2026-02-01T00:00:00"}
    store(
        *(
            {"ref": ref, "date_placed": datetime.fromisoformat(f"{time}+00:00"), "total": Decimal(number)}
            for number, (ref, time) in enumerate(times.items())
        ),
        {"ref": "never", "total": Decimal(9)},
    )


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("date_placed__gte=2026-01-31T00:00:00Z", ["second", "third"]),
        ("date_placed__gt=2026-01-31T00:00:00z", ["third"]),
        ("date_placed__lte=2026-01-31", ["first", "second"]),
        ("date_placed__lt=2026-01-31", ["first"]),
        ("date_placed__gte=2026-01-31T03:00:00%2B03:00", ["second", "third"]),
        ("date_placed__gte=2026-01-31T03:00:00+03:00", ["second", "third"]),
        ("date_placed__gte=2026-01-30T21:00:00-03:00", ["second", "third"]),
        ("date_placed__gte=2026-01-30T18:00:00-0600", ["second", "third"]),
        ("date_placed__gte=2026-01-31T03:00:00+0300", ["second", "third"]),
        ("date_placed__gte=2026-01-31T03:00:00%2B03", ["second", "third"]),
        ("date_placed__gte=2026-01-31 00:00", ["second", "third"]),
        ("date_placed__gte=2026-01-30T23:59:59.999999", ["first", "second", "third"]),
        ("date_placed__gte=0001-01-01&date_placed__lte=9999-12-31T23:59:59.999999Z", ["first", "second", "third"]),
        ("date_placed__date=2026-01-31", ["second"]),
        ("date_placed__date=9999-12-31", []),
        ("date_placed__date=0001-01-01", []),
        ("date_placed__isnull=true", ["never"]),
        ("date_placed__isnull=0", ["first", "second", "third"]),
    ],
)
def test_times_are_compared_in_utc(api, by_time, query, refs):
    assert found(api, query) == refs


@pytest.mark.parametrize(
    "value",
    [
        "", "now", "2026", "2026-1-1", "2026-02-30", "2026-01-31T25:00:00Z", "2026-01-31T10:00:60Z", "20260131T100000Z",
        "2026-01-31T10Z", "2026-W05-6", "10000-01-01", "0000-01-01", "0001-01-01T00:00:00%2B14:00",
        "9999-12-31T23:59:59-14:00", "2026-01-31T10:00:00%2B25:00", "\u0662026-01-31", "1767225600",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(api, value):
    assert refused(api, f"date_placed__gte={value}") == [("date_placed__gte", "invalid")]


@pytest.mark.parametrize("value", ["", "2026-01-31T00:00:00Z", "2026-13-01", "20260131", "31.01.2026", "today"])
def test_what_is_no_date_is_refused(api, value):
    assert refused(api, f"date_placed__date={value}") == [("date_placed__date", "invalid")]


# --- how it is done --------------------------------------------------------------------------------------------------


def test_only_the_filters_that_are_asked_for_are_built():
    filterset = OrderFilters({"total": "1", "page": "2"}, queryset=Order.objects.all())

    assert list(filterset.filters) == ["total"]
    assert len(OrderFilters.base_filters) > 20


def test_a_day_is_a_range_that_an_index_serves():
    query = str(OrderFilters({"date_placed__date": "2026-01-31"}, queryset=Order.objects.all()).qs.query)

    assert "AT TIME ZONE" not in query
    assert "django_datetime_cast_date" not in query


def test_a_part_in_the_given_case_also_asks_what_the_index_answers():
    query = str(OrderFilters({"number__contains": "A"}, queryset=Order.objects.all()).qs.query)

    assert ("UPPER(" in query) is (connection.vendor == "postgresql")


def test_every_lookup_is_described_in_openapi():
    class Filters(StrictFilterSet):
        total = AmountFilter(lookups=RANGE, help_text="What it costs.")
        paid_at = MomentFilter(lookups=("gte", "isnull", "date"))
        ref = TextsFilter()

    described = {name: known._spectacular_annotation["field"] for name, known in Filters.base_filters.items()}

    assert described["total__gte"]["description"] == "What it costs. At least this."
    assert described["total__gte"]["type"] == "string"
    assert described["paid_at__isnull"]["type"] == "boolean"
    assert described["paid_at__date"]["format"] == "date"
    assert described["ref"]["description"].startswith("Any of these.")
    assert list(described) == [
        "total__gte",
        "total__gt",
        "total__lte",
        "total__lt",
        "paid_at__gte",
        "paid_at__isnull",
        "paid_at__date",
        "ref",
    ]
