"""The API speaks one language, whatever the caller's browser says."""

import pytest

from tests.answers import wrong

TURKISH = {"accept-language": "tr"}


@pytest.mark.parametrize("body", [{"customer_note": 5}, {"customer_not": "x"}])
def test_a_problem_is_told_in_the_services_language_as_a_whole(api, order, body):
    path = f"/api/v1/orders/{order.ref}/"
    english, other = api.patch(path, body, format="json"), api.patch(path, body, format="json", headers=TURKISH)

    assert wrong(other)
    assert other.json() == english.json()
    assert "Accept-Language" not in other.get("Vary", "")


def test_pages_speak_the_readers_language(client, db):
    page = client.get("/admin/login/", headers=TURKISH)

    assert page["Content-Language"] == "tr"
    assert client.get("/admin/login/", headers={"accept-language": "en"})["Content-Language"] == "en"
