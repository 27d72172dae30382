import pytest


@pytest.mark.parametrize("path", ["/api/echo/", "/api/echo", "/oauth/token/"])
def test_a_body_in_chunks_is_refused_and_never_taken_for_an_empty_one(api, path):
    answer = api.send("POST", path, '{"amount": "1.00"}', headers={"transfer-encoding": "chunked"})

    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


def test_elsewhere_nobody_minds(api):
    assert api.send("POST", "/pages/echo/", "a", headers={"transfer-encoding": "chunked"}).status_code == 200
