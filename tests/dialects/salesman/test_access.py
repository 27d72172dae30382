"""Who gets what: every path for every caller. Nobody hears 401, nor whether a stranger's order exists."""

from functools import cache

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from rest_framework.test import APIClient

from access.models import User
from tests.authenticator import Authenticator
from tests.dialects.conftest import Speaker, routes_of
from tests.dialects.salesman.conftest import with_password
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db

NO_CREDENTIALS = "Authentication credentials were not provided."
NOT_ALLOWED = "You do not have permission to perform this action."
NO_MATCH = "No Order matches the given query."


@pytest.fixture
def callers(request, order, speaker):
    """Connections by who calls, made when asked for. `token` is what they add to the path."""

    @cache
    def caller(name):
        if name in {"holder", "wrong holder"}:
            return request.getfixturevalue("anybody")
        if name == "holder who signed in":
            return request.getfixturevalue("other_shopper")
        if name == "reading program":
            return speaker("salesman", "orders:read", "payments:read")
        if name == "program of another channel":
            return Speaker(request.getfixturevalue("stranger"), "/dialects/salesman")
        return request.getfixturevalue(name)

    return caller


def ask(callers, who, method, path, order):
    token = {"holder": order.token, "holder who signed in": order.token, "wrong holder": "x" * 43}.get(who)
    url = path.format(ref=order.ref) + (f"?token={token}" if token else "")
    return getattr(callers(who), method)(url)


MATRIX = {
    # who: own list, detail, last, all, status, ways to pay
    "anybody": (0, 404, 404, 403, 403, 404),
    "holder": (1, 200, 200, 403, 403, 200),
    "wrong holder": (0, 404, 404, 403, 403, 404),
    "shopper": (1, 200, 200, 403, 403, 200),
    "other_shopper": (0, 404, 404, 403, 403, 404),
    "holder who signed in": (0, 404, 404, 403, 403, 404),
    "admin": (0, 200, 404, 200, 200, 200),
    "shop": (0, 200, 404, 200, 200, 200),
    "reading program": (0, 200, 404, 403, 403, 200),
    "program of another channel": (0, 404, 404, 200, 404, 404),
}
PATHS = ("/orders/{ref}/", "/orders/last/", "/orders/all/", "/orders/{ref}/status/", "/orders/{ref}/pay/")


@pytest.mark.parametrize("who", MATRIX)
def test_every_caller_reads_what_is_theirs(callers, order, who):
    listed, *statuses = MATRIX[who]

    answer = ask(callers, who, "get", "/orders/", order)
    assert (answer.status_code, len(answer.json())) == (200, listed)
    assert [ask(callers, who, "get", path, order).status_code for path in PATHS] == statuses


@pytest.mark.parametrize("who", MATRIX)
def test_only_who_acts_for_the_shop_moves_and_refunds(callers, order, who):
    status, refund = ("/orders/{ref}/status/", "/orders/{ref}/refund/")
    expected = {"admin": 200, "shop": 200, "program of another channel": 404}.get(who, 403)

    callers(who)
    with nothing_changes():
        assert ask(callers, who, "put", status, order).status_code == expected
        assert ask(callers, who, "post", refund, order).status_code == expected


def test_all_shows_a_program_the_orders_of_its_channels(shop, order, place, other_channel):
    place(channel=other_channel, customer={"email": "x@example.com"}, currency="EUR")

    assert [row["ref"] for row in shop.get("/orders/all/").json()] == [order.ref]


def test_last_is_never_a_strangers(admin, shop, other_shopper, order):
    for caller in (admin, shop, other_shopper):
        answer = caller.get("/orders/last/")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_last_is_the_newest(shopper, place):
    place()
    newest = place()

    assert shopper.get("/orders/last/").json()["ref"] == newest.ref
    assert shopper.get("/orders/").json()[0]["ref"] == newest.ref


@pytest.mark.parametrize("path", ["/orders/all/", "/orders/{ref}/status/", "/orders/2020-99999/status/"])
def test_permission_comes_before_existence(anybody, shopper, order, path):
    for caller, refusal in ((anybody, NO_CREDENTIALS), (shopper, NOT_ALLOWED)):
        answer = caller.get(path.format(ref=order.ref))
        assert (answer.status_code, answer.json()) == (403, {"detail": refusal})


def test_an_unknown_order_is_not_found(admin):
    for path in ("", "status/", "pay/"):
        answer = admin.get(f"/orders/2020-99999/{path}")
        assert (answer.status_code, answer.json()) == (404, {"detail": NO_MATCH})


def test_wrong_credentials_are_403(staff, anybody, order):
    answer = with_password(staff.username, "wrong").get("/orders/")
    assert (answer.status_code, answer.json()) == (403, {"detail": "Invalid username/password."})
    assert "WWW-Authenticate" not in answer

    answer = anybody.get("/orders/", headers={"authorization": "Bearer wrong"})
    assert answer.status_code == 403
    assert list(answer.json()) == ["detail"]


def test_who_guesses_on_is_told_to_wait_in_the_dialects_form(staff, settings):
    guesser = with_password(staff.username, "wrong")
    answers = [guesser.get("/orders/") for _ in range(settings.AXES_FAILURE_LIMIT + 1)]

    assert answers[0].status_code == 403
    assert answers[-1].status_code == 429
    assert list(answers[-1].json()) == ["detail"]
    assert int(answers[-1]["Retry-After"]) > 0
    assert with_password(staff.username).get("/orders/").status_code == 429


def test_the_right_password_in_between_ends_the_count_of_mistakes(staff, admin, settings):
    guesser = with_password(staff.username, "wrong")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        assert guesser.get("/orders/").status_code == 403
        assert admin.get("/orders/").status_code == 200


def test_a_session_reads_and_needs_a_csrf_token_to_write(staff, order):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)
    url = f"/dialects/salesman/orders/{order.ref}/status/"

    assert browser.get(url).status_code == 200
    refused = browser.put(url, {"status": "HOLD"}, content_type="application/json")
    assert refused.status_code == 403
    assert refused.json()["detail"].startswith("CSRF Failed")

    browser.get("/admin/password_change/")
    token = browser.cookies["csrftoken"].value
    accepted = browser.put(url, {"status": "HOLD"}, content_type="application/json", headers={"x-csrftoken": token})
    assert accepted.status_code == 200


def test_staff_who_may_not_know_customers_see_no_order_of_theirs(admin, staff, order):
    staff.user_permissions.remove(Permission.objects.get(codename="view_customer"))
    browser = Client()
    browser.force_login(staff)

    for answer in (
        admin.get("/orders/all/"),
        admin.get(f"/orders/{order.ref}/"),
        admin.put(f"/orders/{order.ref}/status/", {"status": "HOLD"}),
        browser.get("/dialects/salesman/orders/"),
    ):
        assert (answer.status_code, list(answer.json())) == (403, ["detail"])


def test_staff_without_permissions_may_nothing(order):
    User.objects.create_user("trainee", password="a long password", is_staff=True, reaches_all_channels=True)
    trainee = with_password("trainee")

    assert trainee.get("/orders/all/").status_code == 403
    assert trainee.put(f"/orders/{order.ref}/status/", {"status": "HOLD"}).status_code == 403


def test_money_needs_its_own_scope(speaker, order, place, pay):
    pay(order)
    clerk = speaker("salesman", "orders:read", "orders:write")
    url = f"/orders/{order.ref}"

    assert clerk.post(f"{url}/refund/").status_code == 403
    errors = {row["value"]: row["error"] for row in clerk.get(f"{url}/status/").json()["status_transitions"]}
    assert errors["REFUNDED"] == NOT_ALLOWED
    with nothing_changes():
        assert clerk.put(f"{url}/status/", {"status": "REFUNDED"}).status_code == 400
    assert clerk.post(f"/orders/{place().ref}/pay/", {"payment_method": "card"}).status_code == 403


def test_payments_are_shown_to_whoever_may_see_them(speaker, admin, shopper, order, pay):
    pay(order)
    url = f"/orders/{order.ref}/"

    assert speaker("salesman", "orders:read", "orders:write").get(url).json()["payments"] == []
    for caller in (admin, shopper):
        assert [row["amount"] for row in caller.get(url).json()["payments"]] == ["23.50"]


def test_the_token_is_told_to_whoever_may_know_it(speaker, admin, shopper, shop, order):
    url = f"/orders/{order.ref}/"

    assert {caller.get(url).json()["token"] for caller in (admin, shopper, shop)} == {order.token}
    assert speaker("salesman", "orders:read").get(url).json()["token"] is None


def test_every_route_is_in_the_matrix():
    assert set(routes_of("salesman")) == {
        ("GET", "orders/"),
        ("GET", "orders/last/"),
        ("GET", "orders/all/"),
        ("GET", "orders/<ref>/"),
        ("GET", "orders/<ref>/status/"),
        ("PUT", "orders/<ref>/status/"),
        ("GET", "orders/<ref>/pay/"),
        ("POST", "orders/<ref>/pay/"),
        ("POST", "orders/<ref>/refund/"),
    }


# --- the second factor -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_set_up", [True, False])
@pytest.mark.parametrize("by", ["password", "session"])
def test_who_needs_a_second_factor_is_refused_in_words(staff, order, by, is_set_up, settings):
    browser = APIClient()
    browser.force_login(staff)
    caller = with_password(staff.username) if by == "password" else Speaker(browser, "/dialects/salesman")
    assert caller.get("/orders/").status_code == 200
    if is_set_up:
        Authenticator.of(staff)
    settings.SECOND_FACTOR_REQUIRED = not is_set_up

    answer = caller.get("/orders/")

    assert answer.status_code == 403
    assert "second factor" in answer.json()["detail"]
