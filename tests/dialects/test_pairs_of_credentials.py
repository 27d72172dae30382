"""In a dialect two credentials in one request never show, or do, more than one of them alone."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from rest_framework.test import APIClient

from access.models import User
from access.scopes import SCOPES
from addresses.models import Customer
from dialects.registry import DIALECTS
from orders.models import Order
from tests.dialects.conftest import routes_of
from tests.dialects.test_access import FOR_EVERYBODY, asked
from tests.untouched import nothing_changes


@pytest.fixture
def strangers_order(place, other_channel):
    """An order in a channel where the callers below have no business."""
    at = timezone.now()
    somebody = Customer.objects.create(
        channel=other_channel, email="customer-17@example.com", created_at=at, updated_at=at
    )
    order = place(channel=other_channel, customer=somebody.id)
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def credentials(client_for, channel, strangers_order, customer):
    """What of a request carries each kind of credentials."""
    customer.user = User.objects.create_user("shop@example.com")
    customer.save()
    clerk = User.objects.create_user("support-1", is_staff=True, reaches_all_channels=True)
    clerk.groups.add(Group.objects.get(name="Support"))
    return {
        "bearer": {"authorization": client_for(*SCOPES, channels=[channel])._credentials["HTTP_AUTHORIZATION"]},
        "order token": {"x-order-token": strangers_order.token},
        "clerk": session_of(clerk),
        "customer": session_of(customer.user),
    }


def session_of(person):
    browser = APIClient()
    browser.force_login(person)
    return {"cookie": f"sessionid={browser.cookies['sessionid'].value}"}


PAIRS = [("bearer", "order token"), ("bearer", "clerk"), ("bearer", "customer"), ("order token", "customer")]


@pytest.mark.parametrize("name", DIALECTS)
def test_two_credentials_get_no_further_than_one_of_them(name, nobody, credentials, strangers_order):
    def answer_to(method, path, *ways):
        headers = {key: value for way in ways for key, value in credentials[way].items()}
        answer = asked(nobody(name), name, method, path, strangers_order, **headers)
        return answer.status_code, strangers_order.number in answer.content.decode()

    further = []
    with nothing_changes():
        for method, path in routes_of(name):
            if (name, path) in FOR_EVERYBODY:
                continue
            alone = {way: answer_to(method, path, way) for way in credentials}
            for pair in PAIRS:
                both = answer_to(method, path, *pair)
                if both not in [alone[way] for way in pair]:
                    further.append((method, path, pair, both))

    assert further == []
