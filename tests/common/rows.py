"""Orders in bulk, as plain rows: what lists are made of."""

from datetime import UTC, datetime
from itertools import count

from addresses.models import Customer
from orders.models import Channel, Order
from orders.statuses import OrderStatus

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count(1)


def a_channel():
    return Channel.objects.get_or_create(code="web", defaults={"name": "Web shop", "default_currency": "EUR"})[0]


def a_customer(**columns):
    columns = {"email": f"customer-{next(_numbers)}@example.com", "created_at": LONG_AGO, **columns}
    return Customer.objects.create(channel=a_channel(), updated_at=LONG_AGO, **columns)


def store(*rows):
    """Store a cancelled order for each dict of columns; `total` makes the other amounts."""
    customer = None if all("customer" in row for row in rows) else a_customer()
    return Order.objects.bulk_create([_order(**{"customer": customer, **row}) for row in rows])


def _order(*, total=0, **columns):
    number = f"N-{next(_numbers):06}"
    defaults = {
        "ref": number,
        "number": number,
        "token": number,
        "token_digest": number,
        "channel": a_channel(),
        "currency": "EUR",
        "status": OrderStatus.CANCELLED,
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
    }
    amounts = {"total": total, "subtotal": total, "amount_outstanding": total, "is_paid": total <= 0}
    return Order(**defaults | amounts | columns)
