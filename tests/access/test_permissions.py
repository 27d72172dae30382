"""Who is let in, and what those hear who are not."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from access.permissions import HasScope
from access.services import issue_customer_token
from tests.access.urls import desk


def grant(user, codename):
    user.user_permissions.add(Permission.objects.get(codename=codename))


def test_a_view_that_forgot_to_say_lets_nobody_in(api, bearer, admin_user):
    assert api.get("/api/forgotten/").status_code == 401
    assert api.get("/api/forgotten/", headers=bearer("orders:read")).status_code == 403
    api.force_login(admin_user)
    assert api.get("/api/forgotten/").status_code == 403
    assert desk.callers == []


def test_a_client_hears_which_scope_is_missing(api, bearer):
    answer = api.post("/api/writing/", headers=bearer("orders:read"))

    assert answer.status_code == 403
    assert answer.json()["code"] == "scope_missing"
    assert answer.json()["scope"] == "orders:write"
    assert answer.json()["detail"] == "This needs the scope 'orders:write'."
    assert answer["WWW-Authenticate"] == (
        'Bearer realm="Orders Service", error="insufficient_scope", scope="orders:write"'
    )


def test_staff_hear_which_permission_is_missing(api, staff):
    api.force_login(staff)

    answer = api.post("/api/writing/")

    assert answer.status_code == 403
    assert answer.json()["permission"] == "orders.change_order"
    assert answer.json()["detail"] == (
        "This needs the scope 'orders:write', which the permission 'orders.change_order' gives."
    )


def test_staff_with_the_permission_are_let_in(api, staff):
    grant(staff, "change_order")
    api.force_login(staff)

    assert api.post("/api/writing/").status_code == 200


def test_nobody_in_particular_is_asked_who_they_are(db, api):
    for path in ("reading", "writing", "paying", "staff"):
        assert api.post(f"/api/{path}/").status_code == 401


def test_anybody_is_let_in_where_anybody_may(db, api):
    assert api.get("/api/everybody/").status_code == 200


@pytest.mark.parametrize("scope", ["orders:read", "shipments:write"])
def test_of_several_permissions_all_must_agree(api, bearer, scope):
    answer = api.get("/api/shipping/", headers=bearer(scope))

    assert answer.status_code == 403
    assert api.get("/api/shipping/", headers=bearer("orders:read", "shipments:write")).status_code == 200


def test_only_staff_who_may_read_are_let_in_where_staff_may(api, staff, person, bearer):
    assert api.get("/api/staff/", headers=bearer("orders:read")).status_code == 403
    api.force_login(person)
    assert api.get("/api/staff/").status_code == 403
    api.force_login(staff)
    assert api.get("/api/staff/").json()["scope"] == "orders:read"
    grant(staff, "view_order")
    assert api.get("/api/staff/").status_code == 200


def test_customers_and_holders_of_a_token_may_pay_but_not_write(api, person, new_order):
    token = {"x-order-token": new_order().token}
    assert api.post("/api/paying/", headers=token).status_code == 200
    assert api.post("/api/writing/", headers=token).status_code == 403
    api.force_login(person)
    assert api.post("/api/paying/").status_code == 200
    assert api.post("/api/writing/").status_code == 403


def test_a_client_needs_the_scope_to_pay_even_with_the_orders_token(api, bearer, new_order):
    header = bearer("orders:read", "payments:read") | {"x-order-token": new_order().token}

    answer = api.post("/api/paying/", headers=header)

    assert answer.status_code == 403
    assert answer.json()["scope"] == "payments:write"


def test_staff_need_the_permission_to_pay(api, staff):
    api.force_login(staff)

    assert api.post("/api/paying/").json()["permission"] == "payments.change_payment"


def test_a_scope_that_does_not_exist_cannot_be_asked_for():
    with pytest.raises(ValueError, match="orders:wriet"):
        HasScope("orders:wriet")


def test_a_customers_token_that_may_not_read_payments_cannot_pay(api, new_client, new_customer):
    storefront = new_client("orders:read", "payments:read").client
    token = issue_customer_token(
        new_customer().id, client=storefront.client_id, scopes=["orders:read"], seconds=600, at=timezone.now()
    )

    answer = api.post("/api/paying/", headers={"authorization": f"Bearer {token.secret}"})

    assert answer.status_code == 403
    assert answer.json()["scope"] == "payments:write"
