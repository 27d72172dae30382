"""Parts of texts are looked for in their case by every database."""

import pytest
from django.db.models import Value

from addresses.models import Customer

pytestmark = pytest.mark.django_db
NAMES = ("Abc", "a*c", "[b]?", "ABC")


@pytest.fixture
def named(channel, now):
    times = {"created_at": now["at"], "updated_at": now["at"]}
    Customer.objects.bulk_create(Customer(channel=channel, first_name=name, **times) for name in NAMES)


@pytest.mark.parametrize(
    ("lookup", "part", "found"),
    [
        ("contains", "b", {"Abc", "[b]?"}),
        ("contains", "B", {"ABC"}),
        ("contains", "*", {"a*c"}),
        ("contains", "[b", {"[b]?"}),
        ("contains", "?", {"[b]?"}),
        ("contains", "%", set()),
        ("contains", "", set(NAMES)),
        ("startswith", "A", {"Abc", "ABC"}),
        ("startswith", "a", {"a*c"}),
        ("endswith", "c", {"Abc", "a*c"}),
        ("endswith", "]?", {"[b]?"}),
        ("icontains", "B", {"Abc", "[b]?", "ABC"}),
    ],
)
def test_a_part_is_found_in_its_case(named, lookup, part, found):
    matching = Customer.objects.filter(**{f"first_name__{lookup}": part})

    assert set(matching.values_list("first_name", flat=True)) == found


def test_a_part_may_be_computed(named):
    assert Customer.objects.filter(first_name__contains=Value("[b")).count() == 1
