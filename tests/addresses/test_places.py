"""Countries, cities, townships and districts: found by their parents and names."""

import pytest

from addresses.models import City, Country, District, Township
from common.countries import RESERVED


@pytest.fixture
def istanbul(db):
    city = City.objects.create(country=Country.objects.get(code="TR"), name="İstanbul")
    township = Township.objects.create(city=city, name="Beyoğlu")
    District.objects.create(township=township, name="Galata")
    City.objects.create(country=Country.objects.get(code="DE"), name="Berlin")
    return city


def test_every_country_is_there(api):
    pages = [api.get("/api/v1/countries/", {"limit": 200, "page": page}).json() for page in (1, 2)]

    codes = {country["code"] for page in pages for country in page["results"]}
    assert len(codes) == 249 + len(RESERVED)
    assert {"TR", "US", "XK"} <= codes


def test_a_country_is_found_by_its_code(api):
    (country,) = api.get("/api/v1/countries/", {"code": "TR"}).json()["results"]

    assert country["name"].startswith("T")
    assert api.get(f"/api/v1/countries/{country['id']}/").json() == country


def test_places_are_found_by_what_they_lie_in(api, istanbul):
    cities = api.get("/api/v1/cities/", {"country": str(istanbul.country_id)}).json()["results"]
    townships = api.get("/api/v1/townships/", {"city": cities[0]["id"]}).json()["results"]
    districts = api.get("/api/v1/districts/", {"township": townships[0]["id"]}).json()["results"]

    assert [row["name"] for row in (*cities, *townships, *districts)] == ["İstanbul", "Beyoğlu", "Galata"]


def test_places_are_found_by_name(api, istanbul):
    assert [row["name"] for row in api.get("/api/v1/cities/", {"name": "Berlin"}).json()["results"]] == ["Berlin"]
    assert [row["name"] for row in api.get("/api/v1/cities/", {"name__icontains": "erl"}).json()["results"]] == [
        "Berlin"
    ]


def test_an_unknown_parent_is_a_mistake_or_nothing(api, istanbul):
    assert api.get("/api/v1/cities/", {"country": "TR"}).status_code == 400
    assert api.get("/api/v1/cities/", {"country": str(istanbul.id)}).json()["results"] == []
