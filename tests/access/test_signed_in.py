"""Sessions: staff and customers."""

import pytest
from django.contrib.auth.models import Permission
from rest_framework.test import APIClient

from access.models import User
from access.scopes import CUSTOMER_SCOPES, SCOPES
from tests.access.urls import desk


@pytest.fixture
def strict_api():
    """A browser's side of things: CSRF is checked."""
    return APIClient(enforce_csrf_checks=True)


def test_a_customer_reaches_the_orders_of_every_customer_row_that_is_theirs(
    api, person, new_customer, new_order, other_channel
):
    here, there = new_customer(user=person), new_customer(user=person, channel=other_channel)
    new_order("2026-00001", customer=here)
    new_order("2026-00002", customer=there)
    new_order("2026-00003")
    api.force_login(person)

    answer = api.get("/api/reading/")

    assert answer.json() == {"kind": "customer", "orders": ["2026-00001", "2026-00002"]}
    assert desk.callers[-1].id == str(person.id)
    assert desk.callers[-1].customers == {here.id, there.id}
    assert desk.callers[-1].scopes == CUSTOMER_SCOPES


def test_staff_reach_every_order(api, staff, new_order):
    new_order("2026-00001")
    new_order("2026-00002")
    staff.user_permissions.add(Permission.objects.get(codename="view_order"))
    api.force_login(staff)

    answer = api.get("/api/staff/")

    assert answer.json() == {"kind": "staff", "orders": ["2026-00001", "2026-00002"]}
    assert desk.callers[-1].channels is None


def test_the_scopes_of_staff_are_what_their_permissions_amount_to(api, staff):
    staff.user_permissions.add(*Permission.objects.filter(codename__in=["view_order", "change_shipment"]))
    api.force_login(staff)

    api.get("/api/everybody/")

    assert desk.callers[-1].scopes == {"orders:read", "shipments:write"}


def test_a_superuser_has_every_scope(api, db):
    api.force_login(User.objects.create_superuser("root"))

    api.get("/api/everybody/")

    assert desk.callers[-1].scopes == SCOPES.keys()


def test_staff_know_which_orders_are_their_own(api, staff, new_customer):
    own = new_customer(user=staff)
    api.force_login(staff)

    api.get("/api/everybody/")

    assert desk.callers[-1].customers == {own.id}


def test_a_user_who_was_deactivated_is_nobody(api, person):
    api.force_login(person)
    User.objects.update(is_active=False)

    assert api.get("/api/reading/").status_code == 401


def test_reading_needs_no_csrf_token(strict_api, person):
    strict_api.force_login(person)

    assert strict_api.get("/api/reading/").status_code == 200


def test_writing_needs_a_csrf_token(strict_api, person):
    strict_api.force_login(person)

    answer = strict_api.post("/api/everybody/")

    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]
    assert desk.callers == []


def test_a_client_with_a_bearer_token_needs_no_csrf_token(strict_api, person, bearer):
    strict_api.force_login(person)

    assert strict_api.post("/api/everybody/", headers=bearer("orders:read")).status_code == 200
