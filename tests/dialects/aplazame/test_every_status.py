"""Every status by every verb: what is allowed happens, and what is not leaves everything as it was."""

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from orders.cancelling.cancel import cancel_order
from orders.cancelling.reject import reject_item
from orders.models import Order
from orders.money.refund import RefundRequest, refund_order
from orders.place import NewOrder, draft_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.dialects.aplazame.test_reading import PRINTED
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db

S = OrderStatus
VERBS = {
    "cancel": ("post", "/cancel", None),
    "authorize": ("post", "/authorize", None),
    "history": ("post", "/history", []),
    "put": ("put", "", {"order": PRINTED}),
    "refund": ("post", "/refund", {"amount": 1}),
}
BEFORE = {"cancel": 204, "authorize": 200, "history": 204, "put": 204, "refund": 400}
UNSENT = BEFORE | {"authorize": 403, "history": 403}
SENT = UNSENT | {"cancel": 403}
ENDED = SENT | {"put": 403}
ANSWERS = {
    S.NEW: BEFORE | {"authorize": 403},
    S.CREATED: BEFORE,
    S.HOLD: BEFORE,
    S.FAILED: BEFORE,
    S.PROCESSING: UNSENT,
    S.PACKAGE_WAITING: UNSENT,
    S.PACKAGED: UNSENT,
    S.SHIPPED: SENT,
    S.COMPLETED: SENT,
    S.CANCELLATION_WAITING: ENDED,
    S.CANCELLED: ENDED,
    S.REFUNDED: SENT,
    S.REJECTED: ENDED,
}
BY_HAND = {
    S.CREATED: [],
    S.HOLD: [S.HOLD],
    S.FAILED: [S.FAILED],
    S.PROCESSING: [S.PROCESSING],
    S.PACKAGE_WAITING: [S.PROCESSING, S.PACKAGE_WAITING],
    S.PACKAGED: [S.PROCESSING, S.PACKAGED],
    S.SHIPPED: [S.PROCESSING, S.SHIPPED],
    S.COMPLETED: [S.PROCESSING, S.COMPLETED],
    S.CANCELLED: [S.CANCELLED],
}


def args():
    return {"actor": SYSTEM, "at": timezone.now()}


class Bringing:
    """Ways to bring an order to a status."""

    def __init__(self, shop, sold, pay, obliging):
        self.shop, self.sold, self.pay, self.obliging = shop, sold, pay, obliging

    def to(self, status):
        make = getattr(self, status.name.lower(), None)
        order = make() if make else self.by_hand(BY_HAND[status])
        order = Order.objects.get(pk=order.pk)
        assert order.status == status
        return order

    def by_hand(self, steps):
        order = self.sold()
        for step in steps:
            order = change_status(order, to=step, **args())
        return order

    def paid(self):
        order = self.sold()
        self.pay(order)
        return Order.objects.get(pk=order.pk)

    def new(self):
        new = NewOrder(channel=self.shop, customer={"email": "x@example.com"}, currency="EUR")
        return draft_order(new, **args())

    def cancellation_waiting(self):
        order = self.paid()
        self.obliging.card.mood = "silent"
        cancel_order(order, **args())
        return order

    def refunded(self):
        order = self.paid()
        refund_order(order, RefundRequest(), **args())
        return order

    def rejected(self):
        order = self.sold()
        reject_item(order.items.get(), reason="Out of stock", **args())
        return order


@pytest.fixture
def order_in(shop, sold, pay, obliging):
    """An order in this status."""
    return Bringing(shop, sold, pay, obliging).to


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", S, ids=lambda status: status.name)
def test_what_a_status_allows(caller, order_in, status, verb):
    order = order_in(status)
    method, path, body = VERBS[verb]
    expected = ANSWERS[status][verb]

    if expected < 300:
        answer = getattr(caller, method)(f"/orders/{order.id.hex}{path}", body)
    else:
        with nothing_changes():
            answer = getattr(caller, method)(f"/orders/{order.id.hex}{path}", body)

    assert answer.status_code == expected, answer.content
    if expected >= 400:
        types = {400: "ApiValidationException", 403: "ForbiddenException"}
        assert answer.json()["error"]["type"] == types[expected]


@pytest.mark.parametrize("status", S, ids=lambda status: status.name)
def test_an_order_is_read_in_every_status(caller, order_in, status):
    order = order_in(status)

    args = caller.get(f"/orders/{order.id.hex}").json()

    assert (args["confirmed"] is not None) == (order.approved_at is not None)
    assert (args["cancelled"] is not None) == (status in (S.CANCELLED, S.REJECTED, S.CANCELLATION_WAITING))
    assert caller.get(f"/orders/{order.id.hex}/refund").json()["remaining_amount"] == 0
