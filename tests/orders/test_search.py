"""`GET /orders/?q=…`: finding orders by words."""

import pytest

from addresses.models import Customer
from tests.answers import wrong


@pytest.fixture
def found(staff_api, names_of):
    def found(words):
        return " ".join(sorted(names_of(staff_api.get("/api/v1/orders/", {"q": words})).split()))

    return found


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("1254", "mug"),
        ("B-77", "cap"),
        ("b-77", "cap"),
        ("shop@example.com", "mug"),
        ("EXAMPLE.COM", "cap draft mug tea"),
        ("john", "mug"),
        ("John Doe", "mug"),
        ("doe john", "mug"),
        ("ohn", "mug"),
        ("801-755", "mug"),
        ("MUG", "mug"),
        ("cap", "cap"),
        ("00340434161094015902", "cap"),
        ("6109401", "cap"),
        ("customer-17 cap", "cap"),
        ("customer-17,cap", "cap"),
        ("customer-17 mug", ""),
        ("nobody", ""),
        ("%", ""),
        ("_", ""),
        ("\\", ""),
        ("'; --", ""),
        ("", "cap draft mug tea"),
        (" , ", "cap draft mug tea"),
    ],
)
def test_all_words_must_occur_in_any_case_and_as_parts(found, words, names):
    assert found(words) == names


def test_the_ref_is_searched(found, shelf):
    assert found(shelf.tea.ref) == "tea"
    assert found(str(shelf.tea.ref)[3:]) == "tea"


@pytest.mark.parametrize(
    ("name", "words"), [("Şükrü", "ŞÜKRÜ"), ("Zoë", "zoë"), ("Straße", "straße"), ("Ωmega", "ωmega")]
)
def test_letters_of_every_alphabet_are_found_in_any_case(api, place, customer, name, words):
    Customer.objects.filter(pk=customer.pk).update(first_name=name)
    order = place()

    answer = api.get("/api/v1/orders/", {"q": words})

    assert [row["ref"] for row in answer.json()["results"]] == [order.ref]


def test_words_are_searched_among_what_the_filters_leave(staff_api, names_of):
    assert names_of(staff_api.get("/api/v1/orders/", {"q": "example", "currency": "JPY"})) == "tea"


def test_nothing_out_of_reach_is_found(api, names_of):
    assert names_of(api.get("/api/v1/orders/", {"q": "tea"})) == ""


def test_an_orders_token_is_not_searched(staff_api, names_of, shelf):
    assert names_of(staff_api.get("/api/v1/orders/", {"q": shelf.mug.token})) == ""


def test_words_have_a_limit(api):
    assert wrong(api.get("/api/v1/orders/", {"q": "x" * 201})) == {"q": "too_long"}
