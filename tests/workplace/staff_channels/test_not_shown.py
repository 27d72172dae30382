"""What a member of staff is not shown, no page of the admin tells, and no list by its order, its search or its filters:
e-mail addresses to who may not know customers (ADR 82), identity numbers to who may not see addresses."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory

from access.models import User
from access.scopes import PERMISSION_FOR_SCOPE, SEES_CUSTOMERS
from addresses.models import Customer
from tests.workplace.staff_channels.shown import PAGES

EMAIL, NUMBER = "buyer@us-web.example", "X1234567L"
SECRETS = {
    SEES_CUSTOMERS: (EMAIL, r'"(customer_)?email"|"to"'),
    PERMISSION_FOR_SCOPE["addresses:read"]: (NUMBER, r'"document_id"|"identity_number"'),
}
"""What the permission shows, and the columns that say it."""

TYPED = {"axes.accessattempt", "axes.accesslog", "axes.accessfailurelog"}
"""Names that somebody typed at the login, whether or not they are a customer's."""

OWN_NAMES = {"access.user"}
"""Accounts: who may see them sees what they are called."""


@pytest.fixture
def shop(stocked, channel):
    stocked(channel)
    Customer.objects.update(document_id=NUMBER)


@pytest.fixture
def browser(member):
    browser = Client()
    browser.force_login(member)
    return browser


@pytest.fixture(params=SECRETS)
def lacking(request, shop, member):
    """Who has every permission but one; gives what that would show, and the columns that say it."""
    User.objects.filter(pk=member.pk).update(reaches_all_channels=True)
    member.user_permissions.remove(Permission.objects.get(codename=request.param.partition(".")[2]))
    return SECRETS[request.param]


@pytest.fixture
def knowing(shop, member):
    """Who has every permission."""
    User.objects.filter(pk=member.pk).update(reaches_all_channels=True)


def lists():
    return {label: f"/admin/{label.replace('.', '/')}/" for label in PAGES if label not in TYPED | OWN_NAMES}


def pages():
    for label, home in lists().items():
        yield home
        for pk in PAGES[label].model._default_manager.values_list("pk", flat=True)[:1]:
            yield f"{home}{pk}/change/"


def listing(member, label, **asked):
    """A list as its page makes it; None where the member may not open it."""
    request, page = RequestFactory().get("/", asked), PAGES[label]
    request.user = User.objects.get(pk=member.pk)
    return page.get_changelist_instance(request) if page.has_view_permission(request) else None


def found_by(member, words):
    """The lists that a search narrows down to something."""
    found = {label: listing(member, label, q=words) for label in lists()}
    return {label for label, shown in found.items() if shown and shown.search_fields and shown.result_count}


def sorted_by(member, columns):
    """The lists that put their rows into the order of such a column, whatever column is asked for."""
    for label in lists():
        shown = listing(member, label)
        for place in range(len(shown.list_display) if shown else 0):
            order = str(listing(member, label, o=str(place)).queryset.query).partition("ORDER BY")[2]
            if re.search(columns, order):
                yield label


def test_no_page_shows_it(browser, lacking):
    secret, _columns = lacking

    assert [page for page in pages() if secret in browser.get(page).getvalue().decode()] == []


def test_no_list_is_searched_sorted_or_filtered_by_it(member, lacking):
    secret, columns = lacking
    filters = {(label, str(each)) for label, page in PAGES.items() for each in page.list_filter}

    assert found_by(member, secret) == set()
    assert set(sorted_by(member, columns)) == set()
    assert {row for row in filters if re.search(columns, f'"{row[1].rpartition("__")[2]}"')} == set()


def test_who_may_know_is_told_so_that_the_tests_above_can_fail(browser, member, knowing):
    text = [browser.get(page).getvalue().decode() for page in pages()]

    assert all(any(secret in shown for shown in text) for secret, _columns in SECRETS.values())
    assert found_by(member, EMAIL) >= {"orders.order", "addresses.customer", "events.message"}
    assert found_by(member, NUMBER) == {"addresses.customer", "orders.customerhistoryentry"}
    assert set(sorted_by(member, SECRETS[SEES_CUSTOMERS][1])) == {"orders.order"}
