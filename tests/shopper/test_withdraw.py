"""Withdrawing from the contract on the page: what is asked for, what is kept, and until when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from events.models import Message
from orders.fulfilment.shipments import Tracking, deliver_shipment, ship_shipment
from orders.models import Order, OrderItem, Shipment, Withdrawal
from tests.untouched import nothing_changes

KEY = "0" * 32
BUTTON = "Withdraw from contract here"


@pytest.fixture
def order(order, channel):
    channel.withdrawal_days = 14
    channel.save()
    return order


@pytest.fixture
def filled(order):
    """The page as it is filled in for all units."""
    item = OrderItem.objects.get(order=order)
    return {f"units-{item.pk}": "2", "name": "John Doe", "email": "receipt@example.com", "key": KEY}


def arrive(order, money):
    money.pay(order)
    ship_shipment(Shipment.objects.get(order=order), tracking=Tracking(), actor=SYSTEM, at=timezone.now())
    deliver_shipment(Shipment.objects.get(order=order), actor=SYSTEM, at=timezone.now())


def test_the_page_knows_who_withdraws_from_what(page_of, order):
    page = page_of(order)

    assert BUTTON in page.get().content.decode()
    form = page.get("withdraw/").content.decode()
    assert 'value="John Doe"' in form
    assert 'value="shop@example.com"' in form
    assert 'value="2"' in form
    assert order.number in form
    assert "<button>Confirm withdrawal</button>" in form


def test_it_speaks_turkish(page_of, place, order):
    page = page_of(place(columns={"language_code": "tr"}))

    assert "Sözleşmeden buradan cayın" in page.get().content.decode()
    assert "<button>Caymayı onayla</button>" in page.get("withdraw/").content.decode()


def test_confirming_keeps_the_statement_and_sends_the_receipt_once(page_of, order, filled):
    page = page_of(order)

    answers = [page.post("withdraw/", **filled) for _ in range(2)]

    kept = Withdrawal.objects.get(order=order)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (kept.name, kept.email, kept.lines[0]["quantity"]) == ("John Doe", "receipt@example.com", 2)
    assert Message.objects.get(template="withdrawn").to == "receipt@example.com"
    text = page.get().content.decode()
    assert "We received your withdrawal from the contract on" in text
    assert BUTTON not in text


def test_a_page_without_a_key_counts_each_time_and_is_refused_the_second(page_of, order, filled):
    page = page_of(order)
    page.post("withdraw/", **filled | {"key": ""})

    again = page.post("withdraw/", **filled | {"key": ""})

    assert again.status_code == 409
    assert "Nothing is left to withdraw from" in again.content.decode()
    assert Withdrawal.objects.count() == 1


@pytest.mark.parametrize("email", ["a..b.@docomo.ne.jp", "işık@exämple.com"])
def test_the_receipt_goes_to_whatever_address_orders_take(page_of, order, filled, email):
    page = page_of(order)
    assert b'type="email"' not in page.get("withdraw/").content

    page.post("withdraw/", **filled | {"email": email})

    assert Withdrawal.objects.get().email == email


@pytest.mark.parametrize("wrong", [{"name": ""}, {"email": ""}, {"email": "nowhere"}])
def test_what_is_missing_is_said_beside_its_field(page_of, order, filled, wrong):
    with nothing_changes():
        answer = page_of(order).post("withdraw/", **filled | wrong)

    text = answer.content.decode()
    assert "errorlist" in text
    assert "aria-invalid" in text


def test_no_units_are_no_withdrawal(page_of, order, filled):
    item = OrderItem.objects.get(order=order)

    with nothing_changes():
        answer = page_of(order).post("withdraw/", **filled | {f"units-{item.pk}": "0"})

    assert "Choose at least one unit" in answer.content.decode()


def test_what_arrived_is_to_be_returned(page_of, order, money, filled):
    arrive(order, money)
    page = page_of(Order.objects.get(pk=order.pk))

    page.post("withdraw/", **filled)

    plan = CancellationPlan.objects.get(order=order)
    assert (plan.plan_type, plan.status) == ("refund", "waiting")
    assert "Return · We have received your request" in page.get().content.decode()


def test_after_the_period_the_button_is_gone_and_a_statement_refused_in_words(page_of, order, money, filled):
    arrive(order, money)
    page = page_of(Order.objects.get(pk=order.pk))
    assert BUTTON in page.get().content.decode()
    page.get("withdraw/")
    Shipment.objects.update(delivered_at=timezone.now() - timedelta(days=16))

    assert BUTTON not in page.get().content.decode()
    with nothing_changes():
        answer = page.post("withdraw/", **filled)
    until = Shipment.objects.get().delivered_at + timedelta(days=14)
    assert answer.status_code == 409
    assert f"It was possible to withdraw from the contract until {until:%-d %b %Y}, 23:59." in answer.content.decode()


def test_a_channel_without_a_period_shows_no_button(page_of, order, channel):
    channel.withdrawal_days = None
    channel.save()

    page = page_of(order)

    assert BUTTON not in page.get().content.decode()
    assert page.get("withdraw/").status_code == 409


def test_the_withdrawal_is_never_cached_or_indexed(page_of, order):
    answer = page_of(order).get("withdraw/")

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
