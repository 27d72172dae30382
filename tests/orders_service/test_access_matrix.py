"""Who gets in where: every route of the resolver, tried by every kind of caller against a table."""

from itertools import count

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from access.callers import Caller
from access.models import ApiClient, User
from access.scopes import SCOPES
from access.services import create_api_key, create_client, issue_customer_token
from addresses.models import Country, Customer
from cancellations.models import CancellationPlan
from common.actors import SYSTEM, ActorKind
from common.api.operations import Operation
from events.models import Delivery, WebhookEndpoint
from events.webhooks.endpoints import register_endpoint
from orders.models import Carrier, OrderItem, PrivacyKind, Reason
from orders.page_link import page_token
from orders.privacy_log import entry_of
from orders.views.order import OrderViewSet
from payments.models import Payment, Refund
from tests.contracts.pages import examples
from tests.orders_service.access_table import CALLERS, DOCUMENTED, VERDICTS, WHO
from tests.routes import routes

NOWHERE = "0190b0a5-7c3e-7000-8000-000000000001"
"""An id that nothing has."""

BODIES = {
    "POST /api/v1/orders/": {"channel": "", "email": "guest@example.com", "status": "NEW"},
    "PUT /api/v1/orders/{ref}/": {"items": [{"sku": "CAP", "quantity": 1, "unit_price": "5.00"}]},
    "POST /api/v1/orders/{ref}/amend/": {"change": [{"item": NOWHERE, "quantity": 1}]},
    "POST /api/v1/orders/{ref}/shipments/": {"lines": [{"item": NOWHERE, "quantity": 1}]},
    "POST /api/v1/orders/{ref}/pay/": {"payment_method": "bank_transfer"},
    "POST /api/v1/cancellation-plans/": {"plan_type": "cancel"},
    "POST /api/v1/customers/": {"channel": "", "email": "customer-19@example.com"},
    "POST /api/v1/customer-addresses/": {"channel": "", "line": "300 E St SW"},
}
"""What is sent where neither `{}` nor the first golden example would do. An empty channel stands for one of the
caller's."""

TABLED = [route for route in routes() if not route.path.startswith("/admin/")]
numbers = count()


def expected(kind):
    return dict(zip(CALLERS, VERDICTS[kind].split(), strict=True))


# --- the callers -----------------------------------------------------------------------------------------------------


def signed_in(user):
    connection = APIClient()
    connection.force_login(user)
    return connection


def with_token(secret):
    connection = APIClient()
    connection.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return connection


def client_with(scopes, *channels):
    client = create_client("Storefront", channels=[channel.id for channel in channels], scopes=scopes).client
    return with_token(create_api_key(client).secret)


@pytest.fixture
def neighbours_order(place, channel):
    """Another customer's order in the same channel; the customer has an account."""
    at = timezone.now()
    user = User.objects.create_user("customer-17")
    neighbour = Customer.objects.create(
        channel=channel, email="customer-17@example.com", user=user, created_at=at, updated_at=at
    )
    return place(customer=neighbour.id)


@pytest.fixture
def callers(staff, customer, customer_api, order, neighbours_order, channel, other_channel):
    """A connection for each kind of caller, given the scopes that a client needs."""
    storefront = create_client("Storefront", channels=[channel.id], scopes=SCOPES).client
    token = issue_customer_token(
        customer.id, client=storefront.client_id, scopes=None, seconds=3600, at=timezone.now()
    ).secret
    clerk = User.objects.create_user("clerk-1", is_staff=True, reaches_all_channels=True)

    def callers(scope):
        needed = scope.split() if scope else list(SCOPES)
        needed = set(scope.split()) if scope else set()
        others = set(SCOPES) - needed
        holders = {
            "another order's guest": neighbours_order.token,
            "the order's guest": order.token,
        }
        guests = {}
        for name, order_token in holders.items():
            guests[name] = APIClient()
            guests[name].credentials(HTTP_X_ORDER_TOKEN=order_token)
        return {
            "nobody": APIClient(),
            **guests,
            "another customer": signed_in(neighbours_order.customer.user),
            "another channel's client": client_with(SCOPES, other_channel),
            "a client without the scope": client_with(others, channel),
            "staff without the permission": signed_in(clerk),
            "the customer": customer_api,
            "the customer by token": with_token(token),
            "the client": client_with(needed or SCOPES, channel),
            "staff": signed_in(staff),
        }

    return callers


# --- the things that are asked for -----------------------------------------------------------------------------------


@pytest.fixture
def names(order):
    """What stands for each name in a path, and for `pk` under each prefix."""
    at = timezone.now()
    payment = Payment.objects.create(
        order=order,
        method="bank_transfer",
        amount=order.total,
        currency="USD",
        status="completed",
        refund_reserved=order.total,
        created_at=at,
        updated_at=at,
    )
    refund = Refund.objects.create(
        payment=payment,
        amount=order.total,
        actor_kind="system",
        actor_name="Orders Service",
        created_at=at,
        updated_at=at,
    )
    plan = CancellationPlan.objects.create(
        order=order,
        plan_type="cancel",
        actor_kind="system",
        actor_name="Orders Service",
        created_at=at,
        updated_at=at,
    )
    endpoint = register_endpoint("https://shop.example/hooks", client=None, at=at)
    delivery = Delivery.objects.create(endpoint=endpoint, type="webhook.test", state="failed", due_at=at, created_at=at)
    entry = entry_of(PrivacyKind.DATA_READ, actor=SYSTEM, at=at, customer=order.customer)
    entry.save()
    return {
        "ref": order.ref,
        "delivery_id": delivery.id,
        "shipment_id": order.shipments.get().id,
        "payment_id": payment.id,
        "refund_id": refund.id,
        "gateway": "sandbox",
        "token": page_token(order),
        "code": "us-web",
        "kind": "confirmation",
        "name": "sylius",
        "pk": {
            "order-items": OrderItem.objects.get(order=order).id,
            "cancellation-plans": plan.id,
            "payments": payment.id,
            "refunds": refund.id,
            "webhook-endpoints": endpoint.id,
            "customers": order.customer_id,
            "customer-addresses": order.billing_address_id,
            "privacy-log": entry.id,
            "carriers": Carrier.objects.create(code="dhl", name="DHL").id,
            "reasons": Reason.objects.create(verb="cancel", code="late", label="Late").id,
            "countries": Country.objects.get(code="US").id,
        },
    }


def path_to(route, names):
    collection = route.path.removeprefix("/api/v1/").split("/")[0]
    return route.path.format_map(names | {"pk": names["pk"].get(collection, NOWHERE)})


def marker_of(route, names, order):
    """What occurs in an answer that shows the order, or what belongs to it."""
    collection = route.path.removeprefix("/api/v1/").split("/")[0]
    return str(order.id if collection in ("orders", "events") else names["pk"][collection])


def sent(route, connection, path, channel_code):
    body = BODIES.get(str(route)) or example_body(str(route))
    if isinstance(body, dict) and "channel" in body:
        body = body | {"channel": channel_code}
    key = {"idempotency-key": f"matrix-{next(numbers)}"}
    data = None if route.method == "GET" else body
    return getattr(connection, route.method.lower())(path, data, format="json", headers=key)


def example_body(route):
    """The body of the first example of an operation that needs one."""
    operation = DOCUMENTED.get(route, {})
    if not operation.get("requestBody", {}).get("required"):
        return {}
    return examples(operation["operationId"])[0]["request"]["body"]


def verdict(kind, answer, marker):
    """What an answer comes down to."""
    assert answer.status_code < 500, answer.content
    assert answer.status_code not in (405, 406, 415, 428), answer.content
    if kind == "its own secret" or answer.status_code in (401, 403):
        return str(answer.status_code)
    if answer.status_code == 404 and kind != "anybody":
        return "404"
    return "in" if marker in answer.content.decode(errors="replace") else "nothing"


# --- the tests -------------------------------------------------------------------------------------------------------


def test_every_route_stands_in_the_table_and_nothing_else():
    assert sorted(map(str, TABLED)) == sorted(WHO)


@pytest.mark.usefixtures("feed_of_now")
@pytest.mark.parametrize("route", TABLED, ids=str)
def test_everybody_hears_what_the_table_says(route, callers, names, order, settings):
    settings.ALLOWED_HOSTS = ["*"]
    kind, scope = WHO[str(route)]
    path = path_to(route, names)
    marker = marker_of(route, names, order) if kind.startswith(("list", "own")) else ""

    heard = {}
    connections = callers(scope)
    WebhookEndpoint.objects.update(client=ApiClient.objects.latest("id"))  # the client's, which is made last
    for name in CALLERS:
        channel = "market" if name == "another channel's client" else "us-web"
        answer = sent(route, connections[name], path, channel)
        heard[name] = verdict(kind, answer, marker)
        assert_refusal_says_why(answer, scope, name)

    assert heard == expected(kind)


def assert_refusal_says_why(answer, scope, caller):
    if answer.status_code == 401:
        assert answer["WWW-Authenticate"].startswith("Bearer")
    if answer.status_code == 403 and caller == "a client without the scope" and scope:
        assert answer.json()["code"] == "scope_missing"
        assert answer.json()["scope"] == scope.split()[0]
        assert f'scope="{scope.split()[0]}"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize("route", [route for route in TABLED if "{ref}" in route.path], ids=str)
def test_out_of_reach_looks_the_same_as_not_there(route, stranger, names):
    out_of_reach = path_to(route, names)
    not_there = path_to(route, names | {"ref": "2026-99999"})

    answers = [sent(route, stranger, path, "market").json() for path in (out_of_reach, not_there)]

    refs = [names["ref"], "2026-99999"]
    assert [str(answer).replace(ref, "…") for answer, ref in zip(answers, refs, strict=True)] == [
        str(answers[0]).replace(names["ref"], "…")
    ] * 2
    assert answers[0]["status"] == 404


def test_what_a_view_forgets_to_name_nobody_may_do(api, staff_api, order, monkeypatch):
    monkeypatch.setattr(OrderViewSet.retrieve, "operation", Operation())

    for connection in (api, staff_api):
        assert connection.get(f"/api/v1/orders/{order.ref}/").status_code == 403


def test_a_scope_taken_from_the_client_ends_what_its_token_may_do(api, order, client_for, channel):
    assert api.get(f"/api/v1/orders/{order.ref}/").status_code == 200
    ApiClient.objects.update(allowed_scopes=["orders:write"])

    assert api.get(f"/api/v1/orders/{order.ref}/").json()["scope"] == "orders:read"


def test_nothing_but_staff_reaches_every_channel():
    for kind in ActorKind:
        assert Caller(kind, "Somebody").channels == frozenset()
