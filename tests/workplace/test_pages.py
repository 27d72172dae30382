"""What staff see where there is no page of the workplace for them."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from access.models import User
from tests.answers import refusal
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def warehouse():
    """Somebody who ships and may see no staff."""
    person = User.objects.create_user(
        "warehouse-1", password="a long password", is_staff=True, reaches_all_channels=True
    )
    person.groups.add(Group.objects.get(name="Warehouse"))
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    return browser


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/admin/nothing/", 404, "The address is wrong, or the page no longer exists."),
        ("/admin/access/user/", 403, "Your role does not include it."),
    ],
)
def test_the_workplace_says_why_there_is_no_page_and_leads_back(warehouse, path, status, said):
    answer = warehouse.get(path)

    page = answer.content.decode()
    assert answer.status_code == status
    assert said in page
    assert re.search(r'<a [^>]*href="/admin/">\s*Home', page)
    assert "Shipments" in page


def test_it_says_so_in_the_readers_language(warehouse):
    page = warehouse.get("/admin/nothing/", headers={"Accept-Language": "tr"}).content.decode()

    assert '<html lang="tr"' in page
    assert re.search(r'<a [^>]*href="/admin/">\s*Ana sayfa', page)


def test_a_form_from_before_signing_in_again_does_nothing_and_says_what_to_do(warehouse):
    with nothing_changes():
        answer = warehouse.post("/admin/orders/order/views/keep/", {"name": "Mine", "query": "q=mug"})

    assert answer.status_code == 403
    assert "Nothing was done" in answer.content.decode()
    assert "send it again" in answer.content.decode()


def test_a_login_page_that_is_too_old_says_the_same_to_who_is_not_signed_in():
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "warehouse-1", "password": "wrong"})

    assert answer.status_code == 403
    assert "Nothing was done" in answer.content.decode()
    assert "Back to the login" in answer.content.decode()
    assert "Shipments" not in answer.content.decode()


def test_other_pages_and_the_api_keep_their_own_answers(client):
    assert b"workplace.css" not in client.get("/nothing/").content
    refusal(client.get("/api/nothing/"), 404, "not_found")


def test_logins_that_are_locked_and_places_are_found_by_who_may_see_them(warehouse, admin_client):
    links = ["axes/accessattempt", "addresses/country", "addresses/city", "addresses/township", "addresses/district"]

    seen = {
        browser: {link for link in links if f'href="/admin/{link}/"' in browser.get("/admin/").content.decode()}
        for browser in (warehouse, admin_client)
    }

    assert seen == {warehouse: set(), admin_client: set(links)}
