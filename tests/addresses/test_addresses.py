"""Addresses: never edited, only replaced; places by row or by name, and always of one country."""

import pytest

from addresses.models import City, Country, CustomerAddress, District, Township
from tests.untouched import nothing_changes

ADDRESSES = "/api/v1/customer-addresses/"


@pytest.fixture
def turkey(db):
    """The country, a city in it, a township in that, a district in that."""
    country = Country.objects.get(code="TR")
    city = City.objects.create(country=country, name="İstanbul")
    township = Township.objects.create(city=city, name="Üsküdar")
    return country, city, township, District.objects.create(township=township, name="Acıbadem")


@pytest.fixture
def create(api):
    keys = iter(range(100))

    def create(**columns):
        body = {"channel": "us-web", "line": "Medium Caddesi 1", **columns}
        return api.post(ADDRESSES, body, format="json", headers={"idempotency-key": f"address-{next(keys)}"})

    return create


def test_a_country_code_finds_its_row(create):
    answer = create(country_code="TR", city_name="İstanbul")

    assert answer.status_code == 201
    assert answer.json()["country"] == str(Country.objects.get(code="TR").id)
    assert answer.json()["city_name"] == "İstanbul"


def test_a_district_brings_everything_it_lies_in(create, turkey):
    country, city, township, district = turkey

    said = create(district=str(district.id)).json()

    assert [said[name] for name in ("country", "city", "township")] == [
        str(row.id) for row in (country, city, township)
    ]
    assert (said["country_code"], said["city_name"]) == ("TR", "İstanbul")


def test_a_place_must_lie_in_the_other(create, turkey):
    elsewhere = City.objects.create(country=Country.objects.get(code="US"), name="Washington")

    answer = create(city=str(elsewhere.id), township=str(turkey[2].id))

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"], error["pointer"]) == (400, "place_not_inside", "/township")
    assert not CustomerAddress.objects.exists()


@pytest.mark.parametrize(
    ("columns", "pointer", "code"),
    [
        ({"country_code": "XX"}, "/country_code", "unknown"),
        ({"country": "0190b0a5-7c3e-7000-8000-000000000001"}, "/country", "unknown_country"),
        ({"line": "x" * 2001}, "/line", "max_length"),
        ({"line": "one\x00two"}, "/line", "nul_character"),
        ({"street": "Medium"}, "/street", "unknown_field"),
    ],
)
def test_a_mistake_is_named(create, columns, pointer, code):
    answer = create(**columns)

    assert answer.status_code == 400
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert not CustomerAddress.objects.exists()


def test_two_ways_to_name_the_country_must_agree(create):
    answer = create(country=str(Country.objects.get(code="TR").id), country_code="US")

    assert [error["code"] for error in answer.json()["errors"]] == ["countries_differ"]


def test_a_change_makes_a_new_row_and_retires_the_old_one(api, create):
    old = create(country_code="TR").json()

    answer = api.patch(f"{ADDRESSES}{old['id']}/", {"line": "Medium Caddesi 2"}, format="json")

    new = answer.json()
    assert answer.status_code == 200
    assert new["id"] != old["id"]
    assert (new["line"], new["country_code"]) == ("Medium Caddesi 2", "TR")
    before = CustomerAddress.objects.get(pk=old["id"])
    assert (before.line, before.is_active) == ("Medium Caddesi 1", False)
    assert CustomerAddress.objects.get(pk=new["id"]).replaces_id == before.pk


def test_what_an_order_says_never_changes(api, order):
    said = api.get(f"/api/v1/orders/{order.ref}/").json()["billing_address"]

    api.patch(f"{ADDRESSES}{said['id']}/", {"line": "Somewhere else"}, format="json")

    now = api.get(f"/api/v1/orders/{order.ref}/").json()["billing_address"]
    assert (now["id"], now["line"]) == (said["id"], "300 E St SW")


def test_a_retired_address_is_not_changed_again(api, create):
    old = create().json()
    api.patch(f"{ADDRESSES}{old['id']}/", {"line": "Second"}, format="json")

    with nothing_changes():
        answer = api.patch(f"{ADDRESSES}{old['id']}/", {"line": "Third"}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "address_retired")


def test_deleting_only_retires(api, create):
    address = create().json()

    answer = api.delete(f"{ADDRESSES}{address['id']}/")

    assert answer.status_code == 204
    assert CustomerAddress.objects.get(pk=address["id"]).is_active is False


def test_identity_and_tax_numbers_need_their_scope(create, client_for, channel, customer):
    address = create(identity_number="10000000146", tax_no="1234567890").json()
    assert (address["identity_number"], address["tax_no"]) == ("10000000146", "1234567890")

    order = client_for("orders:read", "orders:write", channels=[channel]).post(
        "/api/v1/orders/",
        {
            "customer": {"email": "shop@example.com"},
            "items": [{"sku": "MUG", "quantity": 1, "unit_price": "10.00"}],
            "billing_address": {"line": "1", "identity_number": "10000000146", "tax_no": "1234567890"},
        },
        format="json",
        headers={"idempotency-key": "hidden"},
    )

    assert order.status_code == 201
    assert "10000000146" not in order.content.decode()
    assert "1234567890" not in order.content.decode()


def test_another_channels_address_is_not_there(stranger, create):
    address = create().json()

    assert stranger.get(f"{ADDRESSES}{address['id']}/").status_code == 404
    assert stranger.get(ADDRESSES).json()["count"] == 0


def test_addresses_are_found_by_every_field(api, create):
    create(postcode="34660", tax_office="Üsküdar", company_name="Medium")
    create(postcode="06000")

    found = api.get(ADDRESSES, {"postcode": "34660", "tax_office": "Üsküdar", "company_name": "Medium"}).json()

    assert [row["postcode"] for row in found["results"]] == ["34660"]
