"""Nobody learns by a filter, or by the order of a list, what answers do not show them: every filter of every list is
bound to the right of its field, or stands here as one that all readers of the list may see."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from rest_framework.test import APIClient

from access.permissions import HasScope
from access.scopes import SCOPE_FOR_RIGHT, SCOPES, SEES_CUSTOMERS
from addresses.models import Customer
from common.api.filters import MEANINGS
from common.api.operations import operation_of
from tests.routes import routes

ORDERS = "/api/v1/orders/"
LISTS = {
    route.path: route.view
    for route in routes("/api/v1/")
    if route.method == "GET" and route.action in ("list", "all") and getattr(route.view, "filterset_class", None)
}

PUBLIC = {
    ORDERS: """
        q id ref number status payment_status shipping_status cancel_status currency channel has_gift_box
        tracking_number item__sku date_placed created_at updated_at paid_at approved_at cancelled_at total subtotal
        discount_amount shipping_amount amount_paid amount_outstanding customer__external_id customer__phone
        customer__account_type
    """,
    "/api/v1/order-items/": """
        id order order__number order__status order__date_placed status cancel_status sku price_currency unit_price
        retail_price discount_amount created_at updated_at
    """,
    "/api/v1/customers/": """
        channel email external_id first_name last_name phone account_type gender created_at last_login date_joined
    """,
    "/api/v1/cancellation-plans/": """
        order order__ref order__number order_items status plan_type invoice_number refund_amount shipping_refund_amount
        discount_refund_amount created_at
    """,
    "/api/v1/carriers/": "code",
    "/api/v1/reasons/": "verb code",
    "/api/v1/countries/": "code name",
    "/api/v1/cities/": "country name",
    "/api/v1/townships/": "city name",
    "/api/v1/districts/": "township name",
}
"""Filters on what all readers of a list are shown in it."""

WHOLE = {
    "/api/v1/payments/": "payments:read",
    "/api/v1/refunds/": "payments:read",
    "/api/v1/customer-addresses/": "addresses:read",
    "/api/v1/events/": "events:read",
    "/api/v1/webhook-endpoints/": "webhooks:write",
    "/api/v1/privacy-log/": "privacy:read",
}
"""Lists that nobody reads without the right to everything in them that can be filtered by."""

ASKED = {
    "customer__created_at__gt": "2020-01-01",
    "customer__document_id": "X1234567L",
    "customer__document_id_type": "02",
    "customer__document_id_country": "ES",
    "customer__gender": "1",
    "customer__last_login__gt": "2020-01-01",
    "customer__date_joined__gt": "2020-01-01",
    "document_id": "X1234567L",
    "document_id_type": "02",
    "document_id_country": "ES",
    "payment_method": "bank-transfer",
    "payment_plan": "[]",
    "email": "shop@example.com",
    "customer": "0190b0a5-7c3e-7000-8000-000000000001",
}


def field_of(name):
    """The parameter without its lookup."""
    field, _, lookup = name.rpartition("__")
    return field if lookup in MEANINGS else name


def bound(view):
    """The parameters of a list that need a right, with it."""
    return {name: known.right for name, known in view.filterset_class.base_filters.items() if known.right}


NEEDING = [
    (path, {name: ASKED[name]}, right)
    for path, view in LISTS.items()
    if path in PUBLIC
    for name, right in bound(view).items()
    if name in ASKED and right in SCOPE_FOR_RIGHT
] + [(ORDERS, {"ordering": f"-{name}"}, right) for name, right in LISTS[ORDERS].ordering_rights.items()]

OF_CONTACTS = [
    (path, name) for path, view in LISTS.items() for name, right in bound(view).items() if right == "contact"
]


@pytest.mark.parametrize("path", LISTS)
def test_every_filter_is_bound_to_a_right_or_listed_as_public(path):
    view = LISTS[path]
    if path in WHOLE:
        access = operation_of(view(action="list"), "list").access
        assert WHOLE[path] in [permission.scope for permission in access if isinstance(permission, HasScope)]
    else:
        known = PUBLIC[path.replace("/all/", "/")].split()
        assert {field_of(name) for name in view.filterset_class.base_filters if name not in bound(view)} == {*known}


def test_everything_that_needs_a_right_is_asked_for_below():
    needing = {field_of(name) for path, view in LISTS.items() if path in PUBLIC for name in bound(view)}

    assert {field_of(name) for name in ASKED} == needing


@pytest.mark.parametrize(("path", "asked", "right"), NEEDING, ids=str)
def test_who_lacks_the_right_is_told_which_scope_is_missing(client_for, channel, order, path, asked, right):
    needed = SCOPE_FOR_RIGHT[right]
    holder = client_for(*SCOPES, channels=[channel])
    lacking = client_for(*{*SCOPES} - {needed}, channels=[channel])
    if right == "customer":  # what all readers of the list see, but guests
        lacking = APIClient(headers={"x-order-token": order.token})

    refused = lacking.get(path, asked)

    assert (refused.status_code, refused.json().get("scope")) == (403, needed)
    assert holder.get(path, asked).status_code == 200


@pytest.mark.parametrize(("path", "name"), OF_CONTACTS)
def test_staff_who_may_not_know_customers_ask_for_nothing_that_shows_them(staff, staff_api, path, name):
    staff.user_permissions.remove(Permission.objects.get(codename="view_customer"))

    refused = staff_api.get(path, {name: ASKED[field_of(name)]})

    assert refused.status_code == 403
    assert SEES_CUSTOMERS in refused.json()["detail"]


@pytest.mark.parametrize(("path", "asked", "right"), [case for case in NEEDING if case[2] != "payments"], ids=str)
def test_guests_ask_for_nothing_that_they_are_not_shown(order, path, asked, right):
    answer = APIClient(headers={"x-order-token": order.token}).get(path, asked)

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_a_filter_finds_no_order_by_what_its_token_does_not_show(client_for, place, channel, other_channel):
    at = timezone.now()
    other = Customer.objects.create(
        channel=other_channel, email="customer-17@example.com", document_id="X1", created_at=at, updated_at=at
    )
    stranger = place(channel=other_channel, customer=other.id)
    client = client_for(*SCOPES, channels=[channel])
    beside = {"x-order-token": stranger.token}

    def found(**asked):
        return [row["ref"] for row in client.get(ORDERS, asked, headers=beside).json()["results"]]

    assert found() == [stranger.ref]
    assert found(customer__document_id="X1") == []
    assert found(ordering="customer__last_login") == []
