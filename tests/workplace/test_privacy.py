"""Staff tell people what is kept about them, and erase them, on the customer's page and the order's."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import User
from addresses.models import Customer
from common.actors import SYSTEM
from orders.models import Channel, Order, PrivacyEntry
from orders.privacy import data
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.untouched import nothing_changes
from tests.workplace.acting import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    """A member of staff who sees customers and orders, and has both permissions for privacy."""
    person = User.objects.create_user("officer", is_staff=True, reaches_all_channels=True)
    names = ["view_customer", "view_order", "view_privacyentry", "add_privacyentry"]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def called_off(place):
    def called_off(**changes):
        order = place(**changes)
        change_status(order, to=OrderStatus.CANCELLED, actor=SYSTEM, at=timezone.now())
        return Order.objects.get(pk=order.pk)

    return called_off


def page(customer, verb):
    return reverse(f"admin:addresses_customer_{verb}", args=[customer.pk])


def test_the_page_says_what_would_happen_and_does_nothing(officer, called_off, customer):
    called_off()

    with nothing_changes():
        shown = officer.get(page(customer, "erase")).content.decode()

    assert "One order is erased; erased-" in shown
    assert "Erase for ever" in shown


def test_a_customer_is_erased_when_that_is_confirmed(officer, called_off, customer):
    called_off()

    answer = officer.post(page(customer, "erase"), follow=True)

    assert "The person was erased; erased-" in answer.content.decode()
    assert Customer.objects.get(pk=customer.pk).email == ""
    assert PrivacyEntry.objects.get().actor_name == "officer"


def test_the_page_says_why_not(officer, order, customer):
    with nothing_changes():
        shown = [officer.get(page(customer, "erase")), officer.post(page(customer, "erase"))]

    assert all(f"Order {order.ref} is still open." in answer.content.decode() for answer in shown)
    assert "Erase for ever" not in shown[0].content.decode()


def test_others_with_the_same_email_are_named(officer, customer, channel):
    at = timezone.now()
    other = Customer.objects.create(channel=channel, email=customer.email, is_guest=True, created_at=at, updated_at=at)

    assert str(other.pk) in officer.get(page(customer, "erase")).content.decode()


def test_everything_is_a_file_with_all_orders(officer, called_off, customer, monkeypatch):
    monkeypatch.setattr(data, "MOST_ORDERS", 2)
    refs = [called_off().ref for _ in range(3)]

    answer = officer.get(page(customer, "data"))

    document = json.loads(b"".join(answer.streaming_content))
    assert answer["Content-Disposition"] == f'attachment; filename="customer-{customer.pk}.json"'
    assert [order["ref"] for order in document["orders"]] == refs
    assert document["customer"]["email"] == "shop@example.com"
    assert PrivacyEntry.objects.get().kind == "data_read"


def test_support_sees_neither_page(desk_of, customer):
    support = desk_of("Support")

    assert [support.get(page(customer, verb)).status_code for verb in ("erase", "data")] == [403, 403]
    assert "/erase/" not in support.get(page(customer, "change")).content.decode()


def test_a_guest_is_erased_on_the_orders_page(officer, called_off):
    order = called_off(customer={"email": "guest@example.com"}, columns={"is_guest_checkout": True})
    desk = Desk(officer)

    desk.preview(order, "erase")
    assert Order.objects.get(pk=order.pk).erased_at is None

    assert desk.do(order, "erase") == ["The guest was erased."]
    assert Order.objects.get(pk=order.pk).email == ""


def test_an_account_is_not_erased_on_the_orders_page(officer, called_off):
    order = called_off()

    shown = officer.get(Desk(officer).url(order, "erase")).content.decode()

    assert "Erase the customer instead." in shown


def test_the_log_shows_who_did_what(officer, customer):
    officer.get(page(customer, "data"))

    shown = officer.get(reverse("admin:orders_privacyentry_changelist")).content.decode()

    assert "Data of a customer read" in shown
    assert "officer" in shown


def test_who_exports_the_list_is_noted(admin_client, order):
    chosen = {"action": "export-csv", "index": 0, "_selected_action": [str(order.pk)]}
    answer = admin_client.post(reverse("admin:orders_order_changelist") + "?q=shop", chosen)
    assert b"".join(answer.streaming_content)

    assert PrivacyEntry.objects.get().about == {"format": "csv", "filters": ["q"]}


def test_a_channel_says_when_guests_are_erased(admin_client, channel):
    given = {"customer_cancellation": "on_request", "guest_retention_months": "24"}
    admin_client.post(reverse("admin:orders_channel_customers", args=[channel.pk]), given)

    assert Channel.objects.get(pk=channel.pk).guest_retention_months == 24
