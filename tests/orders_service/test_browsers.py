"""What browsers need costs programs nothing, and they get the same answers under the same headers."""

import pytest


@pytest.mark.parametrize("path", ["orders/{ref}/", "orders/", "nothing/", "countries/?page=9999", "orders/states/"])
def test_a_cookie_changes_nothing(guest, order, path):
    guest.credentials(HTTP_X_ORDER_TOKEN=order.token)
    url = f"/api/v1/{path.format(ref=order.ref)}"

    without = guest.get(url)
    guest.cookies["strange"] = "cookie"
    with_cookie = guest.get(url)

    assert (without.status_code, without.content) == (with_cookie.status_code, with_cookie.content)
    assert without.headers == with_cookie.headers


def test_a_bearer_token_goes_before_a_session(admin_client):
    answer = admin_client.get("/api/v1/orders/", headers={"authorization": "bearer unknown"})

    assert answer.status_code == 401


def test_a_session_says_who_is_calling(admin_client, order):
    assert admin_client.get("/api/v1/orders/all/").json()["count"] == 1


def test_a_session_needs_its_one_time_token_to_write(admin_client, order):
    admin_client.handler.enforce_csrf_checks = True

    answer = admin_client.patch(f"/api/v1/orders/{order.ref}/", {"customer_note": "x"}, content_type="application/json")

    assert answer.status_code == 403


def test_files_lie_beside_the_api(client, db):
    file = client.get("/static/orders_service/problems.css")

    assert file.status_code == 200
    assert b"".join(file.streaming_content)
