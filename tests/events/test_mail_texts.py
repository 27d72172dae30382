"""A channel's own texts of e-mails: kept, used, and never in the way of an e-mail."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from common.errors import InvalidInput
from common.rehearsal import rehearse
from events.letters.texts import MailTextChanged, Place, restore_default, save_text
from events.letters.wording import Wording
from events.letters.writing import letter_for
from events.models import MailText, Message
from orders.mail import send_mail_due
from orders.status.change_status import change_status
from orders.statuses import OrderStatus

OWN = Wording("News of {{ number }}: {{ status }}", "Hi {{ customer_name }}!\n\n{{ note }}", "<p>{{ note }}</p>")


@pytest.fixture
def place_of(channel):
    return lambda template="status_changed", language="en": Place(channel.pk, template, language)


@pytest.fixture
def own(place_of, now):
    """Give the channel a text of its own."""

    def own(wording=OWN, replacing=None, **place):
        return save_text(place_of(**place), wording, replacing=replacing, by="support-1", at=now["at"])

    return own


@pytest.fixture
def mail(now, mailbox):
    """Put an order on hold, telling the customer."""

    def mail(order, note="We check it."):
        change_status(order, to=OrderStatus.HOLD, note=note, notify_customer=True, **now)
        return send_mail_due(now["at"] + timedelta(seconds=1))

    return mail


def test_a_channels_own_text_is_sent(own, order, mail, mailbox):
    own()

    assert mail(order) == {"sent": 1}

    assert mailbox.letters == [("shop@example.com", f"News of {order.number}: Hold")]
    assert mailbox.text().split() == ["Hi", "John", "Doe!", "We", "check", "it."]
    assert "<p>We check it.</p>" in mailbox.html()
    assert "<h1" not in mailbox.html()


def test_it_counts_for_its_channel_its_language_and_its_email_alone(own, order, other_channel, mail, mailbox, now):
    own(Wording("Thank you", "Thank you"), template="placed")
    own(language="tr")
    save_text(Place(other_channel.pk, "status_changed", "en"), OWN, replacing=None, by="support-1", at=now["at"])

    mail(order)

    assert mailbox.letters[0][1] == f"Your order {order.number}: Hold"


def test_a_rehearsal_shows_it(own, order, now):
    own()

    with rehearse() as rehearsal:
        change_status(order, to=OrderStatus.HOLD, note="We check it.", notify_customer=True, **now)

    assert rehearsal.emails[0]["subject"] == f"News of {order.number}: Hold"


def test_what_was_sent_stays_as_it_was(own, order, mail, place_of, now):
    first = own()
    mail(order)

    own(Wording("Other", "Other"), replacing=first.pk)
    assert letter_for(Message.objects.get()).subject == f"News of {order.number}: Hold"

    restore_default(place_of(), replacing=place_of().current.pk, at=now["at"])
    assert letter_for(Message.objects.get()).subject == f"News of {order.number}: Hold"
    assert place_of().current is None


def test_what_was_sent_with_the_default_text_stays_so_too(own, order, mail):
    mail(order)

    own()

    assert letter_for(Message.objects.get()).subject == f"Your order {order.number}: Hold"


@pytest.mark.parametrize(
    "broken",
    [
        {"text": "{{ gone_since_the_last_release }}"},
        {"text": "{% if note %}"},
        {"subject": "{% if not note %}x{% endif %}"},
        {"text": "{{ note }}" * 2_000},
    ],
)
def test_a_text_that_breaks_never_stops_an_email_and_is_reported(own, order, mail, mailbox, broken):
    row = own()
    MailText.objects.update(**broken)

    assert mail(order, note="x" * 300) == {"sent": 1}

    assert mailbox.letters[0][1] == f"Your order {order.number}: Hold"
    assert MailText.objects.unusable().get() == row
    assert Message.objects.get().mail_text is None


def test_a_text_that_is_gone_never_stops_an_email(own, order, mail, mailbox):
    own()
    MailText.objects.all().delete()

    assert mail(order) == {"sent": 1}
    assert mailbox.letters[0][1] == f"Your order {order.number}: Hold"


class TestSafety:
    def test_what_people_write_is_no_markup_and_no_text_language(self, own, place, mail, mailbox):
        own(Wording("For {{ number }}", "{{ note }}", '<p>{{ note }} <a href="{{ page_url }}">x</a></p>'))
        order = place(number='{{ page_url }}"><script>{% if note %}')

        mail(order, note='<script>alert(1)</script>\n"onclick="x {{ ref }}')

        assert mailbox.letters[0][1] == 'For {{ page_url }}"><script>{% if note %}'
        assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>&quot;onclick=&quot;x {{ ref }}" in mailbox.html()
        assert "<script" not in mailbox.html()

    def test_a_subject_cannot_smuggle_in_a_header(self, own, place, mail, mailbox):
        own(Wording("{{ number }}", "x"))
        order = place(number="A\r\nBcc: other@example.com\r\n\r\nBody\u2028B")

        mail(order)

        (letter,) = mailbox.arrived
        assert letter["Bcc"] is None
        assert mailbox.letters[0][1] == "A Bcc: other@example.com Body B"

    def test_an_address_that_is_no_address_of_a_page_is_left_out(self, own, channel):
        wording = Wording("x", "x", '{% for s in shipments %}<a href="{{ s.tracking_url }}">x</a>{% endfor %}')
        own(wording, template="shipped")
        facts = {"shipments": [{"tracking_url": "javascript:alert(1)"}], "currency": "USD"}

        letter = letter_for(Message(template="shipped", language="en", context=facts))

        assert "javascript" not in letter.html


class TestSaving:
    @pytest.mark.parametrize(
        ("wording", "field", "error"),
        [
            (Wording("x", "a\n{{ total }}"), "text", "Line 2: there is no variable total here."),
            (Wording("{{ notes }}", "x"), "subject", "Line 1: there is no variable notes here."),
            (Wording("a\nb", "x"), "subject", "The subject is one line."),
            (Wording("", "x"), "subject", "The subject is one line."),
            (Wording("x", " \n"), "text", "The text is empty."),
            (Wording("x", "x" * 20_001), "text", "This is longer than 20000 characters."),
            (Wording("x", "x", "<script>"), "html", "Line 1: the element script is not allowed."),
        ],
    )
    def test_what_is_wrong_is_refused_with_its_line(self, own, wording, field, error):
        with pytest.raises(InvalidInput) as refused:
            own(wording)

        assert [(path[0], str(sentence)) for path, (_, sentence) in refused.value.errors.items()] == [(field, error)]
        assert not MailText.objects.exists()

    def test_nobody_overwrites_what_they_have_not_read(self, own, place_of, now):
        first = own()
        second = own(replacing=first.pk)

        for read in (None, first.pk):
            with pytest.raises(MailTextChanged):
                own(Wording("Mine", "Mine"), replacing=read)
        with pytest.raises(MailTextChanged):
            restore_default(place_of(), replacing=first.pk, at=now["at"])

        assert place_of().current == second

    def test_the_database_keeps_one_text_in_a_language(self, own, channel, now):
        row = own()

        with pytest.raises(IntegrityError), transaction.atomic():
            MailText.objects.create(
                channel=channel, template=row.template, language="en", subject="x", text="x", created_at=now["at"]
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            MailText.objects.filter(pk=row.pk).update(subject="")
