"""Erasing and reading people by the API: who may, what is answered, and who is noted for it."""

import pytest
from django.contrib.auth.models import Group, Permission
from rest_framework.test import APIClient

from access.models import User
from access.scopes import SCOPES
from addresses.models import Customer
from events.models import Event
from orders.models import Order, PrivacyEntry
from orders.privacy import data
from orders.privacy.inventory import GOODS
from orders.privacy.scan import find_words
from orders.serializers.product import KEYS
from tests.orders.privacy.conftest import WORDS
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db


def path(customer, verb):
    return f"/api/v1/customers/{customer.pk}/{verb}/"


def test_a_customer_is_erased(api, zebedee, lived):
    answer = api.post(path(zebedee, "erase"))

    assert answer.status_code == 200
    assert (answer.json()["kind"], answer.json()["customer"]) == ("customer_erased", str(zebedee.pk))
    assert answer.json()["about"]["orders"] == 2
    assert list(find_words(WORDS)) == []
    assert api.get(f"/api/v1/customers/{zebedee.pk}/").json()["erased_at"]


def test_an_erasure_is_rehearsed(api, zebedee, lived):
    with nothing_changes():
        answer = api.post(path(zebedee, "erase") + "?dry_run=true").json()

    assert answer["result"]["about"]["orders"] == 2
    assert [event["type"] for event in answer["events"]] == ["order.erased"] * 2


def test_a_refusal_names_the_orders(api, zebedee, place):
    order = place(customer=zebedee.id)

    answer = api.post(path(zebedee, "erase"))

    assert (answer.status_code, answer.json()["code"]) == (409, "person_still_needed")
    assert answer.json()["needed"] == [{"order": order.ref, "reason": "open", "until": None}]


def test_an_answer_that_was_kept_in_memory_is_not_given_again(api, zebedee, lived):
    before = [api.get(f"/api/v1/orders/{lived.order.ref}/") for _ in range(2)][1]

    api.post(path(zebedee, "erase"))

    after = api.get(f"/api/v1/orders/{lived.order.ref}/")
    assert "Quixworth" in before.content.decode()
    assert "Quixworth" not in after.content.decode()
    assert after["ETag"] != before["ETag"]


def test_a_guest_is_erased_from_an_order(api, place, settle, home):
    guest = {"email": "quixworth@example.com", "last_name": "Quixworth"}
    order = settle(place(customer=guest, billing_address=home, columns={"is_guest_checkout": True}))

    answer = api.post(f"/api/v1/orders/{order.ref}/erase/", headers={"if-match": f'"{order.version}"'})

    assert (answer.json()["kind"], answer.json()["order"]) == ("order_erased", str(order.pk))
    assert list(find_words(WORDS)) == []


def test_a_guest_is_not_erased_from_an_order_that_has_changed(api, place, settle):
    order = settle(place(customer={"email": "g@example.com"}, columns={"is_guest_checkout": True}))

    answer = api.post(f"/api/v1/orders/{order.ref}/erase/", headers={"if-match": '"1"'})

    assert answer.status_code == 412
    assert Order.objects.get(pk=order.pk).erased_at is None


def test_staff_of_support_may_neither_read_everything_nor_erase(zebedee):
    person = User.objects.create_user("support-2", is_staff=True, reaches_all_channels=True)
    person.groups.add(Group.objects.get(name="Support"))
    browser = APIClient()
    browser.force_login(person)

    with nothing_changes():
        refused = [browser.post(path(zebedee, "erase")), browser.get(path(zebedee, "data"))]

    assert [answer.json()["scope"] for answer in refused] == ["privacy:write", "privacy:read"]


def test_everything_about_a_person_is_told_and_who_asked_is_noted(api, zebedee, lived, home):
    answer = api.get(path(zebedee, "data"))

    document, said = answer.json(), answer.content.decode()
    assert [word for word in WORDS if word not in said] == ["612997755"]  # what searches make of the phone
    assert document["customer"]["birthday"] == "1980-02-03"
    assert document["account"]["username"] == "quixworth@example.com"
    order = next(each for each in document["orders"] if each["ref"] == lived.other.ref)
    assert order["shipping_address"]["tax_no"] == home["tax_no"]
    assert {"items", "payments", "notes", "events", "messages", "statuses"} <= set(order)
    assert "token" not in order
    assert document["last"] is None
    entry = PrivacyEntry.objects.get()
    assert (entry.kind, entry.customer, entry.actor_kind, entry.ip) == ("data_read", zebedee, "client", "127.0.0.1")


def test_many_orders_are_told_some_at_a_time(api, zebedee, place, monkeypatch):
    monkeypatch.setattr(data, "MOST_ORDERS", 2)
    refs = [place(customer=zebedee.id).ref for _ in range(3)]

    first = api.get(path(zebedee, "data")).json()
    second = api.get(f"{path(zebedee, 'data')}?after={first['last']}").json()

    assert [[order["ref"] for order in page["orders"]] for page in (first, second)] == [refs[:2], refs[2:]]
    assert second["last"] is None
    assert api.get(f"{path(zebedee, 'data')}?after=1").json()["errors"][0]["code"] == "invalid"


def test_whoever_exports_orders_is_noted_but_not_for_whom_they_looked(staff_api, api, order):
    answer = api.get("/api/v1/orders/?format=csv&q=quixworth")
    assert b"".join(answer.streaming_content)

    entry = PrivacyEntry.objects.get()
    assert (entry.kind, entry.about) == ("orders_exported", {"format": "csv", "filters": ["q"]})
    shown = staff_api.get("/api/v1/privacy-log/?kind=orders_exported").json()["results"]
    assert [row["id"] for row in shown] == [str(entry.pk)]


def test_customers_who_export_their_own_orders_are_not_noted(customer_api, order):
    assert customer_api.get("/api/v1/orders/?format=csv").status_code == 200

    assert not PrivacyEntry.objects.exists()


def test_the_privacy_log_is_for_staff_alone(client_for, channel, zebedee):
    client = client_for(*SCOPES, channels=[channel])

    assert client.get("/api/v1/privacy-log/").status_code == 403


def test_staff_with_the_permission_erase(zebedee):
    person = User.objects.create_user("officer", is_staff=True, reaches_all_channels=True)
    person.user_permissions.add(Permission.objects.get(codename="add_privacyentry"))
    browser = APIClient()
    browser.force_login(person)

    assert browser.post(path(zebedee, "erase")).status_code == 200
    entry = PrivacyEntry.objects.get()
    assert (entry.actor_name, Customer.objects.get(pk=zebedee.pk).erased_at) == ("officer", entry.created_at)


def test_a_product_keeps_what_is_documented_but_for_gifts():
    assert KEYS.keys() - {"gift_certificate"} == GOODS


@pytest.mark.usefixtures("feed_of_now")
def test_the_feed_tells_clients_to_erase_the_person_too(api, zebedee, lived):
    api.post(path(zebedee, "erase"))

    heard = api.get("/api/v1/events/?type=order.erased").json()["results"]
    assert {event["ref"] for event in heard} == {lived.order.ref, lived.other.ref}
    assert Event.objects.filter(type="order.erased").count() == 2
