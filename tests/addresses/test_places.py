"""Countries, cities, townships and districts: found by their parents and names."""

import pytest

from addresses.models import City, Country, District, Township


@pytest.fixture
def istanbul(db):
    city = City.objects.create(country=Country.objects.get(code="TR"), name="İstanbul")
    township = Township.objects.create(city=city, name="Beyoğlu")
    District.objects.create(township=township, name="Galata")
    City.objects.create(country=Country.objects.get(code="DE"), name="Berlin")
    return city


def test_every_country_of_iso_3166_is_there(api):
    answer = api.get("/api/v1/countries/", {"limit": 250}).json()

    codes = {country["code"] for country in answer["results"]}
    assert answer["count"] == len(codes) == 249
    assert {"TR", "US", "XK"} & codes == {"TR", "US"}


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
