"""What is shown in whole seconds is compared in whole seconds: a filter by a printed time finds the row that has it."""

from datetime import UTC, datetime

import pytest

from addresses.models import Customer
from dialects.common.times import as_compared
from orders.models import Order

STORED = datetime(2026, 3, 1, 12, 0, 0, 900_000, tzinfo=UTC)
BEFORE, SHOWN, AFTER = (f"2026-03-01T{clock}Z" for clock in ("11:59:59", "12:00:00", "12:00:01"))
FOUND_BY = {
    "gt": {BEFORE},
    "gte": {BEFORE, SHOWN},
    "exact": {SHOWN},
    "lte": {SHOWN, AFTER},
    "lt": {AFTER},
}
"""The times by which each comparison finds it."""
LOOKUPS = ("gt", "gte", "lte", "lt")
ACCOUNT = ("last_login", "date_joined")
PARAMETERS = [
    *(("akinon", f"/api/i1/orders/?date_placed__{lookup}", lookup) for lookup in LOOKUPS),
    *(("akinon", f"/api/i1/order-items/?order__date_placed__{lookup}", lookup) for lookup in LOOKUPS),
    *(("akinon", f"/api/i1/order-items/?orderdate_placed{lookup}", lookup) for lookup in LOOKUPS),
    *(("aplazame", f"/orders?account-{name}-{lookup}", lookup) for name in ACCOUNT for lookup in LOOKUPS),
    *(("aplazame", f"/orders?account-{name}", "exact") for name in ACCOUNT),
    *(("aplazame", f"/orders?account_{name}_since", "gt") for name in ACCOUNT),
    *(("aplazame", f"/orders?account_{name}_until", "lt") for name in ACCOUNT),
    ("lunasoft", "/orders?created_on_after", "gte"),
    ("sylius", "/api/v1/orders/?criteria[date][from]", "gte"),
    ("sylius", "/api/v1/orders/?criteria[date][to]", "lte"),
]


@pytest.fixture
def at_noon(order):
    Order.objects.filter(pk=order.pk).update(date_placed=STORED)
    Customer.objects.filter(pk=order.customer_id).update(last_login=STORED, date_joined=STORED)


@pytest.mark.parametrize(
    ("dialect", "parameter", "lookup"), PARAMETERS, ids=[f"{row[0]} {row[1]}" for row in PARAMETERS]
)
def test_a_row_is_found_by_the_time_that_it_shows(speaker, at_noon, dialect, parameter, lookup):
    caller = speaker(dialect)
    caller.connection._credentials["CONTENT_TYPE"] = "application/json"

    def is_found(time):
        page = caller.get(f"{parameter}={time}").json()
        return bool(page.get("results") or page.get("orders") or page.get("_embedded", {}).get("items"))

    assert {time for time in (BEFORE, SHOWN, AFTER) if is_found(time)} == FOUND_BY[lookup]


@pytest.mark.parametrize("lookup", LOOKUPS)
@pytest.mark.parametrize("fraction", [0, 1, 900_000, 999_999])
@pytest.mark.parametrize("asked", [0, 1, 900_000, 999_999])
def test_fractions_of_either_time_count_as_they_are_shown(lookup, fraction, asked):
    compare = {
        name: getattr(datetime, f"__{word}__") for name, word in zip(LOOKUPS, ("gt", "ge", "le", "lt"), strict=True)
    }
    stored, moment = (STORED.replace(microsecond=part) for part in (fraction, asked))

    compared, with_ = as_compared(lookup, moment)

    assert compare[compared](stored, with_) == compare[lookup](stored.replace(microsecond=0), moment)
