"""Customers: one for each e-mail of a channel, and what a storefront tells about them."""

import pytest
from django.utils import timezone

from addresses.models import Customer
from addresses.services.customer import CustomerExists, create_customer, update_customer
from tests.untouched import KEYS, nothing_changes

CUSTOMERS = "/api/v1/customers/"
SHOPPER = {"channel": "us-web", "email": "customer-1@example.com", "external_id": "C-1"}


@pytest.fixture
def create(api):
    keys = iter(range(100))
    return lambda body: api.post(CUSTOMERS, body, format="json", headers={"idempotency-key": f"c-{next(keys)}"})


def test_a_customer_is_created_and_read(api, create):
    answer = create({**SHOPPER, "phone": "+1 202 555 0100", "account_type": "existing", "document_id": "D-1"})

    assert answer.status_code == 201
    said = api.get(f"{CUSTOMERS}{answer.json()['id']}/").json()
    assert (said["email"], said["external_id"], said["account_type"]) == ("customer-1@example.com", "C-1", "existing")


@pytest.mark.parametrize("known", [{"email": "CUSTOMER-1@example.com"}, {"external_id": "C-1"}])
def test_nobody_is_there_twice(create, known):
    create(SHOPPER)

    with nothing_changes(but=[KEYS]):
        answer = create({"channel": "us-web", "email": "customer-2@example.com", **known})

    assert (answer.status_code, answer.json()["code"]) == (409, "customer_exists")


def test_what_is_known_can_be_changed(api, create):
    customer = create(SHOPPER).json()

    answer = api.patch(f"{CUSTOMERS}{customer['id']}/", {"phone": "+90 212 000 00 00"}, format="json")

    assert answer.status_code == 200
    assert Customer.objects.get(pk=customer["id"]).phone == "+90 212 000 00 00"


def test_an_address_that_only_looks_alike_is_somebody_elses(channel):
    def create(email):
        return create_customer(channel, email=email, at=timezone.now())

    def rename(email):
        return update_customer(third, at=timezone.now(), changes={"email": email})

    _plain, dotless, third = create("mix@example.com"), create("m\u0131x@example.com"), create("another@example.com")

    for taken in ("MIX@example.com", "M\u0131X@example.com"):
        with pytest.raises(CustomerExists):
            rename(taken)
        with pytest.raises(CustomerExists):
            create(taken)
    assert rename("m\u0131xs@example.com").email != rename("m\u0131x\u017f@example.com").email
    assert Customer.objects.get(pk=dotless.pk).email == "m\u0131x@example.com"


def test_another_channel_may_know_the_same_person(create, stranger):
    create(SHOPPER)

    answer = stranger.post(
        CUSTOMERS, {**SHOPPER, "channel": "market"}, format="json", headers={"idempotency-key": "the-other"}
    )

    assert answer.status_code == 201


def test_a_foreign_channel_cannot_be_named(create, other_channel):
    answer = create({**SHOPPER, "channel": "market"})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (400, "/channel")


def test_customers_are_found_by_what_is_known(api, create):
    create({**SHOPPER, "document_id": "D-1", "document_id_country": "ES", "gender": 2})
    create({"channel": "us-web", "email": "customer-2@example.com"})

    found = api.get(CUSTOMERS, {"document_id": "D-1", "document_id_country": "ES", "gender": "female"}).json()

    assert [row["email"] for row in found["results"]] == ["customer-1@example.com"]


def test_a_signed_in_customer_finds_only_themselves(customer_api, customer, create):
    create(SHOPPER)

    answer = customer_api.get(CUSTOMERS)

    assert [row["id"] for row in answer.json()["results"]] == [str(customer.id)]


def test_a_customer_is_found_by_the_email_in_any_case(api, customer):
    found = api.get(f"/api/v1/customers/?email={customer.email.upper()}").json()["results"]

    assert [row["id"] for row in found] == [str(customer.id)]
