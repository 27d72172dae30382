"""Any sequence of partial cancellations, returns, rejections and refunds ends with sums that agree to the last unit,
and undoing everything gives back exactly what was paid."""

import os
from decimal import Decimal
from itertools import count

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from common.errors import Refusal
from common.money import ZERO, smallest_unit
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan, reject_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import deliver_shipment
from orders.models import Order, OrderItem, ShipmentLine
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import OrderStatus
from payments.models import Payment

numbers = count(1)


@st.composite
def contents(draw):
    """What an order is made of, in units of its currency."""
    currency = draw(st.sampled_from(["JPY", "USD", "KWD"]))
    unit = smallest_unit(currency)

    def amount(most):
        return draw(st.integers(0, most)) * unit

    items = []
    for number in range(draw(st.integers(1, 3))):
        quantity, price = draw(st.integers(1, 4)), amount(5000)
        discount = min(quantity * price, amount(700))
        items.append({"sku": f"ITEM-{number}", "quantity": quantity, "unit_price": price, "discount_amount": discount})
    kinds = {"shipping": 1, "discount": -1, "tax": 1, "shipping_discount": -1, "gift_certificate": -1, "fee": 1}
    chosen = draw(st.lists(st.sampled_from(sorted(kinds)), max_size=4))
    return currency, items, [{"type": kind, "amount": kinds[kind] * amount(900)} for kind in chosen]


steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["cancel", "cancel", "take_back", "take_back", "reject", "send", "send", "deliver", "goodwill", "decline"]
        ),
        st.integers(0, 2),
        st.integers(1, 3),
    ),
    max_size=8,
)


class Shop:
    """An order in the hands of people who do this and that."""

    def __init__(self, order):
        self.order = order

    @property
    def args(self):
        return {"actor": SYSTEM, "at": timezone.now()}

    def now(self):
        return Order.objects.get(pk=self.order.pk)

    def items(self):
        return list(OrderItem.objects.filter(order=self.order).order_by("position"))

    def do(self, what, which, units):
        item = self.items()[which % len(self.items())]
        try:
            getattr(self, what)(item, min(units, item.quantity))
        except Refusal:
            return

    def plan(self, plan_type, item, units):
        lines = [{"item": item.id, "quantity": units}]
        return open_plan(self.order, NewPlan(plan_type=plan_type, lines=lines), **self.args)

    def cancel(self, item, units):
        approve_plan(self.plan("cancel", item, units), **self.args)

    def take_back(self, item, units):
        approve_plan(self.plan("refund", item, units), **self.args)

    def decline(self, item, units):
        reject_plan(self.plan("cancel", item, units), **self.args)

    def reject(self, item, units):
        reject_item(item, quantity=units, **self.args)

    def send(self, item, units):
        ship_order(self.order, lines=[{"item": item.id, "quantity": units}], **self.args)

    def deliver(self, item, units):
        for shipment in self.order.shipments.filter(state="shipped").select_related("order"):
            deliver_shipment(shipment, **self.args)

    def goodwill(self, item, units):
        refund_order(self.order, RefundRequest(items=[{"item": item.id, "quantity": units}]), **self.args)

    def undo_everything(self):
        for plan_type in ("cancel", "refund"):
            try:
                approve_plan(open_plan(self.order, NewPlan(plan_type=plan_type), **self.args), **self.args)
            except Refusal:
                continue
        if any(item.quantity_refunded_unsent for item in self.items()):
            self.refund_what_stayed()

    def refund_what_stayed(self):
        """Of an order whose last units were refunded by item, a person refunds the shipping."""
        try:
            refund_order(self.order, RefundRequest(), **self.args)
        except Refusal:
            return


def no_unit_is_left(shop):
    """Such an order owes nothing: what no plan waived was waived when its last units were refunded unsent."""
    return all(item.quantity_left == 0 for item in shop.items())


def assert_sums_agree(shop):
    order = shop.now()
    payments = Payment.objects.filter(order=order)
    plans = CancellationPlan.objects.filter(order=order, status="completed")

    assert order.amount_paid == sum((row.amount for row in payments), ZERO)
    assert order.amount_refunded == sum((row.refunded_amount for row in payments), ZERO)
    assert order.refund_amount == sum((plan.refund_amount for plan in plans), ZERO)
    assert order.shipping_refund_amount == sum((plan.shipping_refund_amount for plan in plans), ZERO)
    assert order.discount_refund_amount == sum((plan.discount_refund_amount for plan in plans), ZERO)
    waived_at_its_end = order.amount_waived - sum((plan.waived_amount for plan in plans), ZERO)
    assert waived_at_its_end == ZERO or (waived_at_its_end > ZERO and no_unit_is_left(shop))
    assert order.amount_outstanding == ZERO or not no_unit_is_left(shop)
    assert order.amount_outstanding == order.total - order.amount_waived - order.amount_paid
    assert order.refund_amount + order.shipping_refund_amount <= order.total
    assert order.discount_refund_amount <= order.discount_amount
    for plan in plans:
        assert plan.refund_amount == sum(plan.lines.values_list("refund_amount", flat=True))
        assert sum((Decimal(part["amount"]) for part in plan.payment_plan), ZERO) + plan.waived_amount <= plan.amount


def assert_units_agree(shop):
    sent = ShipmentLine.objects.filter(shipment__order=shop.order, shipment__state__in=["shipped", "delivered"])
    ready = ShipmentLine.objects.filter(shipment__order=shop.order, shipment__state="ready")
    for item in shop.items():
        assert sum(sent.filter(item=item).values_list("quantity", flat=True)) == item.quantity_shipped
        assert sum(ready.filter(item=item).values_list("quantity", flat=True)) <= item.quantity_open


@pytest.fixture
def shop(place, pay):
    """Place an order and pay it in parts; none, some or all of it."""

    def shop(currency, items, adjustments, parts):
        order = place(currency=currency, items=items, adjustments=adjustments, number=f"SUM-{next(numbers)}")
        unit = smallest_unit(currency)
        for part in parts:
            left = Order.objects.get(pk=order.pk).amount_outstanding
            amount = (left * part / 100).quantize(unit)
            if amount > 0 and not Order.objects.get(pk=order.pk).is_paid:
                pay(order, min(amount, left))
        return Shop(order)

    return shop


EXAMPLES = int(os.environ.get("EXAMPLES", "20"))
"""`EXAMPLES=1000` runs the full proof; the default is a short one."""

many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@many
@given(contents=contents(), parts=st.sampled_from([[100], [40, 100], [33, 33, 100]]), steps=steps)
def test_undoing_everything_gives_back_exactly_what_was_paid(shop, contents, parts, steps):
    shop = shop(*contents, parts)
    total = shop.now().total

    for step in steps:
        shop.do(*step)
        assert_sums_agree(shop)
        assert_units_agree(shop)
    shop.undo_everything()

    order = shop.now()
    assert_sums_agree(shop)
    assert order.amount_paid == order.amount_refunded == total
    refunded_beside_plans = order.status == OrderStatus.REFUNDED and any(what == "goodwill" for what, _, _ in steps)
    called_off = (item.quantity_left == 0 for item in shop.items())
    assert refunded_beside_plans or all(called_off)


FOUR_CUPS = {"sku": "CUP", "quantity": 4, "unit_price": Decimal("0.203"), "discount_amount": Decimal("0.649")}


@many
@given(contents=contents(), parts=st.sampled_from([[], [20], [50, 30]]), steps=steps)
@example(
    contents=("KWD", [FOUR_CUPS], [{"type": "shipping", "amount": Decimal("0.261")}]),
    parts=[50, 30],
    steps=[("cancel", 0, 2), ("goodwill", 0, 2)],
)
def test_what_was_paid_in_part_is_never_given_back_twice_nor_asked_for_twice(shop, contents, parts, steps):
    shop = shop(*contents, parts)

    for step in steps:
        shop.do(*step)
        assert_sums_agree(shop)
        assert_units_agree(shop)
    shop.undo_everything()

    order = shop.now()
    assert_sums_agree(shop)
    assert order.amount_refunded == order.amount_paid
