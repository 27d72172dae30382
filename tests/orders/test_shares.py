"""What units are worth: whatever is taken back in whatever steps, the parts add up to the whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import ZERO, fits, smallest_unit
from orders.models import Adjustment, AdjustmentType, Order, OrderItem
from orders.shares import part_of, shares_of
from orders.totals import REDUCTIONS, added, apply_totals, item_total, order_totals

currencies = st.sampled_from(["JPY", "EUR", "KWD"])


def order_with(items, adjustments, currency="EUR"):
    order = Order(currency=currency)
    for item in items:
        item.order = order
        item.adjustments_total = added(row for row in adjustments if row.item_id == item.id)
        item.total = item_total(item)
    apply_totals(order, order_totals(items, adjustments))
    return order


def item(quantity, unit_price, discount="0"):
    return OrderItem(quantity=quantity, unit_price=Decimal(unit_price), discount_amount=Decimal(discount))


def line(kind, amount, **columns):
    return Adjustment(type=kind, amount=Decimal(amount), **columns)


@st.composite
def orders(draw):
    """Any order that the service would take."""
    currency = draw(currencies)
    unit = smallest_unit(currency)
    amounts = st.integers(0, 100_000).map(lambda units: units * unit)
    items, adjustments = [], []
    for _ in range(draw(st.integers(1, 4))):
        row = OrderItem(quantity=draw(st.integers(1, 7)), unit_price=draw(amounts), discount_amount=ZERO)
        price = row.quantity * row.unit_price
        row.discount_amount = min(price, draw(amounts))
        items.append(row)
        if draw(st.booleans()):
            adjustments.append(line(draw(st.sampled_from(["tax", "fee", "gift_box"])), draw(amounts), item_id=row.id))
    for kind in draw(st.lists(st.sampled_from(AdjustmentType.values), max_size=5)):
        sign = -1 if kind in REDUCTIONS else 1
        adjustments.append(line(kind, sign * draw(amounts), included=draw(st.booleans())))
    return order_with(items, adjustments, currency), items, adjustments


@given(orders())
def test_goods_and_shipping_are_the_total(ordered):
    order, items, adjustments = ordered

    shares = shares_of(order, items, adjustments)

    assert sum(share.goods for share in shares.items.values()) + shares.shipping == order.total
    assert shares.shipping >= 0
    assert all(share.goods >= 0 for share in shares.items.values())


@given(orders())
def test_discounts_of_units_and_shipping_are_the_discount_of_the_order(ordered):
    order, items, adjustments = ordered

    shares = shares_of(order, items, adjustments)

    in_goods = sum(share.discount for share in shares.items.values())
    assert in_goods + shares.shipping_discount == order.discount_amount


@given(currencies, st.integers(0, 10**9), st.lists(st.integers(1, 50), min_size=1, max_size=10))
def test_all_units_in_any_steps_are_worth_exactly_the_whole(currency, units, steps):
    unit, quantity = smallest_unit(currency), sum(steps)
    whole = units * unit
    taken, parts = 0, []

    for step in steps:
        parts.append(part_of(whole, quantity, step, taken=taken, currency=currency))
        taken += step

    assert sum(parts) == whole
    for part, step in zip(parts, steps, strict=True):
        assert fits(part, currency)
        assert part >= 0
        assert abs(part - whole * step / quantity) <= unit


def test_ten_over_three_units_and_back_is_ten():
    parts = [part_of(Decimal("10.00"), 3, 1, taken=taken, currency="EUR") for taken in range(3)]

    assert parts == [Decimal("3.33"), Decimal("3.34"), Decimal("3.33")]


@pytest.mark.parametrize(("currency", "parts"), [("JPY", [33, 34, 33]), ("KWD", ["33.333", "33.334", "33.333"])])
def test_units_are_worth_whole_units_of_their_currency(currency, parts):
    taken = [part_of(Decimal(100), 3, 1, taken=taken, currency=currency) for taken in range(3)]

    assert taken == [Decimal(part) for part in parts]


def test_a_discount_on_the_order_lowers_what_each_unit_is_worth():
    cap, mug = item(2, "10.00"), item(1, "20.00")
    adjustments = [line("discount", "-4.00"), line("shipping", "5.00")]

    shares = shares_of(order_with([cap, mug], adjustments), [cap, mug], adjustments)

    assert shares.goods(cap.id, 1) == Decimal("9.00")
    assert shares.discount(cap.id, 1) == Decimal("1.00")
    assert shares.goods(mug.id, 1) == Decimal("18.00")
    assert shares.shipping == Decimal("5.00")


def test_a_discount_on_shipping_lowers_shipping_alone():
    cap = item(1, "10.00")
    adjustments = [line("shipping", "5.00"), line("shipping_discount", "-5.00")]

    shares = shares_of(order_with([cap], adjustments), [cap], adjustments)

    assert (shares.goods(cap.id, 1), shares.shipping, shares.shipping_discount) == (10, 0, 5)


def test_a_discount_larger_than_the_goods_leaves_no_more_shipping_than_was_charged():
    cap = item(1, "10.00")
    adjustments = [line("discount", "-12.00"), line("shipping", "5.00")]

    shares = shares_of(order_with([cap], adjustments), [cap], adjustments)

    assert (shares.goods(cap.id, 1), shares.shipping) == (0, 3)


def test_what_is_inside_the_prices_is_not_counted_twice():
    cap = item(1, "10.00")
    adjustments = [line("tax", "1.80", included=True), line("shipping", "2.00", included=True)]

    shares = shares_of(order_with([cap], adjustments), [cap], adjustments)

    assert (shares.goods(cap.id, 1), shares.shipping) == (10, 0)


def test_more_units_than_there_are_have_no_worth():
    with pytest.raises(ValueError, match="2 units after 2 are not within 3"):
        part_of(Decimal(10), 3, 2, taken=2, currency="EUR")
