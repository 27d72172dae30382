"""What PostgreSQL wrote of an order is given again until something in it changes, whoever changes it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from addresses.models import Customer
from dialects.common import answer_cache
from orders.models import Channel, ExternalId, ExternalKind, Order, PaymentMethod
from payments.models import Payment
from tests.dialects.lists import LISTS

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="Other databases cache nothing.")
EVERY_LIST = LISTS | {"akinon units": "/api/i1/order-items/", "akinon addresses": "/api/i1/customer-addresses/"}


@pytest.fixture
def written(monkeypatch):
    """The keys of what was written anew since."""
    keys, ask = [], answer_cache._rows

    def watched(statement, asked, values):
        if "shown.body" in statement or "concat_ws(','" in statement:
            keys.extend(asked)
        return ask(statement, asked, values)

    monkeypatch.setattr(answer_cache, "_rows", watched)
    return keys


@pytest.fixture
def ask(speaker):
    """The body of a list of a dialect."""
    speakers = {name: speaker(name) for name in LISTS}

    def ask(name):
        return speakers[name.partition(" ")[0]].get(EVERY_LIST[name], content_type="application/json").content

    return ask


@pytest.mark.parametrize("name", EVERY_LIST)
def test_what_has_not_changed_is_not_written_again(ask, place, written, name):
    place(), place()
    first = ask(name)
    assert len(written) >= 2
    written.clear()

    assert ask(name) == first
    assert written == []
    place()
    ask(name)
    assert len(written) == 1


def birthday(order):
    Customer.objects.filter(pk=order.customer_id).update(birthday=date(1984, 5, 6))


def payment(order):
    at = timezone.now()
    Payment.objects.create(
        order=order,
        method="cheque",
        label="Cheque",
        currency=order.currency,
        amount=order.total,
        created_at=at,
        updated_at=at,
    )


def method(order):
    at = timezone.now()
    payment(order)
    PaymentMethod.objects.create(channel=order.channel, code="cheque", name="Cheque", created_at=at, updated_at=at)


def zone(order):
    Channel.objects.filter(pk=order.channel_id).update(time_zone="Asia/Tokyo")


def note(order):
    Order.objects.filter(pk=order.pk).update(customer_note="Ring twice.", extra_field={"a": 1})


def import_number(order):
    for dialect in LISTS:
        value = str(order.customer_id) if dialect == "akinon" else "987654"
        ExternalId.objects.create(dialect=dialect, kind=ExternalKind.ORDER, value=value, object_id=order.pk)


CHANGES = {
    birthday: {"sylius", "aplazame"},
    payment: {"sylius", "lunasoft"},
    method: {"sylius", "lunasoft"},
    zone: {"sylius", "lunasoft"},
    note: {"salesman", "akinon", "lunasoft"},
    import_number: set(LISTS),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_any_row_is_seen(ask, place, change):
    order = place()
    before = {name: ask(name) for name in LISTS}

    change(order)

    assert {name for name in LISTS if ask(name) != before[name]} == CHANGES[change]


def test_a_page_of_what_is_known_takes_three_statements_at_most(ask, place):
    place(), place()
    for name in EVERY_LIST:
        ask(name)
        with CaptureQueriesContext(connection) as captured:
            ask(name)
        assert len(captured) == 2, name
