"""Staff write the texts of e-mails: preview, test, save, restore; who may, and what of it they may see."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from access.models import User
from addresses.models import Customer
from events.models import MailText, Message
from orders.page_link import page_url
from orders.status.change_status import change_status
from orders.statuses import OrderStatus

LIST = "/admin/events/mailtext/"
NEW = {"subject": "News of {{ number }}", "text": "{{ status }}!\r\n\r\n{{ note }}\r\n{{ page_url }}", "html": ""}


@pytest.fixture
def writer(db):
    """Somebody who may change the texts, and has these permissions beside."""

    def sign_in(*permissions, channels=(), email="writer@example.com"):
        person = User.objects.create_user(
            "writer", email=email, password="a long password", is_staff=True, reaches_all_channels=not channels
        )
        for name in ("events.change_mailtext", *permissions):
            app, codename = name.split(".")
            person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        person.channels.set(channels)
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def page(channel):
    return f"{LIST}{channel.pk}/status_changed/en/"


@pytest.fixture
def mailed(order, now):
    return change_status(order, to=OrderStatus.HOLD, note="We check it.", notify_customer=True, **now)


def press(client, page, button, **typed):
    return client.post(page, {**NEW, **typed, button: "1"}, follow=True)


def test_a_text_is_saved_listed_and_restored(writer, page):
    client = writer()
    assert "The status of your order" in client.get(page).content.decode()

    press(client, page, "save")

    row = MailText.objects.get()
    assert (row.subject, row.text, row.changed_by) == (
        "News of {{ number }}", "{{ status }}!\n\n{{ note }}\n{{ page_url }}", "writer",
    )  # fmt: skip
    assert "Own text" in client.get(LIST).content.decode()

    press(client, page, "restore", replacing=row.pk)
    assert not MailText.objects.current().exists()


def test_what_was_read_before_somebody_else_saved_is_not_saved(writer, page):
    client = writer()
    press(client, page, "save")

    for button in ("save", "restore"):
        answer = press(client, page, button, replacing="0190b0a5-7c3e-7000-8000-000000000001")
        assert "Somebody has changed this text meanwhile" in answer.content.decode()

    assert MailText.objects.count() == 1


def test_every_error_stands_at_its_field_with_its_line_and_nothing_is_saved(writer, page):
    answer = press(writer(), page, "save", text="{{ a }}\n{{ b }}", html="<script>")

    shown = answer.content.decode()
    assert "Line 1: there is no variable a here." in shown
    assert "Line 2: there is no variable b here." in shown
    assert "Line 1: the element script is not allowed." in shown
    assert not MailText.objects.exists()


def test_the_preview_is_about_a_real_order_and_saves_nothing(writer, page, mailed):
    answer = press(writer("orders.view_order", "events.view_message"), page, "preview", order=mailed.ref.lower())

    letter = answer.context["letter"]
    assert letter.subject == f"News of {mailed.number}"
    assert "Hold!\n\nWe check it." in letter.text
    assert page_url(mailed) not in letter.text
    (framed,) = re.findall('<iframe class="wp-mail" sandbox srcdoc="([^"]*)"', answer.content.decode())
    assert unescape(framed) == letter.html
    assert not MailText.objects.exists()


def test_without_an_order_the_preview_is_about_an_invented_one(writer, page):
    answer = press(writer(), page, "preview")

    assert answer.context["letter"].subject == "News of 1254"


@pytest.mark.parametrize("missing", ["orders.view_order", "events.view_message", "reach", "channel"])
def test_nobody_previews_an_order_that_they_may_not_read(writer, page, place, other_channel, mailed, missing):
    rights = {"orders.view_order", "events.view_message"} - {missing}
    elsewhere = mailed
    if missing == "channel":
        other = Customer.objects.create(
            channel=other_channel, email="o@example.com", created_at=mailed.created_at, updated_at=mailed.created_at
        )
        elsewhere = place(channel=other_channel, customer=other.id, billing_address=None)

    client = writer(*rights, channels=[other_channel] if missing == "reach" else [])
    answer = press(client, page, "preview", order=elsewhere.ref)

    if missing == "reach":
        assert answer.status_code == 404
        return
    assert answer.context["letter"] is None
    assert "This channel has no such order" in answer.content.decode()
    assert elsewhere.number not in answer.content.decode().replace(elsewhere.ref, "")


@pytest.mark.parametrize("template", ["placed", "shipped", "refunded", "plan_completed", "item_rejected", "lost"])
def test_an_order_of_which_such_an_email_was_never_written_fills_it_in_all_the_same(writer, channel, order, template):
    client = writer("orders.view_order", "events.view_message")
    page = f"{LIST}{channel.pk}/{template}/tr/"
    shown = client.get(page).context["form"].initial

    answer = press(client, page, "preview", **{name: shown[name] for name in ("subject", "text")}, order=order.ref)

    assert order.number in answer.context["letter"].subject
    assert "Medium Mug" in answer.context["letter"].text or template in ("placed", "refunded")


def test_a_test_goes_to_whoever_asked_and_to_nobody_else(writer, page, mailed, mailbox):
    client = writer("orders.view_order", "events.view_message")

    answer = press(client, page, "test", order=mailed.ref)

    assert "A test was sent to writer@example.com." in answer.content.decode()
    assert mailbox.letters == [("writer@example.com", f"Test: News of {mailed.number}")]
    assert page_url(mailed) not in mailbox.text()
    assert Message.objects.count() == 1
    assert not MailText.objects.exists()


def test_a_test_that_cannot_be_sent_says_so(writer, page, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1

    assert "The mail server did not take it" in press(writer(), page, "test").content.decode()


def test_a_test_needs_an_address(writer, page, mailbox):
    assert "You have no e-mail address." in press(writer(email=""), page, "test").content.decode()
    assert mailbox.arrived == []


def test_texts_are_for_those_who_may_change_them(client, staff, page):
    client.force_login(staff)

    for address in (LIST, page):
        assert client.get(address).status_code == 403
    assert press(client, page, "save").status_code == 403
    assert not MailText.objects.exists()


def test_staff_of_some_channels_see_the_texts_of_those(writer, channel, other_channel, page):
    client = writer(channels=[other_channel])

    assert client.get(LIST, {"channel": channel.code}).context["channel"] == other_channel
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("address", ["nothing/en/", "status_changed/de/", "status_changed/../en/"])
def test_there_is_no_other_text(writer, channel, address):
    assert writer().get(f"{LIST}{channel.pk}/{address}").status_code == 404


def test_a_text_that_broke_is_on_the_home_page_until_it_is_written_anew(writer, page):
    client = writer()
    press(client, page, "save")
    MailText.objects.update(failure="Line 1: there is no variable a here.")

    assert {task.url: task.number for task in client.get("/admin/").context["tasks"]} == {LIST: 1}
    assert "Cannot be used" in client.get(LIST).content.decode()
    assert "there is no variable a here" in client.get(page).content.decode()

    press(client, page, "save", replacing=MailText.objects.get().pk)
    assert client.get("/admin/").context["tasks"][0].number == 0


def test_the_list_takes_as_many_queries_for_many_texts(writer, page, django_assert_max_num_queries):
    client = writer()
    press(client, page, "save")

    with django_assert_max_num_queries(8):
        client.get(LIST)


def test_the_pages_are_turkish_for_who_reads_turkish(writer, page):
    client = writer()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "tr"

    shown = press(client, page, "preview", text="{{ yok }}").content.decode()

    assert "Değişkenler" in shown
    assert "1. satır: burada yok adlı bir değişken yok." in shown
