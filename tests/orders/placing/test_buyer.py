"""Who buys, in which channel, and where it goes."""

import pytest
from django.utils import timezone

from addresses.models import Customer, CustomerAddress
from addresses.services import create_address, retire_address
from orders.models import Channel
from tests.answers import wrong
from tests.untouched import nothing_changes


def test_the_channels_currency_is_taken_if_none_is_named(send, body, channel):
    Channel.objects.filter(pk=channel.pk).update(default_currency="KWD")
    body["total"] = "23.500"

    assert send(body).json()["total"] == "23.500"


def test_a_client_of_several_channels_must_say_in_which(send, client_for, body, channel, other_channel):
    connection = client_for("orders:read", "orders:write", channels=[channel, other_channel])

    with nothing_changes():
        answer = send(body, connection)

    assert wrong(answer) == {"/channel": "required"}
    assert send(body | {"channel": "market"}, connection).json()["channel"] == "market"


@pytest.mark.parametrize(
    ("code", "rule"), [("market", "unknown_channel"), ("nowhere", "unknown_channel"), ("us-web", "channel_disabled")]
)
def test_a_channel_out_of_reach_unknown_or_closed_takes_no_orders(send, body, channel, other_channel, code, rule):
    Channel.objects.filter(pk=channel.pk).update(enabled=False)

    with nothing_changes():
        answer = send(body | {"channel": code})

    assert wrong(answer) == {"/channel": rule}


def test_a_new_customer_is_made_and_a_known_one_is_brought_up_to_date(send, body):
    first = send(body).json()["customer"]
    body["customer"] = {"email": "SHOP@example.com", "phone": "801-755-9966"}

    second = send(body).json()["customer"]

    assert second["id"] == first["id"]
    assert (second["first_name"], second["phone"]) == ("John", "801-755-9966")
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    "alike", ["m\u0131x@example.com", "mi\u017fs@example.com", "M\u0130X@example.com", "mix@examp\u0131e.com"]
)
@pytest.mark.parametrize("account_type", ["guest", "existing"])
def test_an_address_that_only_looks_alike_is_somebody_elses(send, body, account_type, alike):
    body["is_guest_checkout"] = account_type == "guest"
    plain = alike.translate(str.maketrans("\u0131\u017f\u0130", "isI"))
    first = send(body | {"customer": {"email": plain, "first_name": "Ann", "account_type": account_type}}).json()
    second = send(body | {"customer": {"email": alike, "first_name": "Bob", "account_type": account_type}}).json()

    assert first["customer"]["id"] != second["customer"]["id"]
    known = {row.email: row.first_name for row in Customer.objects.all()}
    assert known == {plain: "Ann", alike: "Bob"}
    again = send(body | {"customer": {"email": alike, "account_type": account_type}}).json()
    assert again["customer"]["id"] == second["customer"]["id"]


def test_a_guest_needs_an_email_only(send, body):
    del body["customer"]

    order = send(body | {"email": "guest@example.com"}).json()

    assert order["email"] == order["customer"]["email"] == "guest@example.com"
    assert order["customer"]["account_type"] == "guest"


def test_an_order_without_anybody_who_buys_is_refused(send, body):
    del body["customer"]

    with nothing_changes():
        assert wrong(send(body)) == {"/customer": "invalid"}


def test_a_customer_is_also_known_by_id(send, body, customer):
    order = send(body | {"customer": str(customer.id)}).json()

    assert order["customer"]["id"] == str(customer.id)
    assert order["email"] == customer.email


def test_an_order_can_have_another_email_than_its_customer(send, body):
    order = send(body | {"email": "office@example.com"}).json()

    assert (order["email"], order["customer"]["email"]) == ("office@example.com", "shop@example.com")


def test_addresses_are_given_in_full_or_by_id(send, body, channel, customer):
    known = create_address(channel, customer=customer, line="Bahnhofstr. 5", country_code="DE", at=timezone.now())

    order = send(body | {"billing_address": str(known.id)}).json()

    assert order["billing_address"]["id"] == str(known.id)
    assert order["shipping_address"]["line"] == "300 E St SW"
    assert order["shipping_address"]["country"]


def test_an_address_of_the_channel_that_is_nobodys_may_be_used_by_everybody(send, body, channel):
    known = create_address(channel, line="Pick-up point 5", at=timezone.now())

    assert send(body | {"shipping_address": str(known.id)}).status_code == 201


@pytest.fixture
def forbidden(channel, other_channel):
    """Addresses and customers that an order of John's must not have."""
    at = timezone.now()
    other = Customer.objects.create(channel=channel, email="customer-17@example.com", created_at=at, updated_at=at)
    abroad = Customer.objects.create(channel=other_channel, email="shop@example.com", created_at=at, updated_at=at)
    retired = create_address(channel, line="Old Street 1", at=at)
    retire_address(retired, at=at)
    return {
        "another channel's address": create_address(other_channel, line="Abroad 1", at=at).id,
        "another customer's address": create_address(channel, customer=other, line="Other Street 1", at=at).id,
        "a retired address": retired.id,
        "no address": "0190b0a5-7c3e-7000-8000-000000000001",
        "another channel's customer": abroad.id,
    }


@pytest.mark.parametrize(
    "whose", ["another channel's address", "another customer's address", "a retired address", "no address"]
)
@pytest.mark.parametrize("role", ["billing_address", "shipping_address"])
def test_somebody_elses_address_is_refused(send, body, forbidden, role, whose):
    with nothing_changes():
        answer = send(body | {role: str(forbidden[whose])})

    assert wrong(answer) == {f"/{role}": "unknown_address"}


def test_another_channels_customer_is_refused(send, body, forbidden):
    with nothing_changes():
        answer = send(body | {"customer": str(forbidden["another channel's customer"])})

    assert wrong(answer) == {"/customer": "unknown_customer"}


def test_the_addresses_of_a_refused_order_are_not_kept(send, body):
    body["items"][0]["unit_price"] = "10.005"

    with nothing_changes():
        assert wrong(send(body)) == {"/items/0/unit_price": "too_many_digits"}
    assert not CustomerAddress.objects.exists()
