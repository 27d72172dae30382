"""A member of staff who signs in at the login page, from browsers of their own."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from access.models import SecondFactorGroup, User

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
