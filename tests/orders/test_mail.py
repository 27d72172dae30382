"""E-mails to customers: written with the change, sent afterwards by a real mail server, once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from common.fsm import TransitionRefused
from common.rehearsal import rehearse
from events.mail_delivery import MOST_ATTEMPTS
from events.models import Event, Message, MessageState
from orders.cancelling.cancel import cancel_order
from orders.cancelling.expire import expire_unpaid, remind_unpaid
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, open_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking, split_shipment
from orders.mail import _give_up, send_mail_due
from orders.models import Order, OrderItem
from orders.resend_mail import resend_mail
from orders.status.change_status import change_status
from orders.statuses import OrderStatus

HOLD = {"to": OrderStatus.HOLD, "note": "We are checking your address."}


@pytest.fixture
def deliver(now, mailbox):
    """The worker's turn, so much later."""

    def deliver(**later):
        return send_mail_due(now["at"] + timedelta(**later))

    return deliver


def test_a_status_is_told_once_with_its_note_when_asked(order, now, mailbox, deliver):
    change_status(order, **HOLD, notify_customer=True, **now)
    assert mailbox.arrived == []

    assert deliver() == {"sent": 1}
    assert deliver() == {}

    assert mailbox.letters == [("shop@example.com", f"Your order {order.number}: Hold")]
    assert "We are checking your address." in mailbox.text()
    assert "Hello John Doe," in mailbox.text()


def test_nobody_is_told_when_not_asked(order, now, mailbox, deliver):
    change_status(order, **HOLD, **now)

    assert deliver() == {}
    assert mailbox.arrived == []


def test_nobody_is_told_of_what_failed(order, now, mailbox, deliver):
    with pytest.raises(TransitionRefused):
        change_status(order, to=OrderStatus.COMPLETED, note="Done", notify_customer=True, **now)

    assert deliver() == {}


def test_a_rehearsal_shows_the_letter_and_sends_none(order, now, deliver):
    with rehearse() as rehearsal:
        change_status(order, **HOLD, notify_customer=True, **now)

    (letter,) = rehearsal.emails
    assert (letter["to"], letter["subject"]) == ("shop@example.com", f"Your order {order.number}: Hold")
    assert "We are checking your address." in letter["text"]
    assert not Message.objects.exists()
    assert deliver() == {}


def test_a_parcel_is_told_with_its_tracking_when_asked(order, now, mailbox, deliver):
    tracking = Tracking(carrier="DHL", tracking_number="0034043", tracking_url="https://dhl.example/0034043")
    ship_order(order, tracking=tracking, notify_customer=True, **now)

    deliver()

    assert mailbox.letters == [("shop@example.com", f"Your order {order.number} is on its way")]
    assert "2 × Medium Mug" in mailbox.text()
    assert "Tracking number: 0034043" in mailbox.text()
    assert 'href="https://dhl.example/0034043"' in mailbox.html()


def test_parcels_that_are_sent_together_are_told_in_one_letter(order, now, mailbox, deliver):
    mugs = OrderItem.objects.get(order=order)
    split_shipment(order, lines=[{"item": mugs.id, "quantity": 1}], carrier="Courier", **now)

    ship_order(order, tracking=Tracking(tracking_number="0034043"), notify_customer=True, **now)

    assert deliver() == {"sent": 1}
    text = mailbox.text()
    assert text.count("1 × Medium Mug") == text.count("Tracking number: 0034043") == 2
    assert "We have shipped with Courier:" in text
    assert text.count("Hello John Doe,") == 1


def test_a_rejected_item_is_always_told_with_the_money(order, pay, now, mailbox, deliver):
    pay(order)
    reject_item(OrderItem.objects.get(order=order), quantity=1, reason="Sold out.", **now)

    deliver()

    assert mailbox.letters == [("shop@example.com", f"Your order {order.number}: an item cannot be delivered")]
    assert "1 × Medium Mug" in mailbox.text()
    assert "Sold out." in mailbox.text()
    assert "We are refunding 10.00\N{NO-BREAK SPACE}USD to: Card" in mailbox.text()


def test_a_cancellation_is_told_when_asked(order, pay, now, mailbox, deliver):
    pay(order)
    cancel_order(order, notify_customer=True, **now)

    deliver()

    assert mailbox.letters == [("shop@example.com", f"Your order {order.number}: cancellation completed")]
    assert "We have refunded 23.50\N{NO-BREAK SPACE}USD to: Card" in mailbox.text()


def test_a_plan_is_told_when_it_is_completed_not_before(order, now, mailbox, deliver):
    plan = open_plan(order, NewPlan(plan_type="cancel", notify_customer=True), **now)
    assert deliver() == {}

    approve_plan(plan, **now)
    assert deliver() == {"sent": 1}


def test_customers_are_reminded_and_told_of_the_end(order, channel, now, mailbox, deliver):
    channel.unpaid_reminder_minutes, channel.unpaid_expiry_minutes = 60, 120
    channel.save()

    remind_unpaid(now["at"] + timedelta(minutes=61))
    expire_unpaid(now["at"] + timedelta(minutes=121))
    deliver(hours=3)

    assert [subject for _, subject in mailbox.letters] == [
        f"Your order {order.number} awaits payment",
        f"Your order {order.number} was cancelled",
    ]
    assert "23.50\N{NO-BREAK SPACE}USD is outstanding" in mailbox.text()


class TestLanguages:
    def test_turkish_customers_read_turkish(self, place, now, mailbox, deliver):
        order = place(
            currency="TRY",
            items=[{"sku": "MUG", "quantity": 1, "unit_price": Decimal("1234.50")}],
            adjustments=[],
            columns={"language_code": "tr-tr"},
        )
        change_status(order, to=OrderStatus.PROCESSING, notify_customer=True, **now)

        deliver()

        assert mailbox.letters[0][1] == f"{order.number} numaralı siparişiniz: Onaylandı"
        assert "Merhaba John Doe," in mailbox.text()
        assert '<html lang="tr">' in mailbox.html()

    def test_ways_to_pay_are_called_as_people_call_them(self, place, pay, now, mailbox, deliver):
        order = place(columns={"language_code": "tr"})
        pay(order)
        cancel_order(order, notify_customer=True, **now)

        deliver()

        assert "23,50\N{NO-BREAK SPACE}USD tutarını iade ettik: Kart" in mailbox.text()

    def test_amounts_are_written_as_the_language_does(self, place, channel, now, mailbox, deliver):
        channel.unpaid_reminder_minutes = 60
        channel.save()
        item = {"sku": "MUG", "quantity": 1, "unit_price": Decimal("1234.500")}
        place(currency="KWD", items=[item], adjustments=[], columns={"language_code": "tr"})

        remind_unpaid(now["at"] + timedelta(minutes=61))
        deliver(hours=2)

        assert "1.234,500\N{NO-BREAK SPACE}KWD" in mailbox.text()

    def test_other_customers_read_english(self, place, now, mailbox, deliver):
        order = place(columns={"language_code": "de-at"})
        change_status(order, **HOLD, notify_customer=True, **now)

        deliver()

        assert mailbox.letters[0][1] == f"Your order {order.number}: Hold"


class TestSafety:
    def test_what_people_write_is_text_and_no_markup(self, order, now, mailbox, deliver):
        change_status(order, to=OrderStatus.HOLD, note="<b>5 > 3</b> & more", notify_customer=True, **now)

        deliver()

        assert "<b>5 > 3</b> & more" in mailbox.text()
        assert "&lt;b&gt;5 &gt; 3&lt;/b&gt; &amp; more" in mailbox.html()

    def test_a_number_cannot_smuggle_in_a_header(self, place, now, mailbox, deliver):
        order = place(number="A1\r\nBcc: other@example.com")
        change_status(order, **HOLD, notify_customer=True, **now)

        deliver()

        assert mailbox.arrived[0]["Bcc"] is None

    def test_the_channel_is_the_sender_if_it_wants(self, order, channel, now, mailbox, deliver):
        channel.mail_from = "US Web Store <shop@shop.example>"
        channel.save()
        change_status(order, **HOLD, notify_customer=True, **now)

        deliver()

        assert mailbox.arrived[0]["From"] == "US Web Store <shop@shop.example>"
        assert mailbox.arrived[0]["Auto-Submitted"] == "auto-generated"


class TestTrouble:
    @pytest.fixture
    def message(self, order, now):
        change_status(order, **HOLD, notify_customer=True, **now)
        return Message.objects.get()

    def again(self, message):
        return Message.objects.get(pk=message.pk)

    def test_a_server_that_is_away_is_tried_again_later(self, message, settings, mailbox, deliver):
        there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1

        assert deliver() == {"queued": 1}
        assert "ConnectionRefusedError" in self.again(message).failure
        settings.EMAIL_PORT = there
        assert deliver(seconds=30) == {}
        assert deliver(seconds=61) == {"sent": 1}

        assert len(mailbox.arrived) == 1

    def test_a_server_that_is_busy_is_tried_again_later(self, message, mailbox, deliver):
        mailbox.data_answer = "451 Try again"

        assert deliver() == {"queued": 1}
        mailbox.data_answer = ""
        assert deliver(minutes=2) == {"sent": 1}

    def test_a_recipient_that_does_not_exist_is_given_up_at_once(self, message, mailbox, deliver):
        mailbox.recipient_answer = "550 No such user"

        assert deliver() == {"given_up": 1}
        assert "No such user" in self.again(message).failure
        assert deliver(days=30) == {}

    def test_what_is_given_up_stands_on_the_orders_timeline(self, order, message, mailbox, deliver):
        mailbox.recipient_answer = "550 No such user"
        deliver()

        event = Event.objects.filter(order=order).order_by("sequence").last()
        assert (event.type, event.actor_kind) == ("mail.failed", "system")
        assert event.data["message"] == str(message.pk)
        assert "No such user" in event.data["why"]
        assert event.data["version"] == Order.objects.get(pk=order.pk).version
        assert Message.objects.count() == 1

    def test_an_order_of_whose_mail_another_worker_took_care_says_nothing(self, order, message):
        Message.objects.update(state=MessageState.SENT, attempts=7, sent_at=message.created_at)

        _give_up(message, "Too late", message.created_at)

        assert not Event.objects.filter(type="mail.failed").exists()
        assert Message.objects.get().state == MessageState.SENT

    def test_it_is_given_up_after_many_times(self, message, settings, deliver):
        settings.EMAIL_PORT = 1

        outcomes = [next(iter(deliver(days=day))) for day in range(MOST_ATTEMPTS)]

        assert outcomes == ["queued"] * (MOST_ATTEMPTS - 1) + ["given_up"]

    def test_a_connection_that_breaks_after_the_letter_is_never_followed_by_a_second_letter(
        self, message, mailbox, deliver
    ):
        mailbox.hangs_up = True

        assert deliver() == {"unsure": 1}
        mailbox.hangs_up = False
        assert deliver(days=1) == {}

        assert len(mailbox.arrived) == 1

    def test_a_worker_that_dies_before_the_letter_is_followed_by_another(self, message, now, mailbox, deliver):
        Message.objects.update(state=MessageState.SENDING, attempts=1, leased_until=now["at"])

        assert deliver(seconds=1) == {"sent": 1}

    def test_a_worker_that_dies_with_the_letter_leaves_it_to_a_person(self, message, now, mailbox, deliver):
        Message.objects.update(state=MessageState.SENDING, attempts=1, leased_until=now["at"], handed_over_at=now["at"])

        assert deliver(seconds=1) == {"unsure": 1}
        assert deliver(days=1) == {}
        assert mailbox.arrived == []

        resend_mail(self.again(message), **now)
        assert deliver(days=1) == {"sent": 1}
        assert [mail["Message-ID"] for mail in mailbox.arrived] == [message.message_id]

    def test_nobody_takes_a_letter_that_another_worker_holds(self, message, now, mailbox, deliver):
        Message.objects.update(state=MessageState.SENDING, attempts=1, leased_until=now["at"] + timedelta(minutes=5))

        assert deliver(minutes=4) == {}

    def test_a_letter_that_cannot_be_written_does_not_stop_the_others(self, message, place, now, mailbox, deliver):
        Message.objects.update(template="no_such_template")
        change_status(place(), **HOLD, notify_customer=True, **now)

        assert deliver() == {"queued": 1, "sent": 1}
