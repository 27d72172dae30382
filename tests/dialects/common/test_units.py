"""Every unit of a line has an id and a state of its own."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from dialects.common.units import UnitKey, shared, unit_id, unit_key, units_of
from orders.models import OrderItem
from orders.unit_states import unit_states


def line(quantity, **counted):
    return OrderItem(id=uuid7(), position=3, quantity=quantity, discount_amount=Decimal("1.00"), **counted)


def states(item, **cancelled):
    return [state.value for state in unit_states(item, **cancelled)]


@given(st.integers(1, 2**40 - 1), st.integers(0, 32_767), st.integers(1, 2**48 - 1))
def test_the_id_of_a_unit_says_which_it_is(serial, position, number):
    id = unit_id(OrderItem(id=uuid7(), position=position), number, serial=serial)

    assert unit_key(id) == UnitKey(serial, position, number)
    assert UUID(str(id)).version == 8


def test_the_first_unit_has_the_id_of_its_line():
    item = line(2)

    assert unit_id(item, 0, serial=1) == item.pk
    assert unit_key(item.pk) is None


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({}, "waiting waiting waiting"),
        ({"quantity_shipped": 2}, "sent sent waiting"),
        ({"quantity_cancelled": 1}, "waiting waiting cancelled"),
        ({"quantity_shipped": 1, "quantity_cancelled": 2}, "sent cancelled cancelled"),
        ({"quantity_shipped": 3, "quantity_delivered": 2, "quantity_returned": 1}, "returned delivered sent"),
    ],
)
def test_what_was_sent_comes_first_and_what_was_cancelled_last(counted, expected):
    assert " ".join(states(line(3, **counted))) == expected


def test_a_unit_that_was_cancelled_by_number_is_the_one():
    item = line(3, quantity_cancelled=1, quantity_shipped=1)

    assert states(item, cancelled={0}) == ["cancelled", "sent", "waiting"]


def test_a_discount_is_shared_out_to_the_last_cent():
    discounts = [unit.discount for unit in units_of(line(3), serial=1, currency="USD")]

    assert discounts == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]


@given(st.integers(0, 10**9), st.integers(1, 50), st.sampled_from(["USD", "JPY", "KWD"]))
def test_shares_add_up(cents, units, currency):
    amount = Decimal(cents) if currency == "JPY" else Decimal(cents) / 100

    assert sum(shared(amount, units, currency)) == amount
