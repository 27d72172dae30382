"""A code of the second factor that two browsers send at the same moment lets one of them in."""

from access import second_factor
from access.models import User
from tests.authenticator import Authenticator
from tests.concurrency.at_once import RACE, ROUNDS, at_once

pytestmark = RACE


def test_one_code_is_accepted_once():
    for number in range(ROUNDS):
        user = User.objects.create_user(f"support-{number}", is_staff=True)
        app, recovery_codes = Authenticator.of(user)

        for code in (app.code(), recovery_codes[0]):
            accepted = at_once(*[lambda code=code, user=user: second_factor.device_that_accepts(user, code)] * 2)

            assert len([device for device in accepted if device]) == 1


def test_one_of_two_apps_is_set_up():
    for number in range(ROUNDS):
        user = User.objects.create_user(f"support-{number}", is_staff=True)

        set_up = at_once(*[lambda user=user: Authenticator.of(user)[1]] * 2)

        assert len([codes for codes in set_up if codes]) == 1
