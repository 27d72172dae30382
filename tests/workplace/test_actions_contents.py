"""What an order says is changed from its page: status, notes, addresses, and the last e-mail again."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from addresses.models import Customer, CustomerAddress
from events.models import Event, Message
from orders.models import Note, Order, StatusChange
from orders.page_link import page_url
from orders.resend_mail import resend_mail
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.sandbox import state_of
from tests.untouched import nothing_changes
from tests.workplace.acting import refusal, said
from workplace.work_queue import QUEUES

# --- status ----------------------------------------------------------------------------------------------------------


def test_an_order_is_held_with_a_note_in_the_log(desk, order):
    messages = desk.do(order, "hold", note="Waits for a check")

    assert messages == ["The order is now 'Hold'."]
    assert state_of(order).status == OrderStatus.HOLD
    entry = StatusChange.objects.filter(order=order).order_by("-id").first()
    assert (entry.note, entry.actor_name, entry.ip) == ("Waits for a check", "support-1", "127.0.0.1")


@pytest.mark.parametrize(
    ("verbs", "status"),
    [
        (["process"], OrderStatus.PROCESSING),
        (["fail"], OrderStatus.FAILED),
        (["process", "await-packaging", "pack"], OrderStatus.PACKAGED),
        (["process", "complete"], OrderStatus.COMPLETED),
    ],
)
def test_an_order_is_moved_by_hand(desk, order, verbs, status):
    for verb in verbs:
        desk.do(order, verb)

    assert state_of(order).status == status


def test_a_draft_without_items_is_not_placed(desk, draft):
    assert refusal(desk.open(draft, "place")) == "The order has no items."
    with nothing_changes():
        assert refusal(desk.preview(draft, "place")) == "The order has no items."


def test_the_status_it_has_already_is_no_move(desk, order):
    assert refusal(desk.open(order, "place")) == "The order is 'Created' already."


@pytest.mark.parametrize("verbs", [["fail"], ["process"], ["process", "await-packaging"], ["process", "pack"]])
def test_from_a_hold_the_release_alone_leads_back(desk, order, verbs):
    for verb in [*verbs, "hold"]:
        desk.do(order, verb)

    assert refusal(desk.open(order, verbs[-1])) == "The order is on hold: release it."
    assert not refusal(desk.open(order, "release"))


def test_an_order_on_hold_is_no_draft_to_place_and_may_be_approved(desk, order):
    desk.do(order, "hold")

    assert refusal(desk.open(order, "place")) == "The order is on hold: release it."
    assert not refusal(desk.open(order, "process"))


# --- notes -----------------------------------------------------------------------------------------------------------


def test_a_note_is_written_with_the_persons_name(desk, order):
    desk.do(order, "note", message="Called about the delay.")

    note = Note.objects.get(order=order)
    assert (note.message, note.public, note.actor_name) == ("Called about the delay.", False, "support-1")
    assert "Called about the delay." in desk.page(order).content.decode()


def test_a_public_note_is_written(desk, order):
    desk.do(order, "note", message="Sorry!", public="on")

    assert Note.objects.get(order=order).public


def test_an_empty_note_is_refused_at_its_field(desk, order):
    assert desk.preview(order, "note", message=" ").context["form"].errors["message"]


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.fixture
def addressed(place):
    address = {"line": "300 E St SW", "city_name": "Washington", "country_code": "US", "tax_no": "12-345"}
    return place(shipping_address=address)


def test_a_corrected_address_is_a_new_row(desk, addressed):
    before = addressed.shipping_address

    messages = desk.do(addressed, "correct-shipping-address", line="301 E St SW", postcode="20546")

    after = state_of(addressed).shipping_address
    assert messages == ["The address is now: 301 E St SW, 20546 Washington, US."]
    assert after.pk != before.pk
    assert (after.line, after.postcode, after.city_name, after.tax_no) == (
        "301 E St SW", "20546", "Washington", "12-345",
    )  # fmt: skip
    assert CustomerAddress.objects.get(pk=before.pk).line == "300 E St SW"


def test_the_preview_of_a_correction_shows_both_addresses(desk, addressed):
    page = desk.preview(addressed, "correct-shipping-address", line="Yeni Cadde 5", city_name="Köln", country_code="DE")

    (shown,) = page.context["result"].addresses
    assert "Yeni Cadde 5" not in shown.before
    assert "Yeni Cadde 5, " in shown.after
    assert shown.after.endswith("Köln, DE")


def test_a_billing_address_is_given_where_there_was_none(desk, place):
    order = place(billing_address=None)

    desk.do(order, "correct-billing-address", line="1 Main St", country_code="US")

    assert state_of(order).billing_address.line == "1 Main St"


def test_an_address_needs_a_street(desk, addressed):
    assert desk.preview(addressed, "correct-shipping-address", line="").context["form"].errors["line"]


def test_once_goods_have_been_sent_the_address_says_why_it_stays(desk, addressed):
    desk.do(addressed, "ship")

    assert refusal(desk.open(addressed, "correct-shipping-address")) == "Everything has been sent."
    desk.do(addressed, "correct-billing-address", line="1 Main St", country_code="US")
    assert state_of(addressed).billing_address.line == "1 Main St"


# --- e-mails ---------------------------------------------------------------------------------------------------------


def test_the_last_email_is_sent_again_as_it_was(desk, order):
    desk.do(order, "hold", notify_customer="on")
    first = Message.objects.get(order=order)

    page = desk.preview(order, "resend-mail")
    assert [mail["template"] for mail in page.context["result"].emails] == ["status_changed"]
    assert Message.objects.filter(order=order).count() == 1
    desk.do(order, "resend-mail")

    again = Message.objects.filter(order=order).latest("id")
    assert (again.template, again.to, again.state) == (first.template, first.to, "queued")
    assert again.context["to"] == first.context["to"]
    assert again.message_id != first.message_id
    assert Event.objects.get(order=order, type="mail.resent").actor_name == "support-1"


def test_an_email_that_could_not_be_sent_is_sent_itself_to_the_present_address(desk, order):
    desk.do(order, "hold", notify_customer="on")
    Message.objects.update(state="given_up", attempts=8, failure="No such user")
    Order.objects.update(email="right@example.com")

    assert [mail["to"] for mail in desk.preview(order, "resend-mail").context["result"].emails] == ["right@example.com"]
    desk.do(order, "resend-mail")

    again = Message.objects.get(order=order)
    assert (again.to, again.state, again.attempts, again.failure) == ("right@example.com", "queued", 0, "")


def test_emails_that_could_not_be_sent_are_sent_again_from_their_list(desk_of, place, now):
    for state in ("given_up", "unsure", "sent"):
        change_status(place(), to=OrderStatus.HOLD, notify_customer=True, **now)
        Message.objects.filter(state="queued").update(state=state, sent_at=now["at"])
    chosen = {"action": "send_again", "_selected_action": list(Message.objects.values_list("pk", flat=True))}
    support = desk_of("Support")

    page = support.post("/admin/events/message/", chosen, follow=True)

    assert said(page) == [
        "2 e-mails are queued again.",
        "1 e-mail was left alone: it was sent, or waits to be.",
    ]
    assert sorted(Message.objects.values_list("state", flat=True)) == ["queued", "queued", "sent"]
    assert set(Event.objects.filter(type="mail.resent").values_list("actor_name", flat=True)) == {"support"}
    assert not Order.objects.filter(QUEUES["mail_failed"].orders(now["at"])).exists()


def test_an_email_that_was_sent_between_choice_and_turn_is_not_copied(desk_of, order, now, monkeypatch):
    change_status(order, to=OrderStatus.HOLD, notify_customer=True, **now)
    Message.objects.update(state="unsure")

    def outrun(message, **given):
        Message.objects.update(state="sent", sent_at=now["at"])
        return resend_mail(message, **given)

    monkeypatch.setattr("workplace.admin.mail.resend_mail", outrun)
    chosen = {"action": "send_again", "_selected_action": [Message.objects.get().pk]}

    page = desk_of("Support").post("/admin/events/message/", chosen, follow=True)

    assert "1 e-mail was left alone: it was sent, or waits to be." in said(page)
    assert Message.objects.get().state == "sent"
    assert not Event.objects.filter(type="mail.resent").exists()


def test_no_more_emails_than_a_limit_are_sent_again_at_once(desk_of, place, now, monkeypatch):
    monkeypatch.setattr("workplace.admin.mail.MOST_AT_ONCE", 1)
    for _ in range(2):
        change_status(place(), to=OrderStatus.HOLD, notify_customer=True, **now)
    Message.objects.update(state="given_up")
    desk = desk_of("Support")
    chosen = {"action": "send_again", "_selected_action": list(Message.objects.values_list("pk", flat=True))}

    with nothing_changes():
        page = desk.post("/admin/events/message/", chosen, follow=True)

    assert said(page) == ["At most 1 e-mails are sent again at once. Narrow the list down, or choose fewer."]


def test_who_may_not_write_to_customers_sends_no_email_again(client, staff, order, now):
    change_status(order, to=OrderStatus.HOLD, notify_customer=True, **now)
    Message.objects.update(state="given_up")
    staff.user_permissions.set(Permission.objects.filter(codename="view_message"))
    client.force_login(staff)

    client.post("/admin/events/message/", {"action": "send_again", "_selected_action": [Message.objects.get().pk]})

    assert Message.objects.get().state == "given_up"


def test_an_order_without_emails_says_so(desk, order):
    assert refusal(desk.open(order, "resend-mail")) == "No e-mail was written for this order yet."
    with nothing_changes():
        assert refusal(desk.preview(order, "resend-mail")) == "No e-mail was written for this order yet."


@pytest.mark.parametrize(("template", "shown"), [("status_changed", "Processing"), ("no_such_letter", "")])
def test_the_page_of_an_email_shows_it_as_the_customer_reads_it(desk, staff, order, now, template, shown):
    staff.user_permissions.add(Permission.objects.get(codename="view_message"))
    change_status(order, to=OrderStatus.PROCESSING, notify_customer=True, **now)
    message = Message.objects.get(order=order)
    Message.objects.filter(pk=message.pk).update(template=template)

    page = desk.client.get(reverse("admin:events_message_change", args=[message.pk]))

    assert page.status_code == 200
    assert ("wp-letter" in page.content.decode()) == bool(shown)
    assert shown in page.content.decode()


def test_what_an_order_says_of_its_customer_is_corrected(desk, addressed):
    known = Customer.objects.values().get(pk=addressed.customer_id)

    desk.do(
        addressed,
        "correct-contact",
        first_name="Joan",
        last_name="Doe",
        email="joan@example.com\u200b",
        phone="\u202a+1\u00a0202 555\u20110199\u202c",
        language_code="tr",
    )

    now = state_of(addressed)
    assert (now.full_name, now.email, now.language_code) == ("Joan Doe", "joan@example.com", "tr")
    assert now.phone == "+1 202 555-0199"
    assert Customer.objects.values().get(pk=addressed.customer_id) == known
    assert Event.objects.last().data["fields"] == ["email", "first_name", "language_code", "phone"]


# --- the customer's page ---------------------------------------------------------------------------------------------


def test_the_link_to_the_customers_page_is_shown_and_replaced(desk, order):
    old = page_url(order)
    assert old in desk.page(order).content.decode()

    messages = desk.do(order, "replace-page-link")

    new = page_url(state_of(order))
    assert new != old
    assert messages == [f"The new link: {new}"]


def test_who_only_reads_orders_is_not_given_the_customers_page(colleague, order):
    page = colleague("orders:read").page(order).content.decode()

    assert page_url(order) not in page
