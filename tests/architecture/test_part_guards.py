"""By plain SQL nobody can make the book say something untrue about what money moved, whose it is, and for what."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID, uuid4

import pytest

from cancellations.models import CancellationPlan, PlanLine
from common.actors import SYSTEM
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import Adjustment, Order, OrderItem, Shipment, ShipmentLine
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import OrderStatus
from orders.update import update_order
from payments.models import GatewayEvent, Payment, Refund
from payments.statuses import PaymentState, RefundState
from tests.architecture.test_guards import FIXED, refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, tzinfo=UTC)
BY = {"actor": SYSTEM, "at": NOW}
MUGS = {
    "sku": "MUG",
    "quantity": 3,
    "unit_price": Decimal(10),
    "product": {"name": "Mug"},
    "adjustments": [{"type": "fee", "label": "Engraving", "amount": Decimal(3)}],
}
WRITTEN = {"created_at": NOW, "updated_at": NOW}


@pytest.fixture
def book(place, pay):
    """A paid order with rows of every kind: one unit was refunded, one is being cancelled, none was sent."""
    order = place(items=[MUGS])
    pay(order)
    item = order.items.get()
    refund_order(order, RefundRequest(items=[{"item": item.pk, "quantity": 1}]), **BY)
    open_plan(order, NewPlan(plan_type="cancel", lines=[{"item": item.pk, "quantity": 1, "unit_number": 2}]), **BY)
    payment = order.payments.get()
    GatewayEvent.objects.create(gateway="card", event_id="1", kind="paid", payment=payment, received_at=NOW)
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def elsewhere(place):
    """An item of another order."""
    return place().items.get()


def changed(value):
    """Another value of the same kind."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, list):
        return [*value, {"item": "another"}]
    if isinstance(value, str):
        return "EUR" if len(value) == 3 else "other"
    return not value if isinstance(value, bool) else value + 1


def row_of(book, model):
    """A row whose columns all say something."""
    if model is Adjustment:
        return book.adjustments.exclude(item=None).get()
    return model.objects.filter(**{PATHS[model]: book.pk}).get()


PATHS = {
    OrderItem: "order",
    Shipment: "order",
    ShipmentLine: "shipment__order",
    Payment: "order",
    Refund: "payment__order",
    CancellationPlan: "order",
    PlanLine: "plan__order",
    GatewayEvent: "payment__order",
}


# --- what never changes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "column"), [(model, column) for model in FIXED for column in FIXED[model]])
def test_what_a_row_is_about_never_changes(model, column, book):
    row = row_of(book, model)

    said = refused(lambda: model.objects.filter(pk=row.pk).update(**{column: changed(getattr(row, column))}))

    assert f"{model._meta.db_table}.{column} is never changed." in said


@pytest.mark.parametrize("model", [Payment, Refund, GatewayEvent, CancellationPlan, PlanLine])
def test_what_may_have_moved_money_is_never_deleted(model, book):
    row = row_of(book, model)

    said = refused(lambda: model.objects.filter(pk=row.pk)._raw_delete("default"))

    assert f"{model._meta.db_table}: rows are never deleted." in said


def test_a_payments_amount_changes_with_the_gateways_answer_only(order):
    payment = Payment.objects.create(order=order, method="card", currency="USD", amount=20, **WRITTEN)
    row = Payment.objects.filter(pk=payment.pk)
    fixed = "payments_payment.amount is not changed any more."

    assert fixed in refused(lambda: row.update(amount=21))
    assert fixed in refused(lambda: row.update(amount=21, status=PaymentState.FAILED))
    assert row.update(amount=19, status=PaymentState.AUTHORIZED)
    assert fixed in refused(lambda: row.update(amount=20))
    assert row.update(amount=18, status=PaymentState.COMPLETED)
    for amount in (17, 20):
        assert fixed in refused(lambda amount=amount: row.update(amount=amount))


def test_a_payment_is_in_the_currency_of_its_order(order):
    begin = partial(Payment.objects.create, order=order, method="card", amount=20, **WRITTEN)

    said = refused(lambda: begin(currency="EUR"))

    assert "payments_payment: currency and order.currency are not the same." in said
    assert begin(currency="USD")


@pytest.mark.parametrize(
    ("currency", "amount", "too_fine"), [("JPY", "5", "0.5"), ("USD", "0.01", "0.005"), ("KWD", "0.001", "0.0005")]
)
def test_a_payment_has_the_digits_of_its_currency(currency, amount, too_fine, place):
    order = place(currency=currency, items=[{**MUGS, "adjustments": []}], adjustments=[])
    begin = partial(Payment.objects.create, order=order, method="card", currency=currency, **WRITTEN)

    assert "payment_amount_fits_its_currency" in refused(lambda: begin(amount=Decimal(too_fine)))
    assert begin(amount=Decimal(amount))


def test_nobody_keeps_more_of_a_payment_than_it_brought(book):
    payment = Payment.objects.filter(order=book)

    assert "payment_retains_no_more_than_it_brought" in refused(
        lambda: payment.update(retained_amount=payment.get().amount + 1)
    )


# --- no more goes back than came -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [status for status in RefundState if status != RefundState.FAILED])
def test_a_refund_that_nothing_was_set_aside_for_cannot_be_stored(status, book):
    refund = Refund(payment=book.payments.get(), amount=Decimal("0.01"), status=status, **WRITTEN)

    assert "payments_refund: the payment's refunds come to more than it says." in refused(refund.save)


def test_a_refund_that_failed_is_not_revived_without_money(book):
    failed = Refund.objects.create(payment=book.payments.get(), amount=1, status=RefundState.FAILED, **WRITTEN)

    said = refused(lambda: Refund.objects.filter(pk=failed.pk).update(status=RefundState.SUCCEEDED))

    assert "payments_refund: the payment's refunds come to more than it says." in said


@pytest.mark.parametrize("column", ["refunded_amount", "refund_reserved"])
def test_what_went_back_is_not_forgotten_while_its_refund_stands(column, book):
    payment = Payment.objects.filter(order=book)
    if column == "refund_reserved":
        payment.update(refund_reserved=Decimal(5))
        Refund.objects.create(payment=payment.get(), amount=5, **WRITTEN)

    said = refused(lambda: payment.update(**{column: getattr(payment.get(), column) - Decimal("0.01")}))

    assert "payments_payment: the payment's refunds come to more than it says." in said


def test_what_is_set_aside_never_exceeds_the_payment(book):
    payment = Payment.objects.filter(order=book)

    assert "payment_never_refunded_beyond_its_amount" in refused(
        lambda: payment.update(refund_reserved=payment.get().amount)
    )


# --- rows of one order -----------------------------------------------------------------------------------------------


def test_parts_of_an_order_refer_to_its_own_items(book, elsewhere):
    line = {"item": elsewhere, "quantity": 1}
    strangers = [
        Adjustment(order=book, item=elsewhere, position=9, type="fee", amount=1),
        ShipmentLine(shipment=book.shipments.get(), **line),
        PlanLine(plan=book.cancellation_plans.get(), **line),
    ]

    for stranger in strangers:
        assert "order are not the same." in refused(stranger.save)


@pytest.mark.parametrize("model", [Adjustment, OrderItem])
def test_what_was_sold_is_not_deleted_once_it_is_sent(model, order):
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.PROCESSING)
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.SHIPPED)
    ShipmentLine.objects.filter(shipment__order=order).delete()

    said = refused(lambda: model.objects.filter(order=order).delete())

    assert f"{model._meta.db_table}: rows are not deleted in this state." in said


def test_what_was_sent_stays_as_it_was_sent(order):
    order.shipments.update(state="shipped", shipped_at=NOW)
    line = ShipmentLine.objects.filter(shipment__order=order)
    deleted = "rows are not deleted in this state."

    assert "orders_shipmentline.quantity is not changed in this state." in refused(lambda: line.update(quantity=1))
    assert f"orders_shipmentline: {deleted}" in refused(line.delete)
    assert f"orders_shipment: {deleted}" in refused(lambda: order.shipments.all()._raw_delete("default"))


def test_a_placed_order_keeps_its_currency(order):
    said = refused(lambda: Order.objects.filter(pk=order.pk).update(currency="EUR"))

    assert "orders_order.currency is not changed in this state." in said


def test_a_draft_is_composed_anew(draft):
    for quantity in (1, 2):
        update_order(draft, changes={"items": [{**MUGS, "quantity": quantity}]}, **BY)

    assert draft.items.get().quantity == 2
