"""Staff who are limited to some channels find nothing of another: on no page of the admin, by no request to the API."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from access.models import IdempotencyKey, User
from access.services import create_api_key, create_client, issue_customer_token
from addresses.models import Customer
from cancellations.statuses import PlanType
from common.in_channels import InChannels
from events.models import Delivery, Event, MailText, Message, MessageState
from events.webhooks.endpoints import register_endpoint
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import CustomerHistoryEntry, Order, OrderItem, Reason
from orders.money.refund import RefundRequest, refund_order
from orders.notes import NewNote, add_notes
from orders.privacy.data import personal_data
from payments.models import Refund
from tests.conftest import ITEM
from tests.routes import routes
from tests.untouched import KEYS, nothing_changes
from workplace.admin.actions import ACTIONS
from workplace.daily_sums import take_daily_sums

OF_NO_CHANNEL = {
    "auth.group", "orders.carrier", "addresses.country", "addresses.city", "addresses.township", "addresses.district",
}  # fmt: skip
"""What is listed and belongs to no channel."""

UNTOLD = {"access.idempotencykey", "axes.accessattempt", "axes.accesslog", "axes.accessfailurelog"}
"""What does not tell its channel, so that nobody who is limited sees rows but their own."""

PAGES = {page.model._meta.label_lower: page for page in admin.site._registry.values() if page.model is not MailText}
"""Texts of e-mails have no page of rows: `test_mail_texts.py`."""
ADMIN = sorted({route.path for route in routes("/admin/")})
API = [route for route in routes("/api/v1/") if not {"webhooks", "states"} & set(route.path.split("/"))]
ROWS_OF = {action.verb: action.rows for action in ACTIONS}
NOWHERE = "0190b0a5-7c3e-7000-8000-000000000001"


# --- two shops with something of everything, and somebody who works for one of them ----------------------------------


@pytest.fixture
def stocked(place, money, now):
    """Fills a channel with something of everything; gives what paths need to name it."""

    def stocked(channel):
        word = channel.code
        buyer = User.objects.create_user(f"buyer@{word}.example")
        customer = Customer.objects.create(
            channel=channel, email=buyer.username, user=buyer, created_at=now["at"], updated_at=now["at"]
        )
        items = [ITEM | {"adjustments": [{"type": "tax", "amount": Decimal(1)}]}]
        order = place(channel=channel, customer=customer.id, items=items)
        payment = money.pay(order)
        refund_order(Order.objects.get(pk=order.pk), RefundRequest(amount=Decimal("1.00")), **now)
        new = NewPlan(plan_type=PlanType.CANCEL, lines=[{"item": order.items.get().pk, "quantity": 1}])
        plan = open_plan(Order.objects.get(pk=order.pk), new, **now)
        add_notes(order, [NewNote("Hello")], **now)
        _listed_beside(order, customer, now["at"])
        Reason.objects.create(verb="cancel", code="own", label=f"Only in {word}", channel=channel)
        personal_data(customer, after=None, **now)
        hooks = _programs(channel, customer, now["at"])
        colleague = User.objects.create_user(f"colleague-{word}", is_staff=True)
        colleague.channels.set([channel])
        rows = {
            "items": order.items.get().pk,
            "shipments": order.shipments.first().pk,
            "payments": payment.pk,
            "refunds": Refund.objects.get(payment=payment).pk,
            "plans": plan.pk,
        }
        pk = {
            "order-items": rows["items"],
            "cancellation-plans": plan.pk,
            "payments": payment.pk,
            "refunds": rows["refunds"],
            "webhook-endpoints": hooks["endpoint"].pk,
            "customers": customer.pk,
            "customer-addresses": order.billing_address_id,
        }
        return SimpleNamespace(order=Order.objects.get(pk=order.pk), rows=rows, pk=pk, **hooks)

    return stocked


def _listed_beside(order, customer, at):
    """Rows that no command of this test writes."""
    CustomerHistoryEntry.objects.create(
        customer=customer, reference="1", amount=1, status="complete", type="card", order_date=at, currency="USD",
        created_at=at, updated_at=at,
    )  # fmt: skip
    event = Event.objects.filter(order=order).first()
    Message.objects.create(
        event=event, order=order, template="note_added", message_id=f"<{order.ref}@example.com>", to=order.email,
        language="en", state=MessageState.GIVEN_UP, due_at=at, created_at=at,
    )  # fmt: skip
    IdempotencyKey.objects.create(
        owner=f"customer:{customer.pk}", key=uuid4().hex, method="POST", path=f"/api/v1/orders/{order.ref}/",
        fingerprint="1", created_at=at, expires_at=at + timedelta(days=1),
    )  # fmt: skip
    guess = {"username": customer.email, "ip_address": "192.0.2.1", "path_info": "/admin/login/"}
    AccessAttempt.objects.create(**guess, failures_since_start=1)
    AccessLog.objects.create(**guess)
    AccessFailureLog.objects.create(**guess)


def _programs(channel, customer, at):
    """A client of the channel with its tokens and an endpoint, and what was sent there."""
    client = create_client(
        f"Shop of {channel.code}", channels=[channel.pk], scopes=["orders:read", "events:read"]
    ).client
    create_api_key(client)
    issue_customer_token(customer.pk, client=client.client_id, scopes=["orders:read"], seconds=60, at=at)
    endpoint = register_endpoint(f"https://{channel.code}.example/hooks", client=client.client_id, at=at)
    event = Event.objects.filter(channel=channel).first()
    delivery = Delivery.objects.create(
        endpoint=endpoint, event=event, type=event.type, state="failed", due_at=at, created_at=at
    )
    return {"client": client, "endpoint": endpoint, "delivery": delivery}


def rows_of_pages():
    return {label: set(page.model._default_manager.values_list("pk", flat=True)) for label, page in PAGES.items()}


@pytest.fixture
def member(db):
    """Somebody with every permission, who is no superuser."""
    person = User.objects.create_user("member-1", is_staff=True)
    person.user_permissions.set(Permission.objects.all())
    return person


@pytest.fixture
def shops(stocked, channel, other_channel, member, feed_of_now):
    """Both shops. What came to be with the other one is what the member must not see: by model, and as written."""
    member.channels.set([channel])
    own = stocked(channel)
    before = rows_of_pages()
    other = stocked(other_channel)
    of_all = register_endpoint("https://all-channels.example/hooks", client=None, at=timezone.now())
    Delivery.objects.create(
        endpoint=own.endpoint, event=Event.objects.filter(channel=other_channel).first(), type="note.added",
        state="failed", due_at=timezone.now(), created_at=timezone.now(),
    )  # fmt: skip
    foreign = {label: rows - before[label] for label, rows in rows_of_pages().items()}
    foreign["orders.channel"] = {other_channel.pk}
    before["orders.channel"] = {channel.pk}
    words = [other.order.ref, other.order.email, other_channel.name, other.client.name, of_all.url, "market.example"]
    marks = words + [str(pk) for rows in foreign.values() for pk in rows if not isinstance(pk, int)]
    return SimpleNamespace(own=own, other=other, foreign=foreign, before=before, words=words, marks=marks)


@pytest.fixture
def desk(shops, member):
    browser = Client()
    browser.force_login(member)
    return browser


@pytest.fixture
def api(shops, member):
    connection = APIClient()
    connection.force_login(member)
    return connection


def told(answer, marks):
    """What of another channel an answer tells."""
    text = answer.getvalue().decode(errors="replace")
    return [mark for mark in marks if str(mark) in text]


# --- the admin -------------------------------------------------------------------------------------------------------


def test_every_page_of_rows_says_which_channel_they_are_of(shops):
    """And the shops of this module have rows of each, so that the tests below can fail."""
    assert [label for label, page in PAGES.items() if not isinstance(page, InChannels)] == []
    assert {label for label, rows in shops.foreign.items() if not rows} == OF_NO_CHANNEL
    assert {label for label, rows in shops.before.items() if not rows} <= OF_NO_CHANNEL


def test_no_list_of_the_admin_shows_rows_of_another_channel(desk, shops):
    shown, leaks = {}, {}
    for label in PAGES:
        answer = desk.get(f"/admin/{label.replace('.', '/')}/")
        rows = {row.pk for row in answer.context["cl"].queryset} if answer.status_code == 200 else None
        shown[label] = rows
        if rows is None or rows & shops.foreign[label] or told(answer, shops.marks):
            leaks[label] = (answer.status_code, told(answer, shops.marks))

    assert leaks == {}
    assert {label for label, rows in shown.items() if not rows} <= OF_NO_CHANNEL | UNTOLD


def test_no_page_of_a_row_opens_for_another_channel(desk, shops):
    opened, closed = [], []
    for label, rows in shops.foreign.items():
        base = f"/admin/{label.replace('.', '/')}/"
        pages = [f"{base}{pk}/change/" for pk in rows] + [
            f"{base}{pk}/{page}/" for pk in list(rows)[:1] for page in ("history", "delete")
        ]
        for page in pages:
            answer = desk.get(page)
            if answer.status_code == 200 or told(answer, shops.words):
                opened.append(page)
        if not any(desk.get(f"{base}{pk}/change/").status_code == 200 for pk in shops.before[label]):
            closed.append(label)

    assert opened == []
    assert set(closed) <= OF_NO_CHANNEL | UNTOLD


def test_nothing_of_another_channel_is_done_by_any_address_of_the_admin(desk, shops):
    """Every address with a place for an order, a channel or their rows, asked for and posted to."""
    other, answered = shops.other, []
    with nothing_changes(but=[KEYS]):
        for path in ADMIN:
            parts = path.strip("/").split("/")
            if "{" not in path or parts[1] in ("{app_label}", "{url}", "r") or "views" in parts:
                continue
            known = {"order": other.order.pk, "channel": other.order.channel_id, "user": other.order.customer.user_id}
            verb = parts[4] if len(parts) > 4 else ""
            address = path.format_map({
                "object_id": known.get(parts[2], NOWHERE), "id": known.get(parts[2], NOWHERE),
                "order_id": other.order.pk, "row_id": other.rows.get(ROWS_OF.get(verb, ""), NOWHERE),
                "kind": "confirmation", "name": "ship", "key": uuid4(),
                "channel_id": other.order.channel_id, "template": "placed", "language": "en",
            })  # fmt: skip
            form = {"order": f"{other.order.pk}:{other.order.version}", "command_key": uuid4().hex, "post": "yes"}
            told_of = [other.order.ref, other.order.email]
            answers = [desk.get(address), desk.post(address, form)]
            answered += [path for answer in answers if answer.status_code == 200 or told(answer, told_of)]

    assert answered == []


def test_what_is_chosen_or_confirmed_of_another_channel_is_left_alone(desk, shops):
    other, own = shops.other.order, shops.own.order
    orders = "/admin/orders/order/"
    with nothing_changes(but=[KEYS, "orders.privacyentry"]):
        for action in ("export-csv", "export-xlsx", "ship", "print_packing_slips"):
            answer = desk.post(orders, {"action": action, "_selected_action": [str(other.pk)]})
            assert other.ref not in answer.getvalue().decode(errors="replace")
        desk.post(f"{orders}bulk/ship/", {"order": f"{other.pk}:{other.version}", "command_key": uuid4().hex})
        file = SimpleUploadedFile("numbers.csv", f"ref,tracking_number\n{own.ref},1\n{other.ref},2\n".encode())
        preview = desk.post(f"{orders}import-tracking/", {"file": file})

    sentences = [each.sentence for each in preview.context["results"]]
    assert sentences[1] == "There is no such order."
    assert sentences[0] != sentences[1]


def test_the_search_of_the_admin_finds_nothing_of_another_channel(desk, shops):
    def found(shop):
        refund = Refund.objects.get(pk=shop.rows["refunds"])
        words = [shop.order.ref, shop.order.email, refund.transaction_id, refund.payment.transaction_id]
        return [len(desk.get("/admin/search/", {"s": word}).context["results"]) for word in words]

    assert found(shops.other) == [0, 0, 0, 0]
    assert 0 not in found(shops.own)


def test_the_home_page_counts_ones_own_channels(desk, shops, member, other_channel):
    take_daily_sums(timezone.now())
    limited = desk.get("/admin/")
    other = desk.get("/admin/", {"channel": other_channel.code})
    member.channels.clear()
    whole = desk.get("/admin/")

    def numbers(page):
        return {str(task.title): task.number for task in page.context["tasks"] if task.number}

    assert numbers(limited)
    assert numbers(whole) == {title: 2 * number for title, number in numbers(limited).items()} | {
        "Webhooks that could not be delivered": 3
    }
    assert [row.code for row in limited.context["channels"]] == ["us-web"]
    assert told(limited, shops.marks) == []
    assert other.context["channel"] is None
    assert str(limited.context["charts"][0]) != str(whole.context["charts"][0])


# --- the API ---------------------------------------------------------------------------------------------------------


def test_no_list_of_the_api_shows_anything_of_another_channel(api, shops):
    leaks, rows = {}, 0
    for route in API:
        if route.method != "GET" or "{" in route.path:
            continue
        for query in ({}, {"q": shops.other.order.ref}) if route.path.endswith("/orders/") else ({},):
            answer = api.get(route.path, query)
            rows += len(answer.json().get("results", [])) if answer.status_code == 200 else 0
            if answer.status_code >= 500 or told(answer, shops.marks):
                leaks[route.path] = told(answer, shops.marks)

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
            elif answer.status_code < 400 or told(answer, [mark for mark in shops.marks if str(mark) not in path]):
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
