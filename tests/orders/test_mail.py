"""E-mails to customers: written with the change, sent afterwards by a real mail server, once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from common.fsm import TransitionRefused
from common.rehearsal import rehearse
from events.models import Message
from orders.cancelling.cancel import cancel_order
from orders.cancelling.expire import expire_unpaid, remind_unpaid
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking, split_shipment
from orders.models import OrderItem
from orders.status.change_status import change_status
from orders.statuses import OrderStatus

HOLD = {"to": OrderStatus.HOLD, "note": "We are checking your address."}


def test_a_status_is_told_once_with_its_note_when_asked(order, now, mailbox, deliver_mail):
    change_status(order, **HOLD, notify_customer=True, **now)
    assert mailbox.arrived == []

    assert deliver_mail() == {"sent": 1}
    assert deliver_mail() == {}

    assert mailbox.letters == [("shop@example.com", f"Your order {order.number}: Hold")]
    assert "We are checking your address." in mailbox.text()
    assert "Hello John Doe," in mailbox.text()


def test_nobody_is_told_when_not_asked(order, now, mailbox, deliver_mail):
    change_status(order, **HOLD, **now)

    assert deliver_mail() == {}
    assert mailbox.arrived == []


def test_nobody_is_told_of_what_failed(order, now, mailbox, deliver_mail):
    with pytest.raises(TransitionRefused):
        change_status(order, to=OrderStatus.COMPLETED, note="Done", notify_customer=True, **now)

    assert deliver_mail() == {}


def test_a_rehearsal_shows_the_letter_and_sends_none(order, now, deliver_mail):
    with rehearse() as rehearsal:
        change_status(order, **HOLD, notify_customer=True, **now)

    (letter,) = rehearsal.emails
    assert (letter["to"], letter["subject"]) == ("shop@example.com", f"Your order {order.number}: Hold")
    assert "We are checking your address." in letter["text"]
    assert not Message.objects.exists()
    assert deliver_mail() == {}


def test_a_parcel_is_told_with_its_tracking_when_asked(order, now, mailbox, deliver_mail):
    tracking = Tracking(carrier="DHL", tracking_number="0034043", tracking_url="https://dhl.example/0034043")
    ship_order(order, tracking=tracking, notify_customer=True, **now)

    deliver_mail()

    assert mailbox.letters == [("shop@example.com", f"Your order {order.number} is on its way")]
    assert "2 × Medium Mug" in mailbox.text()
    assert "Tracking number: 0034043" in mailbox.text()
    assert 'href="https://dhl.example/0034043"' in mailbox.html()


def test_parcels_that_are_sent_together_are_told_in_one_letter(order, now, mailbox, deliver_mail):
    mugs = OrderItem.objects.get(order=order)
    split_shipment(order, lines=[{"item": mugs.id, "quantity": 1}], carrier="Courier", **now)

    ship_order(order, tracking=Tracking(tracking_number="0034043"), notify_customer=True, **now)

    assert deliver_mail() == {"sent": 1}
    text = mailbox.text()
    assert text.count("1 × Medium Mug") == text.count("Tracking number: 0034043") == 2
    assert "We have shipped with Courier:" in text
    assert text.count("Hello John Doe,") == 1


def test_a_rejected_item_is_always_told_with_the_money(order, pay, now, mailbox, deliver_mail):
    pay(order)
    reject_item(OrderItem.objects.get(order=order), quantity=1, reason="Sold out.", **now)

    deliver_mail()

    assert mailbox.letters == [("shop@example.com", f"Your order {order.number}: an item cannot be delivered")]
    assert "1 × Medium Mug" in mailbox.text()
    assert "Sold out." in mailbox.text()
    assert "We are refunding 10.00\N{NO-BREAK SPACE}USD to: Card" in mailbox.text()


def test_a_cancellation_is_told_when_asked(order, pay, now, mailbox, deliver_mail):
    pay(order)
    cancel_order(order, notify_customer=True, **now)

    deliver_mail()

    assert mailbox.letters == [("shop@example.com", f"Your order {order.number}: cancellation completed")]
    assert "We have refunded 23.50\N{NO-BREAK SPACE}USD to: Card" in mailbox.text()


def test_a_plan_is_told_when_it_is_completed_not_before(order, now, mailbox, deliver_mail):
    plan = open_plan(order, NewPlan(plan_type="cancel", notify_customer=True), **now)
    assert deliver_mail() == {}

    approve_plan(plan, **now)
    assert deliver_mail() == {"sent": 1}


def test_customers_are_reminded_and_told_of_the_end(order, channel, now, mailbox, deliver_mail):
    channel.unpaid_reminder_minutes, channel.unpaid_expiry_minutes = 60, 120
    channel.save()

    remind_unpaid(now["at"] + timedelta(minutes=61))
    expire_unpaid(now["at"] + timedelta(minutes=121))
    deliver_mail(hours=3)

    assert [subject for _, subject in mailbox.letters] == [
        f"Your order {order.number} awaits payment",
        f"Your order {order.number} was cancelled",
    ]
    assert "23.50\N{NO-BREAK SPACE}USD is outstanding" in mailbox.text()


class TestLanguages:
    def test_turkish_customers_read_turkish(self, place, now, mailbox, deliver_mail):
        order = place(
            currency="TRY",
            items=[{"sku": "MUG", "quantity": 1, "unit_price": Decimal("1234.50")}],
            adjustments=[],
            columns={"language_code": "tr-tr"},
        )
        change_status(order, to=OrderStatus.PROCESSING, notify_customer=True, **now)

        deliver_mail()

        assert mailbox.letters[0][1] == f"{order.number} numaralı siparişiniz: Onaylandı"
        assert "Merhaba John Doe," in mailbox.text()
        assert '<html lang="tr">' in mailbox.html()

    def test_ways_to_pay_are_called_as_people_call_them(self, place, pay, now, mailbox, deliver_mail):
        order = place(columns={"language_code": "tr"})
        pay(order)
        cancel_order(order, notify_customer=True, **now)

        deliver_mail()

        assert "23,50\N{NO-BREAK SPACE}USD tutarını iade ettik: Kart" in mailbox.text()

    def test_amounts_are_written_as_the_language_does(self, place, channel, now, mailbox, deliver_mail):
        channel.unpaid_reminder_minutes = 60
        channel.save()
        item = {"sku": "MUG", "quantity": 1, "unit_price": Decimal("1234.500")}
        place(currency="KWD", items=[item], adjustments=[], columns={"language_code": "tr"})

        remind_unpaid(now["at"] + timedelta(minutes=61))
        deliver_mail(hours=2)

        assert "1.234,500\N{NO-BREAK SPACE}KWD" in mailbox.text()

    def test_other_customers_read_english(self, place, now, mailbox, deliver_mail):
        order = place(columns={"language_code": "de-at"})
        change_status(order, **HOLD, notify_customer=True, **now)

        deliver_mail()

        assert mailbox.letters[0][1] == f"Your order {order.number}: Hold"


class TestSafety:
    def test_what_people_write_is_text_and_no_markup(self, order, now, mailbox, deliver_mail):
        change_status(order, to=OrderStatus.HOLD, note="<b>5 > 3</b> & more", notify_customer=True, **now)

        deliver_mail()

        assert "<b>5 > 3</b> & more" in mailbox.text()
        assert "&lt;b&gt;5 &gt; 3&lt;/b&gt; &amp; more" in mailbox.html()

    def test_a_number_cannot_smuggle_in_a_header(self, place, now, mailbox, deliver_mail):
        order = place(number="A1\r\nBcc: other@example.com")
        change_status(order, **HOLD, notify_customer=True, **now)

        deliver_mail()

        assert mailbox.arrived[0]["Bcc"] is None

    def test_the_channel_is_the_sender_if_it_wants(self, order, channel, now, mailbox, deliver_mail):
        channel.mail_from = "US Web Store <shop@shop.example>"
        channel.save()
        change_status(order, **HOLD, notify_customer=True, **now)

        deliver_mail()

        assert mailbox.arrived[0]["From"] == "US Web Store <shop@shop.example>"
        assert mailbox.arrived[0]["Auto-Submitted"] == "auto-generated"
