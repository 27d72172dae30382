"""`GET /orders/?q=…`: finding orders by words."""

import pytest
from django.contrib.auth.models import Group
from rest_framework.test import APIClient

from access.models import User
from addresses.models import Customer
from orders.update import update_order
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
        ("\u202ab\u201177\u202c", "cap"),
        ("00340434161094015902\u200b", "cap"),
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


@pytest.mark.parametrize("words", ["İbrahim Işık", "ibrahim", "IBRAHIM", "İBRAHİM", "ışık", "ISIK", "isik", "isi ibr"])
def test_a_name_is_found_with_or_without_its_accents(api, place, customer, words):
    Customer.objects.filter(pk=customer.pk).update(first_name="İbrahim", last_name="Işık")
    order = place()

    answer = api.get("/api/v1/orders/", {"q": words})

    assert [row["ref"] for row in answer.json()["results"]] == [order.ref]


@pytest.mark.parametrize(
    "words",
    [
        "mehmet",
        "Ozturk Ltd",
        "bagdat 5",
        "34710",
        "kadikoy",
        "555 987 65",
        "05559876543",
        "+905559876543",
        "mug medium",
    ],
)
def test_an_order_is_found_by_what_stands_on_its_parcels(api, place, words):
    address = {
        "first_name": "Mehmet", "last_name": "Öztürk", "company_name": "Öztürk Ltd", "line": "Bağdat Cad. 5",
        "postcode": "34710", "city_name": "Kadıköy", "country_code": "TR", "phone_number": "0555 987 65 43",
    }  # fmt: skip
    order = place(shipping_address=address)
    place()

    answer = api.get("/api/v1/orders/", {"q": words})

    assert order.ref in [row["ref"] for row in answer.json()["results"]]
    assert words == "mug medium" or len(answer.json()["results"]) == 1


@pytest.mark.parametrize("phone", ["+90 532 111 22 33", "+905321112233"])
@pytest.mark.parametrize("words", ["05321112233", "5321112233", "+905321112233", "0532 111 22 33"])
def test_a_phone_is_found_however_it_is_written(api, place, customer, phone, words):
    Customer.objects.filter(pk=customer.pk).update(phone=phone)
    order = place()

    answer = api.get("/api/v1/orders/", {"q": words})

    assert [row["ref"] for row in answer.json()["results"]] == [order.ref]


def found_by(client, words):
    return [row["ref"] for row in client.get("/api/v1/orders/", {"q": words}).json()["results"]]


@pytest.fixture
def warehouse(db):
    """Somebody who knows what is on a label, and no e-mail addresses."""
    person = User.objects.create(username="warehouse", is_staff=True, reaches_all_channels=True)
    person.groups.set([Group.objects.get(name="Warehouse")])
    connection = APIClient()
    connection.force_login(person)
    return connection


@pytest.mark.parametrize("email", ["guessed@example.com", "guess\u00e9d@example.com", "guessed@\u015fule.example"])
def test_an_e_mail_is_not_guessed_by_who_is_not_shown_it(warehouse, api, place, customer, email):
    Customer.objects.filter(pk=customer.pk).update(email=email)
    order = place()

    assert found_by(api, "guesse") == found_by(warehouse, f"{order.ref} john mug") == [order.ref]
    assert found_by(warehouse, "guesse") == found_by(warehouse, "@") == found_by(warehouse, "john guesse") == []


def test_an_order_without_an_e_mail_is_found_by_all(warehouse, api, place, customer):
    Customer.objects.filter(pk=customer.pk).update(email="")
    order = place()

    assert found_by(api, "john mug") == found_by(warehouse, "john mug") == [order.ref]


def test_a_corrected_address_is_searched(api, order, now):
    update_order(order, changes={"shipping_address": {"line": "Yeni Cadde 7", "country_code": "TR"}}, **now)

    answer = api.get("/api/v1/orders/", {"q": "yeni cadde"})

    assert [row["ref"] for row in answer.json()["results"]] == [order.ref]


@pytest.mark.parametrize("words", ["İ-1", "i-1", "I-1", "ı-1"])
def test_a_number_is_found_with_or_without_its_accents(api, place, words):
    order = place(number="İ-1")
    place(number="J-1")

    answer = api.get("/api/v1/orders/", {"q": words})

    assert [row["ref"] for row in answer.json()["results"]] == [order.ref]


@pytest.mark.parametrize("asked", ["number__icontains", "number__contains", "number"])
def test_filters_of_a_part_find_what_the_column_says(api, place, asked):
    order = place(number="Nº İ-1")

    answer = api.get("/api/v1/orders/", {asked: "Nº İ-1"})

    assert [row["ref"] for row in answer.json()["results"]] == [order.ref]


def test_words_are_searched_among_what_the_filters_leave(staff_api, names_of):
    assert names_of(staff_api.get("/api/v1/orders/", {"q": "example", "currency": "JPY"})) == "tea"


def test_nothing_out_of_reach_is_found(api, names_of):
    assert names_of(api.get("/api/v1/orders/", {"q": "tea"})) == ""


def test_an_orders_token_is_not_searched(staff_api, names_of, shelf):
    assert names_of(staff_api.get("/api/v1/orders/", {"q": shelf.mug.token})) == ""


def test_words_have_a_limit(api):
    assert wrong(api.get("/api/v1/orders/", {"q": "x" * 201})) == {"q": "too_long"}
