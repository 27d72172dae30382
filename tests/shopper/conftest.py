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
    """The page of an order: `get` and `post` what lies below its address, with the CSRF token of the last form."""

    def page_of(order):
        root = page_url(order).removeprefix(settings.PUBLIC_URL)

        csrf = ""

        def get(path=""):
            nonlocal csrf
            answer = visitor.get(root + path)
            found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', answer.content)
            csrf = found[1].decode() if found else csrf
            return answer

        def post(path, **fields):
            get("" if path == "pay/" else path)
            if not csrf:
                get("cancel/")  # It has a form whatever state the order is in.
            return visitor.post(root + path, {"csrfmiddlewaretoken": csrf, **fields})

        return SimpleNamespace(root=root, get=get, post=post)

    return page_of
