"""Imported ids take precedence over computed ones, in both directions."""

import pytest
from django.http import Http404

from dialects.common.aliases import Aliases, aliased_row, find_order, place_key
from dialects.common.units import unit_id
from orders.models import ExternalId, ExternalKind, Order

pytestmark = pytest.mark.django_db


def alias(kind, key, value, dialect="sylius"):
    return ExternalId.objects.create(dialect=dialect, kind=kind, object_id=key, value=value)


def found(text, dialect="sylius"):
    return find_order(Order.objects.all(), dialect, text)


def test_an_order_is_found_by_its_serial(order):
    assert found(str(order.serial)) == order


def test_an_order_is_found_by_its_alias(order):
    alias(ExternalKind.ORDER, order.pk, "777000")

    assert found("777000") == order


def test_an_alias_wins_over_the_serial_of_another_order(place):
    imported, native = place(), place()
    alias(ExternalKind.ORDER, imported.pk, str(native.serial))

    assert found(str(native.serial)) == imported


def test_an_alias_counts_in_its_dialect_alone(order):
    alias(ExternalKind.ORDER, order.pk, "777000")

    with pytest.raises(Http404):
        found("777000", dialect="lunasoft")


@pytest.mark.parametrize("text", ["-1", "0", "x", "9" * 18, "9" * 40, "1.5", "²"])
def test_nothing_is_found_by_what_is_no_number_of_an_order(text, order):
    with pytest.raises(Http404):
        found(text)


def test_all_aliases_of_a_page_are_read_in_three_statements(place, django_assert_num_queries):
    orders = [place() for _ in range(3)]
    items = [order.items.get() for order in orders]
    second = unit_id(items[0], 1, serial=orders[0].serial)
    payment = place_key(orders[1].pk, ExternalKind.PAYMENT, 0)
    alias(ExternalKind.UNIT, second, "228")
    alias(ExternalKind.PAYMENT, payment, "21")

    with django_assert_num_queries(3):
        aliases = Aliases("sylius", rows=[payment, *(item.pk for item in items)], orders=orders)

    assert aliases.number(ExternalKind.UNIT, second, 5) == 228
    assert aliases.number(ExternalKind.PAYMENT, payment, 5) == 21
    assert aliases.text(ExternalKind.PAYMENT, payment, 5) == "21"
    assert aliases.number(ExternalKind.ITEM, items[0].pk, 5) == 5
    assert aliased_row("sylius", ExternalKind.PAYMENT, 21) == payment
