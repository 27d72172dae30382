import pytest


@pytest.mark.parametrize("path", ["/api/echo/", "/api/echo", "/oauth/token/"])
def test_a_body_in_chunks_is_refused_and_never_taken_for_an_empty_one(api, path):
    answer = api.send("POST", path, '{"amount": "1.00"}', headers={"transfer-encoding": "chunked"})

    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_elsewhere_nobody_minds(api):
    assert api.send("POST", "/pages/echo/", "a", headers={"transfer-encoding": "chunked"}).status_code == 200


LARGEST = 1024 * 1024


@pytest.mark.parametrize("path", ["/api/echo/", "/api/echo", "/api/nowhere/"])
def test_a_body_that_is_too_large_is_refused_before_it_is_read(api, path):
    answer = api.send("POST", path, "x", CONTENT_LENGTH=str(LARGEST + 1))

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("path", ["/pages/echo/", "/nowhere/"])
def test_people_read_on_a_page_that_their_upload_is_too_large(api, path):
    answer = api.send("POST", path, "x", CONTENT_LENGTH=str(LARGEST + 1))

    assert (answer.status_code, answer["Content-Type"]) == (413, "text/html; charset=utf-8")
    assert "larger than 1024 KiB" in answer.content.decode()
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_as_much_as_is_allowed_gets_through(api):
    assert api.send("POST", "/pages/echo/", "x" * LARGEST).status_code == 200
