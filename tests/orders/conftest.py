"""A shelf of four orders that differ in everything a list can be filtered and ordered by."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from addresses.models import Customer
from common.actors import SYSTEM
from orders.fulfilment.shipments import Tracking, ship_shipment
from orders.mail import send_mail_due
from orders.models import Order, Shipment
from orders.place import NewOrder, draft_order, place_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.models import Payment


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def kept(order, **columns):
    """The order with columns as they may have become."""
    Order.objects.filter(pk=order.pk).update(**columns)
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def buyers(channel, other_channel):
    """John has an account, customer 17 gave no data, customer 18 buys elsewhere."""
    john = {
        "email": "shop@example.com",
        "first_name": "John",
        "last_name": "Doe",
        "phone": "801-755-9966",
        "external_id": "7",
        "document_id": "X1234567L",
        "document_id_type": "02",
        "document_id_country": "ES",
        "account_type": "existing",
        "gender": 1,
        "date_joined": moment("2024-05-01"),
        "last_login": moment("2026-01-30T08:00"),
    }
    seventeen = {"email": "customer-17@example.com"}
    eighteen = {
        "email": "customer-18@example.com",
        "account_type": "new",
        "gender": 2,
        "date_joined": moment("2025-05-01"),
        "last_login": moment("2026-02-02T08:00"),
    }

    def buyer(channel, since, columns):
        at = moment(since)
        return Customer.objects.create(channel=channel, created_at=at, updated_at=at, **columns)

    return SimpleNamespace(
        john=buyer(channel, "2024-05-01", john),
        seventeen=buyer(channel, "2025-01-01", seventeen),
        eighteen=buyer(other_channel, "2025-05-01", eighteen),
    )


@pytest.fixture
def shelf(channel, other_channel, buyers):
    """Four orders by their names: mugs that are paid for, caps that are sent, tea that was called off, and a draft."""

    def begin(new, at, **wanted):
        return new(NewOrder(**wanted), actor=SYSTEM, at=moment(at))

    def item(sku, quantity, price, **more):
        return {"sku": sku, "quantity": quantity, "unit_price": Decimal(price), **more}

    mug = begin(
        place_order, "2026-01-31T10:00", channel=channel, customer=buyers.john.id, currency="USD", number="1254",
        items=[item("MUG", 2, "10.00", retail_price=Decimal("12.00"))],
        adjustments=[{"type": "shipping", "label": "DHL Express", "amount": Decimal("3.50")}],
        columns={"has_gift_box": True},
    )  # fmt: skip
    cap = begin(
        place_order, "2026-02-01T00:00", channel=channel, customer=buyers.seventeen.id, currency="EUR", number="B-77",
        items=[item("CAP", 3, "5.00", discount_amount=Decimal("1.00"))],
    )  # fmt: skip
    tea = begin(
        place_order, "2026-02-02T23:30", channel=other_channel, customer=buyers.eighteen.id, currency="JPY",
        number="TEA-1", items=[item("TEA", 1, "1200")],
    )  # fmt: skip
    draft = begin(
        draft_order, "2026-02-03T12:00", channel=channel, customer=buyers.seventeen.id, currency="EUR", number="D-1",
    )  # fmt: skip
    change_status(cap, to=OrderStatus.PROCESSING, actor=SYSTEM, at=moment("2026-02-01T06:00"))
    tracking = Tracking(carrier="DHL", tracking_number="00340434161094015902")
    ship_shipment(Shipment.objects.get(order=cap), tracking=tracking, actor=SYSTEM, at=moment("2026-02-01T07:00"))
    change_status(tea, to=OrderStatus.CANCELLED, actor=SYSTEM, at=moment("2026-02-03T08:00"))
    Payment.objects.create(
        order=mug, method="bank_transfer", amount=mug.total, currency="USD",
        created_at=moment("2026-01-31T11:00"), updated_at=moment("2026-01-31T11:00"),
    )  # fmt: skip
    return SimpleNamespace(
        mug=kept(
            mug, payment_status="paid", amount_paid=mug.total, amount_outstanding=0, is_paid=True,
            paid_at=moment("2026-01-31T11:00"),
        ),
        cap=kept(cap, cancel_status="waiting"),
        tea=kept(tea),
        draft=kept(draft),
    )  # fmt: skip


@pytest.fixture
def names_of(shelf):
    """The names of the orders in a list, in its order."""
    known = {order.ref: name for name, order in vars(shelf).items()}

    def names_of(answer):
        assert answer.status_code == 200, answer.content
        return " ".join(known[order["ref"]] for order in answer.json()["results"])

    return names_of


@pytest.fixture
def deliver_mail(now, mailbox):
    """The worker's turn, by default now, or later by this much."""

    def deliver_mail(**later):
        return send_mail_due(now["at"] + timedelta(**later))

    return deliver_mail
