"""Finding out what became of money that was left in between."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from common.errors import OutcomeUnknown
from events.models import Event
from orders.change import changing
from orders.money import reconcile
from orders.money.gateway_calls import ask_about, refund_in, step
from orders.money.reconcile import reconcile_money
from orders.money.refund import RefundRequest, refund_order, reserve_refunds
from orders.money.settle_refund import settle_refund
from payments.gateways.answers import Succeeded
from payments.gateways.base import Operation
from payments.models import Payment, Refund
from tests.sandbox import gateway_and_books_agree, state_of


@pytest.fixture
def reserved(order, money, now):
    """A refund whose process died right after reserving it."""
    money.pay(order)
    with changing(order, **now) as change:
        return reserve_refunds(change, RefundRequest(amount=Decimal("3.50")))[0]


def test_what_was_reserved_and_never_sent_is_sent(order, reserved, money, sandbox):
    assert money.reconcile() == {"refunds_asked": 1, "refunds_settled": 1}

    assert Refund.objects.get().status == "succeeded"
    assert gateway_and_books_agree(sandbox, order)


def test_a_command_is_left_time_to_finish_by_itself(reserved, sandbox):
    assert reconcile_money(timezone.now() + timedelta(seconds=30)) == {}
    assert sandbox.requests("refund") == []


def test_a_clock_that_was_ahead_does_not_stop_the_asking(order, reserved, money, sandbox):
    Refund.objects.filter(pk=reserved.pk).update(updated_at=timezone.now() + timedelta(days=400))

    money.reconcile()

    assert Refund.objects.get().status == "succeeded"
    assert gateway_and_books_agree(sandbox, order)


def test_what_was_sent_and_never_arrived_is_sent_again_under_its_key(order, reserved, money, sandbox, now):
    Refund.objects.filter(pk=reserved.pk).update(status="sent")

    money.reconcile()

    assert [row["key"] for row in sandbox.requests("refund")] == [str(reserved.pk)]
    assert gateway_and_books_agree(sandbox, order)


def test_two_workers_do_not_ask_about_the_same_row(order, reserved, money, sandbox):
    at = timezone.now() + timedelta(minutes=5)

    assert reconcile_money(at)["refunds_asked"] == 1
    assert reconcile_money(at) == {}


def test_a_silent_gateway_is_asked_ever_more_rarely(order, reserved, money, sandbox):
    sandbox.misbehave("look_up", "cut_before", times=99)
    sandbox.misbehave("refund", "cut_before", times=99)

    asked = [bool(money.reconcile(minutes=minute)) for minute in range(2, 62)]

    assert 4 <= sum(asked) <= 6


def test_after_many_times_in_vain_a_person_is_called_and_it_is_asked_on(order, reserved, money, sandbox, capsys):
    sandbox.misbehave("refund", "cut_before", times=1)
    sandbox.misbehave("look_up", "cut_before", times=9)
    rounds = [money.reconcile(hours=hour) for hour in range(1, 11)]

    assert sum(turn.get("refunds_need_human", 0) for turn in rounds) == 1
    assert Refund.objects.get().needs_human
    assert Event.objects.filter(order=order, type="refund.unknown", data__needs_human=True).count() == 1
    call_command("reconcile")
    assert f"Needs a person: refund {reserved.pk}" in capsys.readouterr().out

    money.reconcile(hours=12)

    settled = Refund.objects.get()
    assert (settled.status, settled.needs_human) == ("succeeded", False)
    assert gateway_and_books_agree(sandbox, order)


def test_nobody_is_called_about_what_is_settled_at_that_moment(order, reserved, money, sandbox, monkeypatch, now):
    sandbox.misbehave("refund", "cut_before", times=1)
    sandbox.misbehave("look_up", "cut_before", times=9)
    mark_stuck = reconcile._mark_stuck

    def settle_first(order, row, at):
        with step(order, **now) as change:
            settle_refund(change, refund_in(change, row.pk), Succeeded())
        mark_stuck(order, row, at)

    monkeypatch.setattr(reconcile, "_mark_stuck", settle_first)
    for hour in range(1, 10):
        money.reconcile(hours=hour)

    settled = Refund.objects.get()
    assert (settled.status, settled.needs_human, settled.attention) == ("succeeded", False, "")
    assert not Event.objects.filter(order=order, type="refund.unknown", data__needs_human=True).exists()


def test_a_payment_that_never_reached_its_gateway_is_given_up(order, money, sandbox):
    sandbox.misbehave("start", "cut_before")
    with pytest.raises(OutcomeUnknown):
        money.start(order)

    money.reconcile(minutes=5)
    still_hoped_for = Payment.objects.get().status
    money.reconcile(minutes=30)

    assert still_hoped_for == "new"
    row = Payment.objects.get()
    assert (row.status, row.failure_code) == ("failed", "never_reached_the_gateway")


def test_a_customer_who_takes_their_time_is_nobodys_emergency(order, money, sandbox):
    money.start(order)
    version = state_of(order).version

    for hour in range(1, 30):
        money.reconcile(hours=hour)

    assert not Payment.objects.get().needs_human
    assert state_of(order).version == version


def test_money_that_only_people_see_is_nothing_to_ask_about(order, money, sandbox):
    money.start(order, method="bank-transfer")

    assert money.reconcile(hours=5) == {}


def test_one_broken_row_does_not_keep_the_others_waiting(order, place, money, sandbox, now, monkeypatch):
    for paid in [money.pay(place()) for _ in range(2)]:
        sandbox.misbehave("refund", "cut_after")
        refund_order(paid.order, RefundRequest(), **now)
    from orders.money import reconcile

    pursue, seen = reconcile.recheck_refund, []

    def fail_first(order, refund, **context):
        seen.append(refund.pk)
        if len(seen) == 1:
            raise RuntimeError("Something nobody foresaw.")
        return pursue(order, refund, **context)

    monkeypatch.setattr(reconcile, "recheck_refund", fail_first)

    assert money.reconcile() == {"refunds_asked": 2, "refunds_settled": 1, "news_followed": 1}


def test_a_gateway_is_never_asked_inside_a_transaction(order, money, sandbox):
    payment = money.start(order)

    with transaction.atomic(), pytest.raises(RuntimeError, match="must not be asked inside a transaction"):
        ask_about(order, payment, Operation.LOOK_UP_PAYMENT)


def test_nothing_due_is_nothing_done(sandbox, db, capsys):
    call_command("reconcile")

    assert "Nothing was due." in capsys.readouterr().out
