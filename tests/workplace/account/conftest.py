"""A member of staff who signs in at the login page, from browsers of their own."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from access.models import SecondFactorGroup, User
from tests.authenticator import Authenticator

CODE, SET_UP, OWN = (reverse(f"second-factor{page}") for page in ("-code", "-set-up", ""))
ORDERS = "/api/v1/orders/"
PASSWORD = "correct horse battery staple"


class Browser(Client):
    """One browser of the person."""

    def sign_in(self, name="support-1", password=PASSWORD):
        return self.post(reverse("admin:login"), {"username": name, "password": password, "next": "/admin/"})

    def give(self, code):
        return self.post(reverse("second-factor-code"), {"code": code, "next": "/admin/orders/order/"})

    def reaches(self, path="/admin/"):
        return self.get(path).status_code == 200


@pytest.fixture
def person(db):
    user = User.objects.create_user("support-1", password=PASSWORD, is_staff=True, reaches_all_channels=True)
    user.groups.add(Group.objects.get(name="Support"))
    return user


@pytest.fixture
def laptop(person):
    """A browser, signed in by password."""
    laptop = Browser()
    laptop.sign_in()
    return laptop


@pytest.fixture
def required(person):
    """The person's group needs a second factor."""
    return SecondFactorGroup.objects.create(group=Group.objects.get(name="Support"))


@pytest.fixture
def app(person):
    """The app that the person has set up."""
    return Authenticator.of(person)[0]


@pytest.fixture
def recovery_codes(person):
    """The recovery codes of the app that the person has set up."""
    return Authenticator.of(person)[1]


def begin_setting_up(laptop):
    laptop.get(SET_UP)
    return Authenticator(laptop.session["second_factor_key"])
