"""Two shops with something of everything, and somebody who works for one of them."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Permission
from django.utils import timezone

from access.models import IdempotencyKey, User
from access.services import create_api_key, create_client, issue_customer_token
from addresses.models import Customer
from cancellations.statuses import PlanType
from events.models import Delivery, Event, Message, MessageState
from events.webhooks.endpoints import register_endpoint
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import CustomerHistoryEntry, Order, Reason
from orders.money.refund import RefundRequest, refund_order
from orders.notes import NewNote, add_notes
from orders.privacy.data import personal_data
from payments.models import Refund
from tests.conftest import ITEM
from tests.workplace.staff_channels.shown import rows_of_pages


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
