"""The second factor renewed, removed by its owner, and reset by others."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from access import second_factor
from access.models import User
from tests.authenticator import Authenticator
from tests.workplace.account.conftest import CODE, OWN, PASSWORD, SET_UP


@pytest.fixture
def inside(app, laptop):
    """Signed in with a code."""
    laptop.give(app.code())
    return laptop


@pytest.mark.parametrize("proof", ["password", "code"])
def test_the_person_removes_it_by_password_or_code(proof, inside, app, required):
    answer = inside.post(OWN, {"proof": PASSWORD if proof == "password" else app.code(steps=1), "remove": "1"})

    assert answer.status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert inside.get("/admin/")["Location"].startswith(SET_UP)


def test_nothing_is_removed_or_renewed_without_a_proof(inside, person):
    kept = set(StaticToken.objects.values_list("token", flat=True))
    for verb in ("remove", "renew"):
        assert "neither your password" in inside.post(OWN, {"proof": "a guess", verb: "1"}).content.decode()

    assert TOTPDevice.objects.filter(user=person).exists()
    assert set(StaticToken.objects.values_list("token", flat=True)) == kept


def test_proofs_are_not_guessed_either(inside):
    heard = [inside.post(OWN, {"proof": f"guess {number}", "remove": "1"}).status_code for number in range(5)]

    assert heard == [200, 200, 200, 200, 429]
    assert inside.post(OWN, {"proof": PASSWORD, "remove": "1"}).status_code == 429


def test_new_recovery_codes_make_the_old_ones_worthless(person, recovery_codes, laptop):
    laptop.give(recovery_codes[0])

    new = laptop.post(OWN, {"proof": PASSWORD, "renew": "1"}).context["codes"]

    assert second_factor.device_that_accepts(person, recovery_codes[1]) is None
    with time_machine.travel(timezone.now() + timedelta(seconds=2)):
        assert second_factor.device_that_accepts(person, new[1])


def test_an_administrator_resets_a_lost_one_without_seeing_it_and_all_sessions_end(admin_client, inside, person, app):
    address = reverse("admin:access_user_second_factor", args=[person.pk])
    page = admin_client.get(address).content.decode()
    assert "An app is set up" in page
    assert app.key.hex() not in page

    assert admin_client.post(address).status_code == 302

    assert not second_factor.has_second_factor(person)
    assert not inside.reaches()
    entry = LogEntry.objects.latest("pk")
    assert (entry.object_id, entry.change_message) == (str(person.pk), "Second factor reset.")


def test_the_command_resets_the_last_administrators(inside, person):
    call_command("reset_second_factor", "support-1")

    assert not second_factor.has_second_factor(person)
    assert not inside.reaches()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody-1")


def test_nobody_resets_their_own_there(admin_client, admin_user):
    Authenticator.of(admin_user)
    address = reverse("admin:access_user_second_factor", args=[admin_user.pk])

    assert admin_client.post(address).status_code == 302
    assert second_factor.has_second_factor(admin_user)


def test_who_may_do_less_than_the_person_does_not_reset_theirs(inside, person):
    chief = User.objects.create_superuser("chief", password=PASSWORD)
    Authenticator.of(chief)

    for page in ("second_factor", "sessions"):
        assert inside.post(reverse(f"admin:access_user_{page}", args=[chief.pk])).status_code == 403
    assert second_factor.has_second_factor(chief)


def test_keys_and_codes_have_no_page(admin_client, app):
    for path in ("otp_totp/totpdevice/", "otp_static/staticdevice/"):
        assert admin_client.get(f"/admin/{path}").status_code == 404


def test_wrong_codes_are_not_kept_in_the_list_of_locked_logins(laptop, app):
    from axes.models import AccessAttempt

    laptop.give("123456")

    assert "123456" not in AccessAttempt.objects.get().post_data


def test_it_reads_in_turkish(app, laptop):
    page = laptop.get(CODE, headers={"accept-language": "tr"}).content.decode()

    assert "Kodunuzu girin" in page
    assert Client().get(CODE)["Location"].startswith("/admin/login/")
