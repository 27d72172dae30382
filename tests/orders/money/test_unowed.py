"""Money that is kept without being owed waits for a person, who can return it another way or let it stay."""

from decimal import Decimal

import pytest

from events.models import Event
from orders.amending.amend import Amendment, amend_order
from orders.cancelling.cancel import cancel_order
from orders.models import OrderItem
from orders.money.audit import audit_orders
from orders.money.balance import balance_of
from orders.money.complete import complete_payment
from orders.money.confirm import confirm_refund
from orders.money.give_up import give_up_refund
from orders.money.reconcile import stuck_rows
from orders.money.refund import RefundRequest, refund_order
from orders.money.resolve import NothingToResolve, resolve_payment
from payments.gateways.sandbox.dashboard import Dashboard
from payments.models import Payment, Refund
from tests.sandbox import state_of
from workplace.work_queue import QUEUES

REFUNDS_REFUSED = "4000000000000093"


def named(order):
    """What the balance says of an order's money, and the audit alike."""
    checks = {check.name: check.stated for check in balance_of(state_of(order)).checks if not check.agrees}
    assert sorted(checks) == sorted(one.column for batch in audit_orders() for one in batch.found)
    return checks


def events(kind):
    return Event.objects.filter(type=kind).count()


@pytest.fixture
def kept(order, money, sandbox, now):
    """The order is cancelled while the customer pays, and the gateway refuses to refund."""
    payment = money.start(order)
    sandbox.misbehave("cancel", "error_before", times=9)
    cancel_order(order, **now)
    sandbox.pay(payment, REFUNDS_REFUSED)
    sandbox.deliver()
    return Payment.objects.get(status="completed")


def test_money_of_a_cancelled_order_that_cannot_be_refunded_waits_for_a_person(order, kept, now):
    assert (kept.needs_human, kept.attention) == (True, "kept_after_cancellation")
    assert named(order) == {"kept_after_cancellation": order.total}
    assert kept in stuck_rows()
    assert [row["waits"] for row in QUEUES["payment_to_decide"].waiting(now["at"])] == [order.pk]
    assert events("payment.not_owed") == 1


def test_it_is_returned_another_way(order, kept, now):
    refund = refund_order(order, RefundRequest(method="manual", reason="By transfer"), **now).manual[0]

    assert (refund.manual, refund.needs_human, refund.amount) == (True, True, order.total)
    assert not Payment.objects.get(pk=kept.pk).attention
    confirm_refund(order, refund, transaction_id="BANK-1", **now)
    assert named(order) == {}
    assert state_of(order).amount_refunded == order.total


def test_given_up_again_it_stays_by_decision(order, kept, now):
    refund = refund_order(order, RefundRequest(method="manual"), **now).manual[0]

    give_up_refund(order, refund, reason="The customer wants a voucher", **now)

    row = Payment.objects.get(pk=kept.pk)
    assert (row.attention, row.retained_amount) == ("", order.total)
    assert named(order) == {}


def test_a_person_decides_that_it_stays(order, kept, now):
    resolve_payment(order, kept, reason="The customer wants a voucher", **now)

    row = Payment.objects.get(pk=kept.pk)
    assert (row.needs_human, row.attention, row.retained_amount) == (False, "", order.total)
    assert named(order) == {}
    assert events("payment.resolved") == 1
    with pytest.raises(NothingToResolve):
        resolve_payment(order, row, reason="Again", **now)


def test_over_http_it_is_visible_and_resolved(api, order, kept):
    payments = f"/api/v1/orders/{order.ref}/payments/"
    shown = api.get(payments).json()["results"][0]
    assert (shown["needs_human"], shown["attention"]) == (True, "kept_after_cancellation")

    answer = api.put(f"{payments}{kept.pk}/resolve/", {"reason": "Voucher"}, format="json")

    assert (answer.status_code, answer.json()["retained_amount"]) == (200, "23.50")


def test_more_than_was_expected_is_returned_by_a_person(order, money, now):
    payment = money.start(order, method="bank-transfer")

    complete_payment(order, payment, amount=order.total + 5, **now)

    refund = Refund.objects.get()
    assert (refund.amount, refund.needs_human, refund.origin) == (5, True, "excess")
    assert state_of(order).is_paid
    assert named(order) == {}


def test_more_than_was_expected_may_stay(order, money, now):
    payment = money.start(order, method="bank-transfer")
    complete_payment(order, payment, amount=order.total + 5, **now)

    give_up_refund(order, Refund.objects.get(), reason="Credit for the next order", **now)

    assert Payment.objects.get().retained_amount == 5
    assert named(order) == {}


def test_a_credit_that_is_paid_out_after_all_pays_for_nothing(order, money, now):
    """Else an order that is amended to cost more would count as paid with it."""
    payment = money.start(order, method="bank-transfer")
    complete_payment(order, payment, amount=order.total + 5, **now)
    give_up_refund(order, Refund.objects.get(), reason="Credit for the next order", **now)

    refund = refund_order(order, RefundRequest(amount=Decimal(7)), **now).manual[0]
    confirm_refund(order, refund, **now)

    row = Payment.objects.get()
    assert (Refund.objects.get(pk=refund.pk).excess, row.retained_amount, row.needs_human) == (5, 0, False)
    assert (state_of(order).amount_outstanding, named(order)) == (0, {})


def test_less_than_was_expected_leaves_the_rest_to_pay(order, money, now):
    payment = money.start(order, method="bank-transfer")

    complete_payment(order, payment, amount=Decimal("3.50"), **now)

    assert (state_of(order).payment_status, state_of(order).amount_outstanding) == ("partially_paid", 20)
    assert money.start(order).amount == 20


def test_a_transfer_for_a_cancelled_order_is_recorded_and_returned(order, money, now):
    payment = money.start(order, method="bank-transfer")
    cancel_order(order, **now)

    complete_payment(order, Payment.objects.get(pk=payment.pk), **now)

    refund = Refund.objects.get()
    assert (refund.amount, refund.needs_human, refund.payment.amount) == (order.total, True, order.total)
    assert named(order) == {}


def test_money_that_the_bank_held_while_units_were_cancelled_waits_for_a_person(order, money, sandbox, now):
    """The plan had nothing to refund; then the dispute is won, and what the units cost is here."""
    payment, desk = money.pay(order), Dashboard(sandbox.provider)
    dispute = desk.dispute(payment.attempt_id, "23.50")
    sandbox.deliver()
    item = OrderItem.objects.get(order=order)
    plan = cancel_order(order, lines=[{"item": item.pk, "quantity": 1}], **now).plan
    assert (plan.status, named(order)) == ("completed", {})

    desk.close_dispute(dispute["id"], "won")
    sandbox.deliver()

    row = Payment.objects.get()
    assert (row.needs_human, row.attention) == (True, "kept_after_cancellation")
    assert named(order) == {"kept_after_cancellation": plan.amount}
    refund_order(order, RefundRequest(amount=plan.amount), **now)
    assert (named(order), Payment.objects.get().needs_human) == ({}, False)
    assert state_of(order).amount_outstanding == 0


def test_what_was_paid_and_is_owed_is_no_contradiction(order, money, now):
    money.pay(order)
    refund_order(order, RefundRequest(amount=Decimal("3.50")), **now)

    assert named(order) == {}
    assert not Payment.objects.filter(needs_human=True).exists()


def late(order, amount, now):
    row = Payment.objects.create(
        order=order, method="bank-transfer", label="x", currency="USD", amount=Decimal(amount),
        created_at=now["at"], updated_at=now["at"],
    )  # fmt: skip
    complete_payment(order, row, **now)
    return Payment.objects.get(pk=row.pk)


def test_a_credit_that_went_back_from_another_payment_hides_nothing(order, money, sandbox, now):
    desk = Dashboard(sandbox.provider)
    card = money.pay(order, amount=Decimal("10.00"))
    transfer = money.start(order, method="bank-transfer")
    complete_payment(order, transfer, amount=transfer.amount + 5, **now)
    give_up_refund(order, Refund.objects.get(), reason="Credit", **now)
    desk.refund(card.attempt_id, "5.00")
    sandbox.deliver()

    row = late(order, 5, now)

    assert row.refund_reserved == 5


def test_what_was_kept_and_then_refunded_hides_nothing(order, money, sandbox, now):
    desk = Dashboard(sandbox.provider)
    payment = money.pay(order)
    dispute = desk.dispute(payment.attempt_id, "23.50")
    sandbox.deliver()
    item = OrderItem.objects.filter(order=order).first()
    cancel_order(order, lines=[{"item": item.pk, "quantity": 1}], **now)
    desk.close_dispute(dispute["id"], "won")
    sandbox.deliver()
    resolve_payment(order, Payment.objects.get(), reason="voucher", **now)
    back = refund_order(order, RefundRequest(amount=Decimal(10), method="manual"), **now).manual[0]
    confirm_refund(order, back, **now)

    row = late(order, 10, now)

    assert row.refund_reserved == 10


@pytest.fixture
def twice_paid(place, money, now):
    """The order came to be free, after two transfers of 11.75."""
    order = place()
    for _ in range(2):
        payment = money.start(state_of(order), method="bank-transfer", amount=Decimal("11.75"))
        complete_payment(state_of(order), payment, **now)
    item = OrderItem.objects.get(order=order)
    amend_order(state_of(order), Amendment(change=[{"item": item.pk, "unit_price": Decimal(0)}], adjustments=[]), **now)
    return state_of(order)


def waiting(order):
    return list(Payment.objects.filter(order=order, attention="overpaid").order_by("-id"))


def test_of_two_payments_each_is_decided_once(twice_paid, now):
    newest, oldest = waiting(twice_paid)

    resolve_payment(twice_paid, newest, reason="Voucher", **now)

    assert (waiting(twice_paid), named(twice_paid)) == ([oldest], {"overpaid": Decimal("11.75")})
    resolve_payment(twice_paid, oldest, reason="Voucher", **now)
    assert (waiting(twice_paid), named(twice_paid)) == ([], {})
    assert {row.retained_amount for row in Payment.objects.filter(order=twice_paid)} == {Decimal("11.75")}


def test_a_refund_of_what_was_to_stay_that_is_given_up_leaves_the_other_undecided(twice_paid, now):
    newest, oldest = waiting(twice_paid)
    resolve_payment(twice_paid, newest, reason="Voucher", **now)
    refund = refund_order(twice_paid, RefundRequest(payments=[{"payment": newest.pk}]), **now).manual[0]

    give_up_refund(twice_paid, refund, reason="They want the voucher", **now)

    assert waiting(twice_paid) == [oldest]
    assert Payment.objects.get(pk=newest.pk).retained_amount == Decimal("11.75")
