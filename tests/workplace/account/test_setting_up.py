"""Setting up the second factor: a key for an app, proved by a code, and recovery codes."""

from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from access import second_factor
from tests.workplace.account.conftest import OWN, SET_UP, Browser, begin_setting_up


def test_an_app_is_set_up_by_its_code_and_recovery_codes_are_shown_once(laptop, person):
    app = begin_setting_up(laptop)
    page = laptop.get(SET_UP).content.decode()
    assert "<svg" in page
    assert second_factor.typed_key(app.key.hex()) in page

    codes = laptop.post(SET_UP, {"code": app.code()})

    shown = codes.context["codes"]
    assert len(shown) == len(set(shown)) == 10
    assert all(code in codes.content.decode() for code in shown)
    assert not set(StaticToken.objects.values_list("token", flat=True)) & {code.replace("-", "") for code in shown}
    assert TOTPDevice.objects.get().key == app.key.hex()
    assert laptop.reaches()
    later = laptop.get(OWN).content.decode()
    assert "10 recovery codes are left" in later
    assert app.key.hex() not in later
    assert not any(code in later for code in shown)


def test_a_wrong_code_sets_nothing_up(laptop):
    begin_setting_up(laptop)

    page = laptop.post(SET_UP, {"code": "000000"})

    assert "The code is wrong" in page.content.decode()
    assert not TOTPDevice.objects.exists()


def test_each_session_is_shown_a_key_of_its_own(laptop, person):
    other = Browser()
    other.sign_in()

    assert begin_setting_up(laptop).key != begin_setting_up(other).key


def test_nobody_sets_up_a_second_app_beside_the_first(laptop, app, person):
    assert laptop.get(SET_UP).status_code == 302
    assert second_factor.set_up(person, key=second_factor.new_key(), code="000000") is None
    assert TOTPDevice.objects.count() == 1
