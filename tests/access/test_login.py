"""Signing in to the admin: guessing is stopped, sessions end, passwords change."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import guessing
from access.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
HERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def person():
    return User.objects.create_user("support-1", password=PASSWORD, is_staff=True, reaches_all_channels=True)


def sign_in(password=PASSWORD, *, address=HERE, name="support-1", client=None, **headers):
    form = {"username": name, "password": password, "next": "/admin/"}
    return (client or Client()).post(reverse("admin:login"), form, REMOTE_ADDR=address, **headers)


def guess(times, **where):
    return [sign_in(f"guess {number}", **where).status_code for number in range(times)]


# --- guessing ---


def test_five_wrong_passwords_lock_a_name_at_an_address_even_for_the_right_one(person):
    assert guess(5) == [200, 200, 200, 200, 429]
    assert sign_in().status_code == 429


def test_whoever_is_locked_out_reads_why_and_for_how_long(person):
    guess(5)

    page = sign_in()

    assert page["Content-Type"].startswith("text/html")
    assert page["Retry-After"] == str(15 * 60)
    text = " ".join(page.content.decode().split())
    assert "The password or the code was wrong 5 times. You can try again 15 minutes after that." in text
    assert "ask an administrator" in text


def test_the_page_speaks_turkish_to_who_reads_turkish(person):
    guess(5)

    page = sign_in(HTTP_ACCEPT_LANGUAGE="tr").content.decode()

    assert "15 dakika" in page
    assert 'lang="tr' in page


def test_the_same_person_gets_in_from_another_address(person):
    guess(5)

    assert sign_in(address=ELSEWHERE).status_code == 302


def test_another_person_gets_in_from_the_same_address(person):
    User.objects.create_user("support-2", password=PASSWORD, is_staff=True, reaches_all_channels=True)
    guess(5)

    assert sign_in(name="support-2").status_code == 302


def test_the_lock_ends_after_fifteen_minutes_and_further_guesses_do_not_prolong_it(person):
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        guess(5)
    with time_machine.travel(begun + timedelta(minutes=14), tick=False):
        assert sign_in().status_code == 429
    with time_machine.travel(begun + timedelta(minutes=15, seconds=1), tick=False):
        assert sign_in().status_code == 302


def test_a_success_forgets_the_mistakes_before_it(person):
    guess(4)
    assert sign_in().status_code == 302

    assert guess(4) == [200, 200, 200, 200]


def test_behind_a_proxy_the_address_is_the_visitors(person, settings):
    settings.REST_FRAMEWORK = {**configured.REST_FRAMEWORK, "NUM_PROXIES": 1}
    guess(5, address="10.0.0.1", HTTP_X_FORWARDED_FOR=HERE)

    assert sign_in(address="10.0.0.1", HTTP_X_FORWARDED_FOR=HERE).status_code == 429
    assert sign_in(address="10.0.0.1", HTTP_X_FORWARDED_FOR=ELSEWHERE).status_code == 302


def test_nobody_escapes_the_lock_by_claiming_another_address(person):
    guess(5)

    assert sign_in(HTTP_X_FORWARDED_FOR=ELSEWHERE).status_code == 429


def test_addresses_of_one_household_count_together(person):
    for host in range(1, 5):
        sign_in("a guess", address=f"2001:db8:0:7::{host}")

    assert sign_in("a guess", address="2001:db8:0:7:ffff::1").status_code == 429
    assert sign_in(address="2001:db8:0:8::1").status_code == 302


# --- guessing many names, or from many addresses ---


def test_whoever_guesses_at_many_names_is_stopped_and_nobody_else(person):
    colleague = User.objects.create_user("support-2", password=PASSWORD, is_staff=True, reaches_all_channels=True)
    assert sign_in(name=colleague.username).status_code == 302
    for number in range(guessing.MOST_AT_AN_ADDRESS):
        assert sign_in("a guess", name=f"name-{number}").status_code == 200

    assert sign_in().status_code == 429
    assert sign_in(address=ELSEWHERE).status_code == 302
    assert sign_in(name=colleague.username).status_code == 302


def test_whoever_guesses_at_one_name_from_many_addresses_locks_strangers_out_and_not_the_person(person):
    assert sign_in().status_code == 302
    for number in range(guessing.MOST_FOR_A_NAME):
        assert sign_in("a guess", address=f"198.51.100.{number}").status_code == 200

    answer = sign_in(address=ELSEWHERE)

    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    text = " ".join(answer.content.decode().split())
    assert "Too many passwords were guessed for this name, or from your address." in text
    assert "You can try again in 15 minutes, or at once where you have signed in before." in text
    assert sign_in("a guess").status_code == 200
    assert sign_in().status_code == 302


def test_guesses_at_a_name_are_forgotten_after_fifteen_minutes(person):
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        for number in range(guessing.MOST_FOR_A_NAME):
            sign_in("a guess", address=f"198.51.100.{number}")
        assert sign_in().status_code == 429
    with time_machine.travel(begun + timedelta(minutes=15, seconds=1), tick=False):
        assert sign_in().status_code == 302


def test_a_success_of_ones_own_buys_no_guesses_at_others(person):
    User.objects.create_user("attacker", password=PASSWORD, is_staff=True, reaches_all_channels=True)
    for number in range(guessing.MOST_AT_AN_ADDRESS):
        sign_in("a guess", name=f"name-{number}")
    assert sign_in(name="attacker", address=ELSEWHERE).status_code == 302

    assert sign_in(name="attacker").status_code == 429
    assert sign_in().status_code == 429


def test_a_customer_with_the_right_password_does_not_get_into_the_admin():
    User.objects.create_user("shop@example.com", password=PASSWORD)

    assert sign_in(name="shop@example.com").status_code == 200


# --- sessions ---


def test_the_session_cookie_is_for_this_browser_session_and_this_site_alone(person):
    cookie = sign_in().cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["expires"] == ""
    assert cookie["max-age"] == ""


def test_a_session_ends_after_twelve_hours_however_busy(person):
    client, begun = Client(), timezone.now()
    with time_machine.travel(begun, tick=False):
        sign_in(client=client)
    for hours, status in ((6, 200), (11, 200), (12.1, 302)):
        with time_machine.travel(begun + timedelta(hours=hours), tick=False):
            assert client.get("/admin/").status_code == status


def test_signing_in_changes_the_session_key(person):
    client = Client()
    client.get(reverse("admin:login"))
    before = client.session.session_key

    sign_in(client=client)

    assert client.session.session_key != before


def test_after_signing_out_the_session_is_gone(person):
    client = Client()
    sign_in(client=client)
    key = client.cookies["sessionid"].value

    assert client.get(reverse("admin:logout")).status_code == 405
    assert client.post(reverse("admin:logout")).status_code == 200
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/admin/").status_code == 302


def test_a_password_is_changed_and_other_sessions_end(person):
    here, elsewhere = Client(), Client()
    sign_in(client=here)
    sign_in(client=elsewhere)
    new = "another long password"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    assert here.post(reverse("admin:password_change"), form).status_code == 302

    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    assert sign_in().status_code == 200
    assert sign_in(new).status_code == 302


@pytest.mark.parametrize("weak", ["short", "password1234", "support-1-1"])
def test_a_weak_password_is_refused(person, weak):
    client = Client()
    sign_in(client=client)
    form = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}

    assert client.post(reverse("admin:password_change"), form).status_code == 200

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_signing_in_leads_to_no_other_site(person):
    answer = Client().post(
        reverse("admin:login"), {"username": "support-1", "password": PASSWORD, "next": "https://example.com/"}
    )

    assert answer["Location"] == "/admin/"
