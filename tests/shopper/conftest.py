"""An order and its page, as a shopper's browser gets it."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client

from orders.page_link import page_url


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def page_of(visitor, settings):
    """The page of an order: `get` and `post` what lies below its address, with the form's CSRF token."""

    def page_of(order):
        root = page_url(order).removeprefix(settings.PUBLIC_URL)

        def get(path=""):
            return visitor.get(root + path)

        def post(path, **fields):
            form = get("" if path == "pay/" else path).content.decode()
            csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
            return visitor.post(root + path, {"csrfmiddlewaretoken": csrf[1] if csrf else "", **fields})

        return SimpleNamespace(root=root, get=get, post=post)

    return page_of
