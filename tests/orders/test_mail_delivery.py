"""E-mails are sent once, retried while that is certain to be safe, and otherwise left to a person."""

from datetime import timedelta

import pytest

from events.mail_delivery import MOST_ATTEMPTS
from events.models import Event, Message, MessageState
from orders.mail import _give_up
from orders.models import Order
from orders.resend_mail import resend_mail
from orders.status.change_status import change_status
from orders.statuses import OrderStatus

HOLD = {"to": OrderStatus.HOLD, "note": "We are checking your address."}


class TestTrouble:
    @pytest.fixture
    def message(self, order, now):
        change_status(order, **HOLD, notify_customer=True, **now)
        return Message.objects.get()

    def again(self, message):
        return Message.objects.get(pk=message.pk)

    def test_a_server_that_is_away_is_tried_again_later(self, message, settings, mailbox, deliver_mail):
        there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1

        assert deliver_mail() == {"queued": 1}
        assert "ConnectionRefusedError" in self.again(message).failure
        settings.EMAIL_PORT = there
        assert deliver_mail(seconds=30) == {}
        assert deliver_mail(seconds=61) == {"sent": 1}

        assert len(mailbox.arrived) == 1

    def test_a_server_that_is_busy_is_tried_again_later(self, message, mailbox, deliver_mail):
        mailbox.data_answer = "451 Try again"

        assert deliver_mail() == {"queued": 1}
        mailbox.data_answer = ""
        assert deliver_mail(minutes=2) == {"sent": 1}

    def test_a_recipient_that_does_not_exist_is_given_up_at_once(self, message, mailbox, deliver_mail):
        mailbox.recipient_answer = "550 No such user"

        assert deliver_mail() == {"given_up": 1}
        assert "No such user" in self.again(message).failure
        assert deliver_mail(days=30) == {}

    def test_what_is_given_up_stands_on_the_orders_timeline(self, order, message, mailbox, deliver_mail):
        mailbox.recipient_answer = "550 No such user"
        deliver_mail()

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

    def test_it_is_given_up_after_many_times(self, message, settings, deliver_mail):
        settings.EMAIL_PORT = 1

        outcomes = [next(iter(deliver_mail(days=day))) for day in range(MOST_ATTEMPTS)]

        assert outcomes == ["queued"] * (MOST_ATTEMPTS - 1) + ["given_up"]

    def test_a_connection_that_breaks_after_the_letter_is_never_followed_by_a_second_letter(
        self, message, mailbox, deliver_mail
    ):
        mailbox.hangs_up = True

        assert deliver_mail() == {"unsure": 1}
        mailbox.hangs_up = False
        assert deliver_mail(days=1) == {}

        assert len(mailbox.arrived) == 1

    def test_a_worker_that_dies_before_the_letter_is_followed_by_another(self, message, now, mailbox, deliver_mail):
        Message.objects.update(state=MessageState.SENDING, attempts=1, leased_until=now["at"])

        assert deliver_mail(seconds=1) == {"sent": 1}

    def test_a_worker_that_dies_with_the_letter_leaves_it_to_a_person(self, message, now, mailbox, deliver_mail):
        Message.objects.update(state=MessageState.SENDING, attempts=1, leased_until=now["at"], handed_over_at=now["at"])

        assert deliver_mail(seconds=1) == {"unsure": 1}
        assert deliver_mail(days=1) == {}
        assert mailbox.arrived == []

        resend_mail(self.again(message), **now)
        assert deliver_mail(days=1) == {"sent": 1}
        assert [mail["Message-ID"] for mail in mailbox.arrived] == [message.message_id]

    def test_nobody_takes_a_letter_that_another_worker_holds(self, message, now, mailbox, deliver_mail):
        Message.objects.update(state=MessageState.SENDING, attempts=1, leased_until=now["at"] + timedelta(minutes=5))

        assert deliver_mail(minutes=4) == {}

    def test_a_letter_that_cannot_be_written_does_not_stop_the_others(self, message, place, now, mailbox, deliver_mail):
        Message.objects.update(template="no_such_template")
        change_status(place(), **HOLD, notify_customer=True, **now)

        assert deliver_mail() == {"queued": 1, "sent": 1}
