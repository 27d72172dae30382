from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F, Max, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.fields import MoneyField
from common.money import LARGEST_AMOUNT
from orders.models import Order
from tests.common.rows import store

pytestmark = pytest.mark.django_db
AMOUNTS = st.decimals(0, LARGEST_AMOUNT - 1, places=4)


def totals(**conditions):
    return sorted(Order.objects.filter(**conditions).values_list("total", flat=True))


class TestExactness(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(amounts=st.lists(AMOUNTS, min_size=1, max_size=8))
    def test_amounts_are_stored_compared_and_added_without_losing_a_digit(self, amounts):
        store(*({"total": amount} for amount in amounts))
        middle = amounts[0]

        assert totals() == sorted(amounts)
        assert totals(total=middle) == [amount for amount in amounts if amount == middle]
        assert totals(total__gt=middle) == sorted(amount for amount in amounts if amount > middle)
        assert totals(total__lte=middle) == sorted(amount for amount in amounts if amount <= middle)
        assert totals(total__in=amounts[:2]) == sorted(amount for amount in amounts if amount in amounts[:2])
        assert Order.objects.aggregate(Sum("total"), Max("total")) == {
            "total__sum": sum(amounts),
            "total__max": max(amounts),
        }


def test_a_tenth_and_two_tenths_are_three_tenths():
    store({"total": Decimal("0.1")}, {"total": Decimal("0.2")})

    assert Order.objects.aggregate(sum=Sum("total"))["sum"] == Decimal("0.3")


def test_columns_are_compared_with_each_other():
    store({"total": Decimal("5")})

    assert Order.objects.filter(total=F("subtotal"), amount_paid__lt=F("total")).count() == 1


def test_an_amount_is_updated_from_a_column():
    [order] = store({"total": Decimal("5.25")})

    Order.objects.update(shipping_amount=F("total"))

    assert Order.objects.get(pk=order.pk).shipping_amount == Decimal("5.25")


def test_a_missing_rate_stays_missing():
    [order] = store({"shipping_tax_rate": None})

    assert Order.objects.get(pk=order.pk).shipping_tax_rate is None
    assert Order.objects.filter(shipping_tax_rate__isnull=True).exists()


@pytest.mark.parametrize("value", ["0.00001", "1.23456", "NaN", "Infinity"])
def test_what_would_lose_digits_is_not_stored(value):
    with pytest.raises((ValueError, ArithmeticError)):
        MoneyField().get_prep_value(Decimal(value))


@pytest.mark.parametrize(("given", "amount"), [("33.00", "33"), (33, "33"), (Decimal("0.5"), "0.5"), (None, None)])
def test_values_from_forms_become_decimals(given, amount):
    assert MoneyField().to_python(given) == (None if amount is None else Decimal(amount))


def test_what_is_no_number_is_no_amount():
    with pytest.raises(ValidationError):
        MoneyField().to_python("much")


def test_a_form_takes_four_digits_after_the_point():
    field = MoneyField().formfield()

    assert field.clean("12.3456") == Decimal("12.3456")
    with pytest.raises(ValidationError):
        field.clean("12.34567")


def test_the_largest_amount_is_no_problem_for_the_column():
    store({"total": LARGEST_AMOUNT - Decimal("0.0001")})

    assert totals() == [Decimal("999999999999.9999")]
