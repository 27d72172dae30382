from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from common.api.ordering import Column, columns_of, ordered
from events.models import Event
from orders.models import Order
from orders.statuses import OrderStatus
from tests.common.rows import LONG_AGO, a_customer, store

pytestmark = pytest.mark.django_db


def refs(api, query):
    answer = api.get(f"/api/orders/?{query}")
    assert answer.status_code == 200, answer.json()
    return [row["ref"] for row in answer.json()["results"]]


def refused(api, query):
    answer = api.get(f"/api/orders/?{query}")
    assert answer.status_code == 400
    return answer.json()["errors"]


def test_a_list_is_ordered_by_what_is_asked_for(api):
    store({"ref": "b", "total": Decimal(2)}, {"ref": "a", "total": Decimal(3)}, {"ref": "c", "total": Decimal(1)})

    assert refs(api, "ordering=total") == ["c", "b", "a"]
    assert refs(api, "ordering=-total") == ["a", "b", "c"]


def test_later_fields_break_the_ties_of_earlier_ones(api):
    later = LONG_AGO + timedelta(days=1)
    store(
        {"ref": "a", "total": Decimal(1), "date_placed": LONG_AGO},
        {"ref": "b", "total": Decimal(1), "date_placed": later},
        {"ref": "c", "total": Decimal(2), "date_placed": LONG_AGO},
    )

    assert refs(api, "ordering=-total,date_placed") == ["c", "a", "b"]
    assert refs(api, "ordering=-total,-date_placed") == ["c", "b", "a"]


def test_without_an_ordering_the_declared_one_holds(api):
    store({"ref": "old", "date_placed": LONG_AGO}, {"ref": "new", "date_placed": LONG_AGO + timedelta(days=1)})

    assert refs(api, "") == ["new", "old"]


def test_missing_values_come_last_ascending_and_first_descending(api):
    store(
        {"ref": "none"}, {"ref": "early", "paid_at": LONG_AGO}, {"ref": "late", "paid_at": LONG_AGO.replace(year=2027)}
    )

    assert refs(api, "ordering=paid_at") == ["early", "late", "none"]
    assert refs(api, "ordering=-paid_at") == ["none", "late", "early"]


def test_rows_are_ordered_by_columns_of_related_rows(api):
    store(
        {"ref": "never", "customer": a_customer()},
        {"ref": "once", "customer": a_customer(last_login=LONG_AGO)},
    )

    assert refs(api, "ordering=customer_last_login") == ["once", "never"]
    assert refs(api, "ordering=-customer_last_login") == ["never", "once"]


def test_an_unknown_field_is_refused_and_the_nearest_one_named(api):
    [error] = refused(api, "ordering=-totl")

    assert (error["parameter"], error["code"]) == ("ordering", "unknown_field")
    assert "'totl'" in error["detail"]
    assert "'total'" in error["detail"]


@pytest.mark.parametrize("value", ["", "total,", "--total", "id", "customer__last_login", "total desc", "Total", "?"])
def test_what_is_not_declared_is_refused(api, value):
    assert refused(api, f"ordering={value}")[0]["code"] == "unknown_field"


@pytest.mark.parametrize("value", ["total,total", "total,-total", "status,total,status"])
def test_a_field_is_named_once(api, value):
    assert refused(api, f"ordering={value}")[0]["code"] == "duplicate"


def test_every_ordering_ends_in_the_primary_key_in_the_direction_of_the_first_column():
    def total_order(*columns):
        return columns_of(ordered(Order.objects.all(), columns))

    assert total_order(Column("total")) == [Column("total"), Column("id")]
    assert total_order(Column("total", True), Column("status")) == [
        Column("total", True),
        Column("status"),
        Column("id", True),
    ]
    assert total_order() == [Column("id")]
    assert total_order(Column("pk", True), Column("total")) == [Column("id", True)]
    assert columns_of(Event.objects.order_by("-at")) == [Column("at", True), Column("position", True)]


def test_where_nulls_go_is_only_said_where_the_database_would_put_them_elsewhere():
    def sql(*columns):
        return str(ordered(Order.objects.all(), columns).query).partition("ORDER BY")[2]

    assert "NULLS" not in sql(Column("total"), Column("id", True))
    said = "NULLS LAST" in sql(Column("paid_at")) and "NULLS FIRST" in sql(Column("paid_at", True))
    assert said is (connection.vendor != "postgresql")


def test_an_ordering_by_anything_but_columns_cannot_be_continued():
    with pytest.raises(TypeError):
        columns_of(Order.objects.order_by("?").order_by(Order._meta.get_field("status").cached_col.asc()))


def test_a_list_that_declares_no_ordering_knows_no_such_parameter(api):
    answer = api.get("/api/plain/?ordering=total")

    assert answer.json()["errors"][0]["code"] == "unknown_parameter"


def test_statuses_are_ordered_by_their_codes(api):
    placed = {"date_placed": LONG_AGO}
    store({"ref": "r", "status": OrderStatus.REJECTED, **placed}, {"ref": "n", "status": OrderStatus.NEW})

    assert refs(api, "ordering=status") == ["n", "r"]
