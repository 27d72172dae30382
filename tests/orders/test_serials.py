"""Integers that name rows for ever, and the ids that rows had elsewhere."""

import pytest
from django.db import IntegrityError, transaction
from uuid6 import uuid7

from access.models import User
from addresses.models import Customer
from orders.models import Channel, ExternalId, Order, RefNumber

pytestmark = pytest.mark.django_db


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_an_orders_serial_is_the_number_in_its_ref(order):
    assert order.serial == int(order.ref.split("-")[1])
    assert RefNumber.objects.filter(pk=order.serial).exists()


def test_channels_customers_and_users_have_serials_of_their_own(order):
    user = User.objects.create_user("somebody")
    serials = [order.channel.serial, order.customer.serial, user.serial]

    assert len(set(serials)) == 3
    assert all(0 < serial < 2**40 for serial in serials)


def test_rows_written_together_get_a_serial_each():
    channels = Channel.objects.bulk_create(
        Channel(code=f"shop-{number}", name="Shop", default_currency="EUR") for number in range(3)
    )

    assert len({channel.serial for channel in channels}) == 3


@pytest.mark.parametrize("serial", [0, 2**40])
def test_a_serial_out_of_range_is_refused(serial):
    refused(lambda: Channel.objects.create(code="shop", name="Shop", default_currency="EUR", serial=serial))


def test_a_serial_is_given_once(order):
    taken = order.customer.serial

    args = {"email": "b@example.com", "created_at": order.created_at, "updated_at": order.created_at}

    refused(lambda: Customer.objects.create(channel=order.channel, serial=taken, **args))
    assert Customer.objects.create(channel=order.channel, **args).serial != taken


def test_an_external_id_means_one_row_and_a_row_has_one(order):
    ExternalId.objects.create(dialect="lunasoft", kind="order", value="54123", object_id=order.id)

    refused(lambda: ExternalId.objects.create(dialect="lunasoft", kind="order", value="54123", object_id=uuid7()))
    refused(lambda: ExternalId.objects.create(dialect="lunasoft", kind="order", value="7", object_id=order.id))
    refused(lambda: ExternalId.objects.create(dialect="lunasoft", kind="planet", value="7", object_id=order.id))
    ExternalId.objects.create(dialect="sylius", kind="order", value="54123", object_id=order.id)
    assert Order.objects.get(pk=ExternalId.objects.get(dialect="sylius").object_id) == order
