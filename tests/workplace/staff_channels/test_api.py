"""Staff limited to channels reach nothing of another by the API."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from access.models import User
from orders.models import OrderItem
from tests.reach import limit_to
from tests.routes import routes
from tests.workplace.staff_channels.shown import NOWHERE, leaked

API = [route for route in routes("/api/v1/") if not {"webhooks", "states"} & set(route.path.split("/"))]


@pytest.fixture
def api(shops, member):
    connection = APIClient()
    connection.force_login(member)
    return connection


def test_no_list_of_the_api_shows_anything_of_another_channel(api, shops):
    leaks, rows = {}, 0
    for route in API:
        if route.method != "GET" or "{" in route.path:
            continue
        for query in ({}, {"q": shops.other.order.ref}) if route.path.endswith("/orders/") else ({},):
            answer = api.get(route.path, query)
            rows += len(answer.json().get("results", [])) if answer.status_code == 200 else 0
            if answer.status_code >= 500 or leaked(answer, shops.marks):
                leaks[route.path] = leaked(answer, shops.marks)

    assert leaks == {}
    assert rows > 10


def test_no_route_of_the_api_answers_for_another_channel(api, shops, settings):
    settings.THROTTLES = {}
    answered, own = [], 0
    for route in API:
        if "{" not in route.path or {"countries", "cities", "townships", "districts"} & set(route.path.split("/")):
            continue
        for shop in (shops.own, shops.other):
            collection = route.path.removeprefix("/api/v1/").split("/")[0]
            path = route.path.format_map({
                "ref": shop.order.ref, "shipment_id": shop.rows["shipments"], "payment_id": shop.rows["payments"],
                "refund_id": shop.rows["refunds"], "delivery_id": shop.delivery.pk, "kind": "confirmation",
                "pk": shop.pk.get(collection, NOWHERE),
            })  # fmt: skip
            send = getattr(api, route.method.lower())
            dry = f"{path}?dry_run=true" if route.method != "GET" else path
            answer = (
                send(dry, headers={"idempotency-key": uuid4().hex})
                if route.method == "GET"
                else send(dry, {}, format="json", headers={"idempotency-key": uuid4().hex})
            )
            if shop is shops.own:
                own += answer.status_code < 300
            elif answer.status_code < 400 or leaked(answer, [mark for mark in shops.marks if str(mark) not in path]):
                answered.append((str(route), answer.status_code))

    assert answered == []
    assert own > 10


def test_who_is_limited_places_orders_in_their_channels_and_registers_no_endpoint_of_all(api, shops, body):
    refused, placed = (
        api.post("/api/v1/orders/", body | {"channel": code}, format="json", headers={"idempotency-key": code})
        for code in ("market", "us-web")
    )
    hook = api.post("/api/v1/webhook-endpoints/", {"url": "https://shop.example/hooks"}, format="json")

    assert (refused.status_code, placed.status_code, hook.status_code) == (400, 201, 403)


def test_their_own_orders_in_another_channel_are_no_way_in(shops, member):
    """As staff they would have rights on them that customers do not have."""
    shops.other.order.customer.user = member
    shops.other.order.customer.save()
    connection = APIClient()
    connection.force_login(member)

    assert connection.get(f"/api/v1/orders/{shops.other.order.ref}/").status_code == 404


def test_a_superuser_reaches_every_channel_whatever_was_chosen(shops, member):
    User.objects.filter(pk=member.pk).update(is_superuser=True)
    connection = APIClient()
    connection.force_login(member)

    assert connection.get(f"/api/v1/orders/{shops.other.order.ref}/").status_code == 200
    assert OrderItem.objects.count() == len(connection.get("/api/v1/order-items/").json()["results"])


def test_staff_without_a_channel_reach_no_order(order, staff, staff_api):
    limit_to(staff)

    assert staff_api.get("/api/v1/orders/").json()["results"] == []
    assert staff_api.get(f"/api/v1/orders/{order.ref}/").status_code == 404
