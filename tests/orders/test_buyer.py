"""What an order says about its customer is what was said when it was placed."""

import pytest

from addresses.models import Customer
from addresses.services import update_customer
from events.models import Message
from orders.cancelling.expire import remind_unpaid
from orders.models import Channel, Order
from orders.resend_mail import NoEmailAddress, resend_last_mail
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.untouched import nothing_changes

KNOWN = {
    "email": "shop@example.com",
    "external_id": "C-1",
    "first_name": "Jane",
    "last_name": "Roe",
    "phone": "801-755-9966",
    "language_code": "tr",
    "account_type": "existing",
}
SAID = [name for name in KNOWN if name != "external_id"]


@pytest.fixture
def send(api, body):
    """Place an order with these changes, and answer what was placed."""
    keys = iter(range(100))

    def send(**changes):
        wanted = {name: value for name, value in (body | changes).items() if value is not None}
        answer = api.post("/api/v1/orders/", wanted, format="json", headers={"idempotency-key": f"k-{next(keys)}"})
        assert answer.status_code == 201, answer.json()
        return answer.json()

    return send


@pytest.fixture
def said_of(api):
    """What is said of an order's customer, in a detail and in a list."""

    def said_of(order):
        detail = api.get(f"/api/v1/orders/{order['ref']}/").json()
        (row,) = api.get("/api/v1/orders/", {"id": order["id"]}).json()["results"]
        assert row["customer"] == detail["customer"]
        return detail["customer"]

    return said_of


@pytest.fixture
def mails_of():
    return lambda order: list(Message.objects.filter(order=order["id"]).values_list("to", "language"))


def test_what_becomes_of_the_customer_changes_no_order(send, said_of, api, now):
    order = send(customer=KNOWN)
    customer = Customer.objects.get()

    changes = {**dict.fromkeys(["first_name", "last_name"], "Else"), "email": "else@example.com", "phone": "1"}
    update_customer(customer, changes={**changes, "language_code": "en", "account_type": "new"}, at=now["at"])

    assert said_of(order) == {**KNOWN, "id": str(customer.pk)}
    for words, count in (("Jane Roe", 1), ("801-755-9966", 1), ("else", 0)):
        assert len(api.get("/api/v1/orders/", {"q": words}).json()["results"]) == count
    assert len(api.get("/api/v1/orders/", {"customer__phone": KNOWN["phone"]}).json()["results"]) == 1
    assert len(api.get("/api/v1/orders/", {"customer__account_type": "existing"}).json()["results"]) == 1


def test_mails_go_to_whom_the_order_names_in_their_language(send, mails_of, now):
    order = send(customer=KNOWN)
    update_customer(Customer.objects.get(), changes={"email": "else@example.com", "language_code": "en"}, at=now["at"])

    change_status(Order.objects.get(), to=OrderStatus.HOLD, notify_customer=True, **now)

    assert mails_of(order) == [("shop@example.com", "tr")]


@pytest.mark.parametrize(
    "guest",
    [
        {"customer": None, "email": "SHOP@example.com"},
        {"customer": {"email": "shop@example.com", "first_name": "Eve"}, "is_guest_checkout": True},
        {"customer": {"email": "shop@example.com", "first_name": "Eve", "account_type": "guest"}},
    ],
    ids=["email", "flag", "type"],
)
def test_a_guest_with_a_known_email_neither_changes_nor_sees_who_is_known(send, said_of, guest):
    known = send(customer=KNOWN)
    before = Customer.objects.values().get()

    order = send(**guest)

    sent = guest["customer"] or {}
    assert Customer.objects.values().get(pk=before["id"]) == before
    assert said_of(order)["id"] != said_of(known)["id"] == str(before["id"])
    assert [said_of(order)[name] for name in SAID[1:]] == [sent.get("first_name", ""), "", "", "", "guest"]
    assert (order["is_guest_checkout"], known["is_guest_checkout"]) == (True, False)


def test_guests_do_not_see_each_other(send, said_of):
    first = send(customer=None, email="guest@example.com")
    send(customer={"email": "guest@example.com", "first_name": "Eve", "phone": "1"}, is_guest_checkout=True)
    third = send(customer=None, email="guest@example.com")

    assert (said_of(third)["first_name"], said_of(third)["phone"]) == ("", "")
    assert said_of(third)["id"] == said_of(first)["id"]


def test_a_guest_who_registers_keeps_no_guests_order(send, said_of):
    guest = send(customer=None, email=KNOWN["email"])

    assert said_of(send(customer=KNOWN))["id"] != said_of(guest)["id"]


def test_a_known_external_id_with_a_new_email_is_that_customer(send, said_of):
    first = send(customer=KNOWN)

    second = send(customer={"external_id": "C-1", "email": "new@example.com"})

    assert said_of(second) == {**said_of(first), "email": "new@example.com"}
    assert said_of(first)["email"] == second["customer"]["email"].replace("new", "shop")
    assert Customer.objects.get().email == "new@example.com"


def test_two_accounts_may_come_to_have_one_email(send, said_of):
    first, second = send(customer=KNOWN), send(customer={**KNOWN, "external_id": "C-2", "email": "b@example.com"})

    moved = send(customer={"external_id": "C-2", "email": KNOWN["email"]})

    assert said_of(moved)["id"] == said_of(second)["id"] != said_of(first)["id"]
    assert set(Customer.objects.values_list("email", flat=True)) == {KNOWN["email"]}


def test_an_external_id_makes_an_account_of_who_was_known_by_email(send, said_of):
    first = send(customer={"email": KNOWN["email"], "first_name": "Jane"})

    second = send(customer=KNOWN)

    assert said_of(second)["id"] == said_of(first)["id"]


@pytest.mark.parametrize(
    "buyer", [{}, {"first_name": "Jane", "phone": "1"}, {"external_id": "M-1"}, {"email": ""}], ids=str
)
def test_who_buys_without_an_email_is_told_nothing(send, said_of, now, channel, buyer):
    order, again = send(customer=buyer), send(customer=buyer)
    Channel.objects.filter(pk=channel.pk).update(unpaid_reminder_minutes=0)

    change_status(Order.objects.get(pk=order["id"]), to=OrderStatus.HOLD, notify_customer=True, **now)
    remind_unpaid(now["at"])

    assert (order["email"], said_of(order)["email"]) == ("", "")
    assert (said_of(order)["id"] == said_of(again)["id"]) is ("external_id" in buyer)
    assert not Message.objects.exists()
    assert not Order.objects.exclude(reminded_at=None).exists()


def test_nothing_is_sent_again_without_an_address(order, now):
    change_status(order, to=OrderStatus.HOLD, notify_customer=True, **now)
    Order.objects.update(email="")

    with nothing_changes(), pytest.raises(NoEmailAddress):
        resend_last_mail(order, **now)


def test_what_is_said_of_a_customer_is_corrected_on_the_order_alone(send, said_of, api):
    order = send(customer=KNOWN)
    before = Customer.objects.values().get()

    changes = {"customer": {"last_name": "Doe", "phone": "2"}, "email": "right@example.com", "language_code": "en"}
    answer = api.patch(f"/api/v1/orders/{order['ref']}/", changes, format="json")

    assert answer.status_code == 200
    corrected = {"last_name": "Doe", "phone": "2", "email": "right@example.com", "language_code": "en"}
    assert said_of(order) == {**KNOWN, **corrected, "id": str(before["id"])}
    assert answer.json()["email"] == "right@example.com"
    assert Customer.objects.values().get() == before
    assert len(api.get("/api/v1/orders/", {"q": "Jane Doe right"}).json()["results"]) == 1


def test_a_replacement_keeps_what_is_said_of_the_customer(send, said_of, api, body):
    order = send(customer=KNOWN)
    before = said_of(order)

    answer = api.put(f"/api/v1/orders/{order['ref']}/", {"items": body["items"]}, format="json")

    assert answer.status_code == 200
    assert said_of(order) == before
