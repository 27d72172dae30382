"""A person with words that nobody else has, kept wherever the service keeps people."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, JSONField
from django.utils import timezone

from access.models import User
from access.services import create_client, issue_customer_token
from addresses.models import Customer
from common.actors import SYSTEM, Actor, ActorKind
from events.models import Delivery, Message
from events.types import EventType
from events.webhooks.endpoints import register_endpoint
from orders.change import changing
from orders.fulfilment.shipments import Tracking, ship_shipment
from orders.history import add_history
from orders.models import ExternalId, Order, Withdrawal
from orders.notes import NewNote, add_notes
from orders.privacy.inventory import OPAQUE_OF_ORDERS, PARTS
from orders.privacy.replacing import texts_of
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from workplace.models import SavedView

WORDS = [
    "Zebedée", "Quixworth", "quixworth@example.com", "612 99 77 55", "612997755", "X9988776L", "Wyvernlane",
    "Gryphonia", "TAX-771122", "ID-445566", "QX-000771", "198.51.100.77",
]  # fmt: skip
"""What the person is called, lives at and is reached by. Each is said somewhere."""

SAID = "Zebedée Quixworth, quixworth@example.com, +34 612 99 77 55, of 7 Wyvernlane"
"""What somebody has written about the person."""

LONG_AGO = timedelta(days=400)


@pytest.fixture
def zebedee(channel):
    at = timezone.now()
    return Customer.objects.create(
        channel=channel, email="Quixworth@example.com", external_id="QX-000771", first_name="Zebedée",
        last_name="Quixworth", phone="+34 612 99 77 55", document_id="X9988776L", document_id_type="02",
        document_id_country="ES", birthday="1980-02-03", gender=1, created_at=at, updated_at=at,
        user=User.objects.create_user("quixworth@example.com", "quixworth@example.com", last_name="Quixworth"),
    )  # fmt: skip


@pytest.fixture
def home():
    return {
        "first_name": "Zebedée", "last_name": "Quixworth", "company_name": "Quixworth & Sons", "line": "7 Wyvernlane",
        "line2": "Quixworth Tower", "city_name": "Gryphonia", "postcode": "28001", "state": "Gryphonia",
        "country_code": "ES", "email": "quixworth@example.com", "phone_number": "+34 612 99 77 55",
        "notes": "Ring at Quixworth", "tax_office": "Gryphonia", "tax_no": "TAX-771122",
        "identity_number": "ID-445566",
    }  # fmt: skip


@pytest.fixture
def settle(pay):
    """Live an order to its end: paid, sent, received."""

    def settle(order):
        pay(order)
        at = timezone.now()
        tracking = Tracking(carrier="DHL", tracking_number="QX-000771-1")
        ship_shipment(order.shipments.get(), tracking=tracking, actor=SYSTEM, at=at)
        change_status(Order.objects.get(pk=order.pk), to=OrderStatus.COMPLETED, actor=SYSTEM, at=at)
        return Order.objects.get(pk=order.pk)

    return settle


@pytest.fixture
def lived(zebedee, home, place, settle, channel, api, body):
    """An order that was placed by the API and has come to its end, and another that was called off. The person stands
    in every text of theirs, and wherever else people are named."""
    channel.mails = ["placed", "paid", "shipped"]
    channel.save()
    sent = body | {"customer": {"external_id": "QX-000771"}, "billing_address": home, "customer_note": SAID}
    answer = api.post("/api/v1/orders/", sent, format="json", headers={"idempotency-key": "order-1"})
    order = settle(Order.objects.get(ref=answer.json()["ref"]))
    other = place(customer=zebedee.id, shipping_address=home, columns={"created_ip": "198.51.100.77"})
    buyer = Actor(ActorKind.CUSTOMER, "Zebedée Quixworth", id=str(zebedee.pk), ip="198.51.100.77")
    at = timezone.now()
    change_status(other, to=OrderStatus.CANCELLED, note=SAID, label="For Quixworth", actor=buyer, at=at)
    with changing(other, actor=buyer, at=at) as change:
        change.record(EventType.NOTE_ADDED, whatever=SAID, deep=[{"name": SAID}])
    entry = {"reference": "Q-1", "amount": Decimal(5), "currency": "USD", "status": "complete", "type": "card"}
    entry |= {"order_date": at, "billing": home}
    add_history(other, [entry], actor=SYSTEM, at=at)
    add_notes(order, [NewNote(SAID)], actor=buyer, at=at)
    Withdrawal.objects.create(
        order=order, name="Zebedée Quixworth", email="quixworth@example.com", lines=[{"name": SAID}], created_at=at,
        actor_kind=buyer.kind, actor_name=buyer.name, actor_id=buyer.id,
    )  # fmt: skip
    Message.objects.filter(order=order).update(state="sent", sent_at=at)
    endpoint = register_endpoint("https://shop.example/hooks", client=None, at=at)
    Delivery.objects.create(
        endpoint=endpoint, event=order.events.first(), type="order.placed", due_at=at, created_at=at
    )
    _mention(zebedee, at)
    _plant([order, other])
    return SimpleNamespace(order=order, other=other)


def _mention(zebedee, at):
    """Where others have written of the person."""
    staff = User.objects.create_user("clerk", is_staff=True, reaches_all_channels=True)
    LogEntry.objects.create(
        user=staff, content_type=ContentType.objects.get_for_model(User), object_id=str(zebedee.user_id),
        object_repr="quixworth@example.com", action_flag=CHANGE, change_message=SAID,
    )  # fmt: skip
    SavedView.objects.create(owner=staff, name="The one", query="q=quixworth%40example.com", created_at=at)
    SavedView.objects.create(owner=staff, name="By name", query="q=Quixworth", created_at=at)
    ExternalId.objects.create(dialect="salesman", kind="customer", value="Quixworth", object_id=zebedee.pk)
    client = create_client("Shop", channels=[zebedee.channel_id], scopes=["orders:read"]).client
    issue_customer_token(zebedee.pk, client=client.client_id, scopes=None, seconds=3600, at=at)


def _plant(orders):
    """Write the words into every text of the orders and their parts that the database lets anybody change."""
    ids = [order.pk for order in orders]
    fixed = {"events_event", "orders_statuschange", "orders_withdrawal"}
    for table in PARTS:
        if table.model._meta.db_table not in fixed:
            _fill(table.model.objects.filter(**{f"{table.path}__in": ids}), table.opaque)
    _fill(Order.objects.filter(pk__in=ids), OPAQUE_OF_ORDERS | {"language_code", "customer_external_id"})


def _fill(rows, but):
    texts = {}
    for name in texts_of(rows.model):
        field = rows.model._meta.get_field(name)
        if name in but or name == "currency":
            continue
        if isinstance(field, JSONField):
            texts[name] = {"name": SAID, "engraving": SAID, "deep": [{"note": SAID}]}
        elif not isinstance(field, CharField) or field.max_length is None or field.max_length >= 100:
            texts[name] = SAID
        elif field.max_length >= 9:
            texts[name] = "Quixworth"
    rows.update(**texts)
