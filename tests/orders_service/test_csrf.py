"""Whoever signs in may write with the CSRF token of their session, whatever their role."""

import pytest
from django.conf import settings as project
from django.contrib.auth.models import Group
from rest_framework.test import APIClient

from access.models import User
from orders.models import Order
from tests.routes import routes

COMMANDS = [route for route in routes("/api/v1/") if route.is_command]
NOWHERE = "0190b0a5-7c3e-7000-8000-000000000001"
NAMES = dict.fromkeys(("pk", "shipment_id", "payment_id", "refund_id", "delivery_id"), NOWHERE) | {"ref": "2026-99999"}

FOR_STOREFRONTS = "POST /api/v1/customers/{pk}/tokens/"
"""What no member of staff may do, whatever their scopes: a token that acts as a customer is a storefront's to get."""


@pytest.fixture
def sign_in(db):
    """Signs somebody of a role in, as the login page does."""

    def sign_in(role):
        person = User.objects.create_user(
            f"{role.lower()}-1", password="a long password", is_staff=True, reaches_all_channels=True
        )
        person.groups.add(Group.objects.get(name=role))
        browser = APIClient(enforce_csrf_checks=True)
        browser.get("/admin/login/")
        form = {"username": person.username, "password": "a long password", "next": "/admin/"}
        form["csrfmiddlewaretoken"] = browser.cookies["csrftoken"].value
        assert browser.post("/admin/login/", form).status_code == 302
        return browser

    return sign_in


def written(browser, route, **headers):
    headers = {"idempotency-key": "one", **headers}
    path = f"{route.path.format_map(NAMES)}?dry_run=true"
    return getattr(browser, route.method.lower())(path, {}, format="json", headers=headers)


@pytest.mark.parametrize("role", ["Support", "Warehouse", "Finance"])
def test_with_the_token_nothing_is_refused_but_for_a_missing_scope(sign_in, role):
    browser = sign_in(role)
    token = browser.cookies["csrftoken"].value

    answers = {str(route): written(browser, route, **{"x-csrftoken": token}) for route in COMMANDS}

    refused = {route: answer.json() for route, answer in answers.items() if answer.status_code == 403}
    otherwise = {route for route, body in refused.items() if body["code"] != "scope_missing"}
    assert otherwise <= {FOR_STOREFRONTS}
    assert 0 < len(refused) < len(COMMANDS)


def test_without_it_everything_is(sign_in):
    browser = sign_in("Support")

    for route in COMMANDS:
        answer = written(browser, route)
        assert (answer.status_code, "CSRF" in answer.json()["detail"]) == (403, True)


@pytest.mark.parametrize("ends", [b"--b--", b""], ids=["whole", "cut off"])
def test_a_form_is_no_body_of_a_command_nor_as_good_as_none(sign_in, order, ends):
    """Whoever wants to refund an amount must not refund everything because the amount came in a form."""
    browser = sign_in("Support")
    User.objects.update(is_superuser=True)
    headers = {"x-csrftoken": browser.cookies["csrftoken"].value, "idempotency-key": "one"}
    form = b'--b\r\nContent-Disposition: form-data; name="amount"\r\n\r\n1\r\n' + ends

    for route in COMMANDS:
        path = route.path.format_map(NAMES | {"ref": order.ref})
        send = getattr(browser, route.method.lower())
        answer = send(path, form, content_type="multipart/form-data; boundary=b", headers=headers)
        assert answer.status_code in (400, 404, 415), f"{route}: {answer.status_code}"
        assert answer["Content-Type"] == "application/problem+json", route

    assert Order.objects.get(pk=order.pk).version == order.version


def test_the_public_address_is_an_origin_of_ours_whatever_a_proxy_makes_of_it(sign_in):
    browser = sign_in("Support")
    token = browser.cookies["csrftoken"].value
    route = next(route for route in COMMANDS if str(route) == "PATCH /api/v1/orders/{ref}/")

    own = written(browser, route, **{"x-csrftoken": token, "origin": project.PUBLIC_URL})
    foreign = written(browser, route, **{"x-csrftoken": token, "origin": "https://elsewhere.example"})

    assert (own.status_code, foreign.status_code) == (404, 403)
