"""What time does to unpaid orders: a reminder, then the end."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from events.models import Event
from orders.cancelling import expire
from orders.cancelling.expire import expire_unpaid, remind_unpaid
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import Order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.models import Payment
from tests.basket import fresh


@pytest.fixture
def channel(channel):
    """Reminds after an hour and gives up after a day."""
    channel.unpaid_reminder_minutes = 60
    channel.unpaid_expiry_minutes = 24 * 60
    channel.save()
    return channel


def after(**time):
    return timezone.now() + timedelta(**time)


def types(order):
    return list(Event.objects.filter(order=order).order_by("sequence").values_list("type", flat=True))


class TestExpiry:
    def test_an_order_that_is_not_paid_in_time_is_cancelled(self, order):
        assert expire_unpaid(after(hours=23)) == {}
        assert expire_unpaid(after(hours=25)) == {"expired": 1}

        assert fresh(order).status == OrderStatus.CANCELLED
        assert types(order)[-1] == "order.expired"

    @pytest.mark.parametrize("status", [OrderStatus.HOLD, OrderStatus.FAILED])
    def test_orders_on_hold_and_failed_ones_expire_too(self, order, status, now):
        change_status(order, to=status, **now)

        assert expire_unpaid(after(hours=25)) == {"expired": 1}

    def test_an_order_that_is_trusted_does_not_expire(self, order, now):
        change_status(order, to=OrderStatus.PROCESSING, **now)

        assert expire_unpaid(after(hours=25)) == {}

    def test_an_order_with_money_does_not_expire(self, order, pay):
        pay(order, Decimal("1.00"))

        assert expire_unpaid(after(hours=25)) == {}

    def test_an_order_whose_money_is_held_does_not_expire(self, order, pay):
        pay(order, method="hold")

        assert expire_unpaid(after(hours=25)) == {}

    def test_a_payment_that_was_begun_long_ago_is_given_up(self, order, pay):
        payment = pay(order, method="bank-transfer")

        assert expire_unpaid(after(hours=25)) == {"expired": 1}
        assert fresh(payment).status == "cancelled"

    def test_whoever_has_just_begun_to_pay_may_finish(self, order, pay):
        payment = pay(order, method="bank-transfer")
        Payment.objects.filter(pk=payment.pk).update(created_at=after(hours=24, minutes=55))

        assert expire_unpaid(after(hours=25)) == {"left_alone": 1}
        assert fresh(order).status == OrderStatus.CREATED

    def test_an_order_that_waits_for_a_decision_is_left_alone(self, place, now):
        order = place(items=[{"sku": sku, "quantity": 1, "unit_price": Decimal(5)} for sku in ("MUG", "CAP")])
        line = {"item": order.items.first().id, "quantity": 1}
        open_plan(order, NewPlan(plan_type="cancel", lines=[line]), **now)

        assert expire_unpaid(after(hours=25)) == {"left_alone": 1}

    def test_a_channel_without_a_time_keeps_its_orders(self, order, channel):
        channel.unpaid_expiry_minutes = None
        channel.save()

        assert expire_unpaid(after(days=365)) == {}

    def test_an_order_entered_late_has_its_full_time(self, place):
        place(columns={"date_placed": after(days=-30)})

        assert expire_unpaid(after(hours=1)) == {}

    def test_one_bad_order_never_stops_the_rest(self, place, monkeypatch):
        bad, good = place(), place()
        cancel_unshipped = expire.cancel_unshipped

        def stumble(change):
            if change.order.pk == bad.pk:
                raise RuntimeError("This one is broken.")
            cancel_unshipped(change)

        monkeypatch.setattr(expire, "cancel_unshipped", stumble)

        assert expire_unpaid(after(hours=25)) == {"expired": 1, "failed": 1}
        assert fresh(bad).status == OrderStatus.CREATED
        assert fresh(good).status == OrderStatus.CANCELLED

    def test_a_payment_that_outlived_its_order_is_given_up(self, order, pay, now):
        payment = pay(order, method="bank-transfer")
        change_status(order, to=OrderStatus.CANCELLED, **now)

        assert expire_unpaid(after(minutes=5)) == {"payments_stopped": 1}
        assert fresh(payment).status == "cancelled"


class TestReminder:
    def test_a_customer_is_reminded_once(self, order):
        assert remind_unpaid(after(minutes=59)) == {}
        assert remind_unpaid(after(minutes=61)) == {"reminded": 1}
        assert remind_unpaid(after(minutes=62)) == {}

        assert types(order) == ["order.placed", "order.reminded"]

    def test_whoever_has_paid_is_not_reminded(self, order, pay):
        pay(order)

        assert remind_unpaid(after(minutes=61)) == {}

    def test_the_order_stays_as_it_was(self, order):
        remind_unpaid(after(minutes=61))

        assert Order.objects.get(pk=order.pk).status == OrderStatus.CREATED
