import pytest


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_path_without_its_last_slash_is_served_as_with_one(api, method):
    answer = getattr(api, method)("/api/echo", content_type="application/json")

    assert answer.status_code == 200
    assert "Location" not in answer


def test_the_query_and_the_body_stay_what_they_were(api):
    assert api.get("/api/echo?a=1&b=x/y").json()["query"] == {"a": ["1"], "b": ["x/y"]}
    assert api.send("POST", "/api/echo", '{"a": "/"}').json() == {"a": "/"}


def test_links_are_made_with_the_slash(api, db):
    assert api.get("/api/orders?limit=1&page=1").status_code == 200


@pytest.mark.parametrize("path", ["/pages/echo", "/apiary", "/oauth2"])
def test_paths_outside_of_the_api_are_left_alone(api, path):
    assert api.get(path).status_code == 404


def test_a_path_with_its_slash_gets_no_second_one(api):
    assert api.get("/api/echo/").status_code == 200
    assert api.get("/pages/echo/").content == b"a page"


@pytest.mark.parametrize("path", ["/api", "/api/", "/oauth", "/api/nothing"])
def test_what_is_not_there_is_a_problem_with_slash_or_without(api, path):
    answer = api.get(path)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
