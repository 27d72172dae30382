"""`/` and `/api/`: the addresses that people and programs start from."""

from urllib.parse import urlsplit

import pytest

from orders_service.demo.logins import PASSWORD


def test_people_find_docs_and_back_office(client, db):
    text = client.get("/").content.decode()

    for path in ("/api/docs/", "/api/redoc/", "/api/schema/", "/api/problems/", "/admin/"):
        assert f'href="{path}"' in text
    assert PASSWORD not in text


def test_programs_find_what_they_start_from(client, db):
    addresses = client.get("/api/").json()

    assert set(addresses) == {"orders", "description", "docs", "problems", "token"}
    assert addresses["orders"].endswith("/api/v1/orders/")
    for name in ("description", "problems"):
        assert client.get(urlsplit(addresses[name]).path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/"])
def test_they_are_only_read(client, path):
    assert client.post(path).status_code == 405
