"""Sessions of staff: listed in words, and ended for good."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from access.browser_names import browser_of
from access.models import Session
from access.sessions import delete_expired_sessions, sessions_of
from tests.workplace.account.conftest import PASSWORD, Browser

OWN = reverse("own-sessions")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def elsewhere(person):
    """The person's other browser."""
    laptop = Browser(REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT=FIREFOX)
    laptop.sign_in()
    return laptop


def name_of(laptop):
    return Session.objects.get(pk=laptop.session.session_key).name


def test_a_session_says_where_when_and_with_what(laptop, elsewhere, person):
    page = laptop.get(OWN)

    text = page.content.decode()
    assert "Firefox, Linux" in text
    assert "203.0.113.7" in text
    assert text.count("This one") == 1
    assert laptop.session.session_key not in text
    assert elsewhere.session.session_key not in text
    here, there = sorted(sessions_of(person), key=lambda session: session.begun_at)
    assert here.begun_at <= here.seen_at <= there.seen_at


def test_one_session_is_ended_and_its_row_is_gone(laptop, elsewhere, person):
    key = elsewhere.session.session_key

    assert laptop.post(OWN, {"session": name_of(elsewhere)}).status_code == 302

    assert not Session.objects.filter(pk=key).exists()
    assert elsewhere.get("/admin/").status_code == 302
    assert laptop.reaches()


def test_all_others_are_ended(laptop, elsewhere):
    third = Browser()
    third.sign_in()

    laptop.post(OWN, {"others": "1"})

    assert [each.reaches() for each in (laptop, elsewhere, third)] == [True, False, False]


def test_a_session_does_not_end_itself_there(laptop):
    laptop.post(OWN, {"session": name_of(laptop)})

    assert laptop.reaches()


def test_nobody_ends_a_strangers_session(laptop, admin_client):
    laptop.post(OWN, {"session": name_of(admin_client)})

    assert admin_client.get("/admin/").status_code == 200


def test_an_administrator_sees_and_ends_sessions_of_others(admin_client, laptop, elsewhere, person):
    address = reverse("admin:access_user_sessions", args=[person.pk])
    assert "Firefox, Linux" in admin_client.get(address).content.decode()

    admin_client.post(address, {"session": name_of(elsewhere)})
    assert (elsewhere.reaches(), laptop.reaches()) == (False, True)
    admin_client.post(address, {"others": "1"})

    assert not laptop.reaches()
    noted = LogEntry.objects.filter(object_id=str(person.pk)).order_by("pk").values_list("change_message", flat=True)
    assert list(noted) == ["Session ended.", "All sessions ended."]


def test_a_new_password_ends_the_others_and_they_are_not_listed(laptop, elsewhere, person):
    new = "another long password"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    laptop.post(reverse("admin:password_change"), form)
    person.refresh_from_db()

    assert not elsewhere.reaches()
    assert [session.pk for session in sessions_of(person)] == [laptop.session.session_key]
    assert sessions_of(person)[0].begun_at


def test_a_session_notices_once_a_minute_that_it_is_used(laptop, person):
    begun = timezone.now()
    with time_machine.travel(begun + timedelta(seconds=30), tick=False):
        laptop.get("/admin/")
        assert sessions_of(person)[0].seen_at < begun
    with time_machine.travel(begun + timedelta(minutes=5), tick=False):
        laptop.get("/admin/")
        assert sessions_of(person)[0].seen_at == begun + timedelta(minutes=5)


def test_a_session_that_is_saved_often_ends_when_it_would_have_anyway(laptop, elsewhere):
    begun = timezone.now()
    with time_machine.travel(begun + timedelta(hours=11), tick=False):
        laptop.post(OWN, {"others": "1"})  # says so on the next page, which the session keeps until then
        assert laptop.reaches()
    with time_machine.travel(begun + timedelta(hours=12, minutes=1), tick=False):
        assert not laptop.reaches()


def test_the_worker_forgets_sessions_whose_time_is_over(laptop, elsewhere):
    Session.objects.filter(pk=laptop.session.session_key).update(expire_date=timezone.now())

    assert delete_expired_sessions(timezone.now()) == 1
    assert elsewhere.reaches()


def test_of_customers_a_session_keeps_no_address(customer_api, customer):
    (session,) = sessions_of(customer.user)

    assert (session.address, session.browser) == (None, "")


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", ""),
    ],
)
def test_browsers_are_called_what_people_call_them(user_agent, words):
    assert browser_of(user_agent) == words
