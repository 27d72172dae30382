"""Who gets in where in the admin: every address, tried by every kind of person against a table. What somebody may not
do is refused when it is posted all the same, and nothing is changed by it."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from access.models import User
from access.scopes import SCOPES
from cancellations.statuses import PlanType
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import Order
from orders.money.refund import RefundRequest, refund_order
from payments.models import Refund
from tests.routes import routes
from tests.untouched import KEYS, PRIVACY_LOG, nothing_changes
from tests.workplace.admin_table import (
    DONE,
    DONE_TO_MANY,
    ELSEWHERE,
    NOWHERE,
    OPEN,
    PATHS,
    PEOPLE,
    ROLES,
    SCOPES_ABOUT,
    SEEN,
    may_superusers,
    named,
    who_may,
)
from workplace.admin.actions import ACTIONS
from workplace.admin.bulk import VERBS
from workplace.admin.export import EXPORTS

# --- the people and the things ---------------------------------------------------------------------------------------


def signed_in(**columns):
    person = User.objects.create_user(reaches_all_channels=True, **columns)
    client = Client()
    client.force_login(person)
    return client, person


@pytest.fixture
def person():
    def person(kind):
        if kind == "nobody":
            return Client()
        client, user = signed_in(
            username="support-1", is_staff=kind != "a customer", is_superuser=kind == "a superuser"
        )
        user.groups.set(Group.objects.filter(name=kind))
        return client

    return person


@pytest.fixture
def busy(place, money, now):
    """An order with something of everything: a payment that went back in part, a parcel, an open plan."""
    order = place()
    money.pay(order)
    refund_order(Order.objects.get(pk=order.pk), RefundRequest(amount=Decimal("1.00")), **now)
    item = order.items.get()
    new = NewPlan(plan_type=PlanType.CANCEL, lines=[{"item": item.pk, "quantity": 1}])
    open_plan(Order.objects.get(pk=order.pk), new, **now)
    return Order.objects.get(pk=order.pk)


ROWS_OF = {action.verb: action.rows for action in ACTIONS}


@pytest.fixture
def address_of(busy, channel):
    payment = busy.payments.get()
    rows = {
        "": NOWHERE,
        "items": busy.items.get().pk,
        "shipments": busy.shipments.first().pk,
        "payments": payment.pk,
        "refunds": Refund.objects.get(payment=payment).pk,
        "plans": busy.cancellation_plans.get().pk,
    }
    objects = {
        "order": busy.pk, "orderitem": rows["items"], "shipment": rows["shipments"], "payment": rows["payments"],
        "refund": rows["refunds"], "cancellationplan": rows["plans"], "channel": channel.pk,
        "customer": busy.customer_id, "customeraddress": busy.billing_address_id,
        "statuschange": busy.statuses.first().pk,
    }  # fmt: skip

    def address_of(path):
        parts = path.strip("/").split("/")
        model = parts[2] if len(parts) > 2 else ""
        verb = parts[4] if len(parts) > 4 else ""
        return path.format_map({
            "object_id": objects.get(model, NOWHERE), "id": NOWHERE, "content_type_id": 1, "url": "nowhere",
            "app_label": "orders", "order_id": busy.pk, "pk": NOWHERE, "key": NOWHERE, "name": "ship",
            "channel_id": channel.pk, "template": "placed", "language": "en",
            "kind": "packing-slip",
            "row_id": rows[ROWS_OF.get(verb, "")],
        })  # fmt: skip

    return address_of


def crafted(order):
    """A form with everything that any page could want."""
    return {
        "confirm": "1", "rehearsed_version": str(order.version), "command_key": uuid4().hex, "post": "yes",
        "what": "amount", "amount": "1.00", "reason": "Crafted",
        "message": "Crafted", "name": "Crafted", "username": "crafted", "is_superuser": "on",
        "order": f"{order.pk}:{order.version}", "legal_name": "Crafted", "query": "status=100",
        "password1": "a long password", "password2": "a long password", "usable_password": "true",
    }  # fmt: skip


def verdict(answer):
    """What an answer comes down to. Rows that are not there lead elsewhere; what must be posted is not shown."""
    assert answer.status_code < 500
    location = answer.get("Location", "")
    if answer.status_code == 302 and location.startswith("/admin/login/"):
        return "sign in"
    if answer.status_code == 405 or (answer.status_code == 302 and location.endswith(("/admin/", "/change/"))):
        return "elsewhere"
    return "refused" if answer.status_code == 403 else "in"


# --- the tests -------------------------------------------------------------------------------------------------------


def test_every_address_stands_in_the_table_and_nothing_else():
    known = [path for path in PATHS if who_may(path) is not None]
    models = {"/".join(path.split("/")[2:4]) for path in PATHS if path.endswith("/{object_id}/change/")}
    verbs = {path.split("/")[5] for path in PATHS if path.startswith("/admin/orders/order/{order_id}/")}

    assert known == PATHS
    assert set(named(SEEN)) == models
    assert set(DONE) == verbs - {"documents"}
    assert set(ELSEWHERE) <= set(PATHS)
    assert set(DONE_TO_MANY) == {*VERBS, *EXPORTS, "print_packing_slips"}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.verb)
def test_the_scope_of_an_action_is_one_of_what_it_is_about(action):
    assert action.scope in SCOPES_ABOUT[action.group]


@pytest.mark.parametrize("kind", PEOPLE)
def test_everybody_sees_what_the_table_says(kind, person, address_of):
    assert seen_otherwise(kind, person(kind), address_of) == {}


@pytest.mark.parametrize("kind", ["nobody", "Warehouse"])
def test_a_token_of_the_api_opens_nothing_here(kind, person, address_of, client_for, channel, busy):
    everything = client_for(*SCOPES, channels=[channel])._credentials["HTTP_AUTHORIZATION"]
    tokens = {"HTTP_AUTHORIZATION": everything, "HTTP_X_ORDER_TOKEN": busy.token}
    client = person(kind)
    alone = client.get(address_of("/admin/orders/order/{object_id}/change/"))

    client.defaults |= tokens

    assert seen_otherwise(kind, client, address_of) == {}
    beside = client.get(address_of("/admin/orders/order/{object_id}/change/"))
    assert without_keys(beside) == without_keys(alone)


def without_keys(answer):
    """The page, but for what is another one each time."""
    return re.sub(r"(?:name|content)=\"[^\"]*\" value=\"\w+\"", "", answer.content.decode())


def seen_otherwise(kind, client, address_of):
    """The pages that were opened, or refused, otherwise than the table says."""
    heard, expected = {}, {}
    for path in PATHS:
        if path == "/admin/logout/":
            continue
        heard[path] = verdict(client.get(address_of(path)))
        if kind in ("nobody", "a customer"):
            expected[path] = "in" if path in OPEN else "sign in"
        elif kind == "a superuser":
            expected[path] = "in" if may_superusers(path) else "refused"
        else:
            expected[path] = "in" if kind in who_may(path) else "refused"
    return {path: (heard[path], expected[path]) for path in heard if heard[path] not in (expected[path], "elsewhere")}


@pytest.mark.parametrize("kind", PEOPLE[:-1])
def test_what_the_table_denies_is_refused_when_it_is_posted(kind, person, address_of, busy):
    client = person(kind)
    form = crafted(busy)
    let_in = []
    with nothing_changes(but=[KEYS]):
        for path in PATHS:
            if kind in who_may(path) or path in OPEN or (path in ELSEWHERE and kind in ELSEWHERE[path]):
                continue
            if verdict(client.post(address_of(path), form)) == "in":
                let_in.append(path)

    assert let_in == []


@pytest.mark.parametrize("kind", ROLES)
def test_no_row_is_written_by_hand_even_where_it_may_be_seen(kind, person, address_of, busy):
    client = person(kind)
    by_hand = [path for path in PATHS if path.endswith(("/add/", "/change/", "/delete/"))]
    with nothing_changes():
        heard = {path: client.post(address_of(path), crafted(busy)).status_code for path in by_hand}

    assert set(heard.values()) == {403}, heard


@pytest.mark.parametrize("kind", PEOPLE[:-1])
@pytest.mark.parametrize("name", DONE_TO_MANY)
def test_a_bulk_action_that_is_not_offered_does_nothing_when_it_is_posted(kind, name, person, busy):
    client = person(kind)
    offered = kind in DONE_TO_MANY[name]
    noted = [PRIVACY_LOG] if name.startswith("export") and offered else []
    with nothing_changes(but=noted):
        page = client.get("/admin/orders/order/")
        answer = client.post("/admin/orders/order/", {"action": name, "_selected_action": [str(busy.pk)]})
        b"".join(answer)

    assert (f'value="{name}"' in page.content.decode()) == offered
    assert (answer.status_code == 200) == offered
    if not offered:
        assert verdict(answer) == ("in" if kind in ROLES else "sign in")


@pytest.mark.parametrize("kind", PEOPLE[:-1])
@pytest.mark.parametrize("name", VERBS)
def test_a_confirmation_of_a_bulk_action_that_was_never_offered_is_refused(kind, name, person, busy):
    if kind in DONE_TO_MANY[name]:
        pytest.skip("It is offered.")
    client = person(kind)
    with nothing_changes():
        answer = client.post(f"/admin/orders/order/bulk/{name}/", {"order": f"{busy.pk}:{busy.version}"})

    assert verdict(answer) == ("refused" if kind in ROLES else "sign in")


# --- the warehouse and money -----------------------------------------------------------------------------------------


def test_the_warehouse_refunds_by_no_page_of_the_admin(person, address_of, busy, sandbox):
    """Rejecting is theirs, and gives back what nobody can send; everything else that is posted moves no money."""
    client, taken = person("Warehouse"), sandbox.taken()
    rejecting = "/admin/orders/order/{order_id}/reject/{row_id}/"
    for path in PATHS:
        if path not in (rejecting, "/admin/logout/"):
            client.post(address_of(path), crafted(Order.objects.get(pk=busy.pk)))

    assert sandbox.taken() == taken
    assert Refund.objects.count() == 1


MONEY = {"refund", "payments", "refunds", "cancel", "cancellation-plans", "pay"}
OTHERS = {"webhooks", "shipments"}


def test_the_warehouse_refunds_by_no_request_to_the_api(person, busy, sandbox):
    client, taken = person("Warehouse"), sandbox.taken()
    names = {
        "ref": busy.ref, "payment_id": busy.payments.get().pk, "refund_id": Refund.objects.get().pk,
        "shipment_id": busy.shipments.first().pk, "gateway": "sandbox-card",
    }  # fmt: skip
    plan = busy.cancellation_plans.get().pk
    tried = [
        route
        for route in routes("/api/v1/")
        if route.method != "GET" and set(route.path.split("/")) & MONEY and not set(route.path.split("/")) & OTHERS
    ]
    with nothing_changes(but=[KEYS]):
        for route in tried:
            answer = getattr(client, route.method.lower())(
                route.path.format_map(names | {"pk": plan}),
                {"amount": "1.00", "payment_method": "sandbox-card", "reason": "Crafted"},
                content_type="application/json",
                headers={"idempotency-key": uuid4().hex},
            )
            assert answer.status_code == 403, route

    assert len(tried) > 10
    assert sandbox.taken() == taken
