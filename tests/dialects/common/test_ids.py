"""Numbers of orders and their parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialects.common.ids import PLACES, number_in, part_number

LARGEST_IN_JAVASCRIPT = 2**53 - 1


@given(st.integers(1, 9_000_000_000), st.integers(0, PLACES - 1))
def test_the_number_of_a_part_says_which_it_is(serial, place):
    number = part_number(serial, place)

    assert divmod(number, PLACES) == (serial, place)
    assert number <= LARGEST_IN_JAVASCRIPT


@pytest.mark.parametrize("place", [-1, PLACES])
def test_there_is_no_number_for_a_place_that_no_part_has(place):
    with pytest.raises(ValueError, match="place"):
        part_number(1, place)


@pytest.mark.parametrize(("text", "number"), [("21", 21), ("0", None), ("-1", None), ("x", None), ("9" * 30, None)])
def test_only_plain_digits_spell_a_number(text, number):
    assert number_in(text) == number
