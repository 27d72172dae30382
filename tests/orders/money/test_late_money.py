"""Money that comes after its attempt was given up, comes twice, or in a currency that cannot be recorded."""

from decimal import Decimal

import pytest

from common.fsm import TransitionRefused
from orders.money import complete
from orders.money import settle as settle_module
from orders.money.cancel_payment import cancel_payment
from orders.money.complete import TransactionRecorded, complete_payment
from orders.money.gateway_calls import settle
from orders.money.resolve import NothingToResolve, resolve_payment
from payments.gateways.answers import Declined, Succeeded
from payments.models import Payment
from tests.orders.money.test_contradictions import tell
from tests.sandbox import state_of
from workplace.work_queue import QUEUES


@pytest.fixture
def given_up(order, money, now):
    """An attempt that was voided before anything was paid."""

    def given_up(method="sandbox-card"):
        payment = money.start(order, method=method)
        return cancel_payment(order, payment, **now)

    return given_up


def waits(order, at):
    return order.pk in {row["waits"] for row in QUEUES["payment_to_decide"].waiting(at)}


def test_a_second_transfer_is_not_taken_for_the_first(order, given_up, now):
    payment = given_up("bank-transfer")
    late = complete_payment(order, payment, amount=Decimal("5.00"), cheque_number="000123", key="first", **now)

    with pytest.raises(TransitionRefused):
        complete_payment(order, payment, amount=Decimal("6.00"), key="second", **now)

    again = complete_payment(order, payment, amount=Decimal("5.00"), key="first", **now)
    assert (again.pk, again.amount, again.cheque_number) == (late.pk, Decimal("5.00"), "000123")
    assert state_of(order).amount_paid == Decimal("5.00")


def test_two_amounts_for_the_same_late_money_wait_for_a_person(order, given_up, sandbox, now):
    given_up()
    row = sandbox.books.rows("payments")[0]

    for number, amount in enumerate(["5.00", "6.00", "6.00"]):
        tell(sandbox, row, id=f"event_{number}", status="captured", captured=amount)

    late = Payment.objects.get(status="completed")
    assert (late.amount, late.needs_human, late.attention) == (Decimal("5.00"), True, "other_amount")
    assert waits(order, now["at"])


def test_another_currency_for_a_given_up_attempt_is_shown_and_gets_its_worth(order, given_up, sandbox, now):
    payment = given_up()
    tell(sandbox, sandbox.books.rows("payments")[0], id="yen", status="captured", captured="2350", currency="JPY")
    row = Payment.objects.get(pk=payment.pk)
    assert (row.status, row.attention, waits(order, now["at"])) == ("cancelled", "other_currency", True)

    late = complete_payment(order, row, amount=Decimal("15.00"), **now)

    assert (late.status, late.amount, late.currency) == ("completed", Decimal("15.00"), "USD")
    assert state_of(order).amount_paid == Decimal("15.00")
    assert not Payment.objects.get(pk=payment.pk).needs_human
    assert not waits(order, now["at"])


def test_a_person_decides_about_a_given_up_attempt(order, given_up, sandbox, now):
    payment = given_up()
    tell(sandbox, sandbox.books.rows("payments")[0], id="yen", status="captured", captured="2350", currency="JPY")

    resolve_payment(order, payment, reason="Sent back at the gateway", **now)

    assert not Payment.objects.get(pk=payment.pk).needs_human
    with pytest.raises(NothingToResolve):
        resolve_payment(order, payment, reason="Again", **now)


def test_what_a_person_has_decided_does_not_come_back(order, given_up, sandbox, now):
    payment = given_up()
    row = sandbox.books.rows("payments")[0]
    tell(sandbox, row, id="first", status="captured", captured="2350", currency="JPY")
    resolve_payment(order, payment, reason="Sent back at the gateway", **now)

    tell(sandbox, row, id="second", status="captured", captured="2350", currency="JPY")
    assert not Payment.objects.get(pk=payment.pk).needs_human

    tell(sandbox, row, id="third", status="captured", captured="9999", currency="JPY")
    assert Payment.objects.get(pk=payment.pk).needs_human


def test_one_transfer_is_recorded_once(place, money, now):
    first, second = place(), place()
    complete_payment(first, money.start(first, method="bank-transfer"), transaction_id="SEPA 42", **now)
    payment = money.start(second, method="bank-transfer")

    with pytest.raises(TransactionRecorded, match="SEPA 42"):
        complete_payment(second, payment, transaction_id="SEPA 42", **now)

    complete_payment(second, payment, transaction_id="SEPA 42, second part", **now)
    assert state_of(second).is_paid


@pytest.mark.parametrize("is_seen", [True, False], ids=["before", "at the same moment"])
def test_over_http_a_transfer_that_is_recorded_is_a_conflict(api, place, money, now, monkeypatch, is_seen):
    if not is_seen:
        for module in (complete, settle_module):
            monkeypatch.setattr(module, "has_transaction_of_another", lambda *_: False)
    first, second = place(), place()
    complete_payment(first, money.start(first, method="bank-transfer"), transaction_id="SEPA 42", **now)
    payment = money.start(second, method="bank-transfer")

    url = f"/api/v1/orders/{second.ref}/payments/{payment.pk}/complete/"
    answer = api.put(url, {"transaction_id": "SEPA 42"}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "transaction_recorded")
    assert not state_of(second).is_paid


def test_a_gateway_that_names_another_payments_money_is_contradicted(place, money, now):
    first, second = place(), place()
    paid, payment = money.pay(first), money.start(second)

    settle(second, payment, Succeeded(transaction_id=paid.transaction_id, amount=second.total), **now)

    row = Payment.objects.get(pk=payment.pk)
    assert (row.status, row.needs_human, row.attention) == ("processing", True, "contradicted")


def test_a_refused_void_keeps_what_a_person_must_look_at(order, money, sandbox, monkeypatch, now):
    payment = money.start(order)
    row = sandbox.books.rows("payments")[0]
    tell(sandbox, row, id="yen", status="captured", captured="2350", currency="JPY")
    monkeypatch.setattr(
        "payments.gateways.sandbox.gateway.SandboxCard.cancel", lambda self, charge: Declined(code="too_late")
    )

    with pytest.raises(Exception, match="did not cancel"):
        cancel_payment(order, payment, **now)

    row = Payment.objects.get(pk=payment.pk)
    assert (row.asking, row.needs_human, row.attention) == ("", True, "other_currency")
