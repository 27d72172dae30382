"""A desk at which a member of staff works, and orders to work on."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from access.models import User
from access.scopes import PERMISSION_FOR_SCOPE
from common.actors import SYSTEM
from orders.money.complete import complete_payment
from orders.money.refund import RefundRequest, refund_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.basket import fresh
from tests.sandbox import state_of
from tests.workplace.acting import Desk

CUPS = {"sku": "CUP", "quantity": 3, "unit_price": Decimal("5.00"), "product": {"name": "Cup"}}
PLATE = {"sku": "PLATE", "quantity": 1, "unit_price": Decimal("8.50"), "product": {"name": "Plate"}}


@pytest.fixture
def desk(client, staff):
    """The desk of `support-1`, who has every permission that an API scope stands for."""
    client.force_login(staff)
    return Desk(client)


@pytest.fixture
def dinner(place):
    """Three cups and a plate: 23.50 USD without shipping."""
    return place(items=[CUPS, PLATE], adjustments=[])


@pytest.fixture
def paid(dinner, money):
    """The same, paid by card."""
    money.pay(dinner)
    return state_of(dinner)


@pytest.fixture
def transferred(money, now):
    """Let an order be paid by bank transfer."""

    def transferred(order):
        complete_payment(order, money.start(order, method="bank-transfer"), **now)
        return state_of(order)

    return transferred


@pytest.fixture
def colleague(db):
    """Another member of staff with only some permissions."""

    def sign_in(*scopes, name="finance-1"):
        person = User.objects.create_user(name, password="a long password", is_staff=True, reaches_all_channels=True)
        for scope in scopes:
            app, codename = PERMISSION_FOR_SCOPE[scope].split(".")
            person.user_permissions.add(*Permission.objects.filter(content_type__app_label=app, codename=codename))
        client = Client()
        client.force_login(person)
        return Desk(client)

    return sign_in


@pytest.fixture
def approved(place):
    """So many orders that are approved."""

    def approved(count):
        return [
            change_status(place(), to=OrderStatus.PROCESSING, actor=SYSTEM, at=timezone.now()) for _ in range(count)
        ]

    return approved


@pytest.fixture
def person():
    """Somebody of a role, signed in."""

    def person(role, client):
        user = User.objects.create_user(
            f"{role}-1", password="a long password", is_staff=True, reaches_all_channels=True
        )
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return person


@pytest.fixture
def refunded(place, money, now):
    """An order paid by card, of which one mug was given back."""
    order = place()
    money.pay(order)
    item = order.items.get()
    refund_order(fresh(order), request=RefundRequest(items=[{"item": item.pk, "quantity": 1}], reason="Chipped"), **now)
    return fresh(order)
