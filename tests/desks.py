"""Staff at their desks, by the groups that are shipped."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from access.models import User


@pytest.fixture
def desk_of(db):
    """The browser of somebody in one of the shipped groups, or of a superuser."""

    def sign_in(role=None):
        person, _ = User.objects.get_or_create(
            username=(role or "admin").lower(), is_staff=True, reaches_all_channels=True, is_superuser=role is None
        )
        if role:
            person.groups.set([Group.objects.get(name=role)])
        browser = Client()
        browser.force_login(person)
        browser.user = person
        return browser

    return sign_in
