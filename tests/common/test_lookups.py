"""Parts of texts are looked for in their case by every database, and constraints list their values as one array."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint, Value

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


def test_one_of_a_few_values_is_found_by_every_database(named):
    assert set(
        Customer.objects.filter(first_name__one_of=["ABC", "Abc", "b"]).values_list("first_name", flat=True)
    ) == {
        "Abc",
        "ABC",
    }
    assert not Customer.objects.filter(gender__one_of=[1, 2]).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no arrays")
def test_no_constraint_lists_values_one_by_one():
    ours = {
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conbin::text LIKE '%{ARRAYEXPR %'")
        one_by_one = {name for (name,) in cursor.fetchall()}

    assert not ours & one_by_one, "Check constraints list their values by `__one_of`."
