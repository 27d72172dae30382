"""Shipments that are undone or lost, and orders that are amended, while others send, deliver, return and pay.

On PostgreSQL with real connections: one wins, the others are refused. `RACE_ROUNDS=200` runs the full proof.
"""

from decimal import Decimal

from orders.amending.amend import Amendment, amend_order
from orders.cancelling.cancel import cancel_order
from orders.cancelling.lose import lose_shipment
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import deliver_shipment
from orders.fulfilment.unship import unship_shipment
from orders.models import Order, Shipment
from orders.money.balance import balance_of
from orders.money.pay import start_payment
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import OrderStatus
from payments.models import Payment
from payments.statuses import NOT_OWED
from tests.basket import fresh
from tests.concurrency.at_once import RACE, ROUNDS, args, assert_units_add_up, at_once, item_of, refusals

pytestmark = RACE


def sent(order):
    ship_order(order, **args())
    return Shipment.objects.select_related("order").get(order=order)


def one_unit(order):
    return Amendment(change=[{"item": item_of(order).id, "quantity": 1}])


def test_undoing_against_delivering(place):
    for _ in range(ROUNDS):
        order = place()
        parcel = sent(order)

        ends = at_once(lambda p=parcel: unship_shipment(p, **args()), lambda p=parcel: deliver_shipment(p, **args()))

        assert refusals(ends) == ["transition_not_allowed"]
        item = assert_units_add_up(order)
        assert (fresh(parcel).state, item.quantity_delivered) in (("ready", 0), ("delivered", 2))
        assert fresh(order).status in (OrderStatus.PACKAGED, OrderStatus.COMPLETED)


def test_losing_against_delivering_gives_money_back_once_or_never(place, pay, obliging):
    for _ in range(ROUNDS):
        order = place()
        pay(order)
        parcel = sent(order)

        ends = at_once(
            lambda p=parcel: lose_shipment(p, instead="refund", **args()),
            lambda p=parcel: deliver_shipment(p, **args()),
        )

        assert refusals(ends) == ["transition_not_allowed"]
        back = order.total if fresh(parcel).state == "lost" else 0
        assert fresh(order).amount_refunded == back
        assert_units_add_up(order)


def test_losing_against_returning(place, pay, obliging):
    for _ in range(ROUNDS):
        order = place()
        pay(order)
        parcel = sent(order)
        new = NewPlan(plan_type="refund", lines=[{"item": item_of(order).id, "quantity": 2}])

        ends = at_once(
            lambda p=parcel: lose_shipment(p, instead="refund", **args()),
            lambda o=order, n=new: open_plan(o, n, **args()),
        )

        assert refusals(ends) in (["units_have_arrived"], ["too_few_units"], ["transition_not_allowed"])
        assert_units_add_up(order)


def test_losing_twice_refunds_once(place, pay, obliging):
    for _ in range(ROUNDS):
        order = place()
        pay(order)
        parcel = sent(order)

        ends = at_once(*(lambda p=parcel: lose_shipment(p, instead="refund", **args()) for _ in range(3)))

        assert refusals(ends) == ["transition_not_allowed"] * 2
        assert fresh(order).amount_refunded == order.total
        assert assert_units_add_up(order).quantity_cancelled == 2


def test_amending_against_sending(place, pay, obliging):
    for _ in range(ROUNDS):
        order = place()
        pay(order)

        ends = at_once(lambda o=order: amend_order(o, one_unit(o), **args()), lambda o=order: ship_order(o, **args()))

        assert refusals(ends) in ([], ["order_not_amendable"])
        item = assert_units_add_up(order)
        assert item.quantity_shipped == item.quantity
        assert fresh(order).total == item.quantity * Decimal(10) + Decimal("3.50")


def test_amending_against_cancelling_and_refunding_keeps_the_sums(place, pay, obliging):
    for _ in range(ROUNDS):
        order = place()
        pay(order)

        at_once(
            lambda o=order: amend_order(o, one_unit(o), **args()),
            lambda o=order: cancel_order(o, lines=[{"item": item_of(o).id, "quantity": 1}], **args()),
            lambda o=order: refund_order(o, RefundRequest(amount=Decimal(5)), **args()),
        )

        row = Order.objects.get(pk=order.pk)
        wrong = {check.name for check in balance_of(row).checks if not check.agrees}
        told_of = Payment.objects.filter(order=order, needs_human=True, attention__in=NOT_OWED).exists()
        assert wrong <= NOT_OWED
        assert bool(wrong) == told_of
        assert_units_add_up(order)


def test_amending_to_nothing_against_paying(place, obliging):
    """An order that becomes free while somebody pays for it: its money is sent back, or was never taken."""
    for _ in range(ROUNDS):
        order = place(adjustments=[])
        free = Amendment(change=[{"item": item_of(order).id, "unit_price": Decimal(0)}])

        at_once(
            lambda o=order, f=free: amend_order(o, f, **args()),
            lambda o=order: start_payment(o, method="card", **args()),
        )

        row = Order.objects.get(pk=order.pk)
        if row.total == 0:
            assert (row.status, row.is_paid) == (OrderStatus.PROCESSING, True)
        wrong = {check.name for check in balance_of(row).checks if not check.agrees}
        assert wrong <= {"overpaid"}
        assert not wrong or Payment.objects.filter(order=order, attention="overpaid").exists()
