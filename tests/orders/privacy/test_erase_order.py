"""A guest is erased from one order: whoever shows it has not shown that all orders under the e-mail are theirs."""

import pytest
from django.utils import timezone

from addresses.models import Customer
from common.actors import SYSTEM
from orders.models import Order
from orders.privacy.erase import AlreadyErased, ErasedWithCustomer, erase_order
from orders.privacy.scan import find_words
from tests.orders.privacy.conftest import WORDS

pytestmark = pytest.mark.django_db
GUEST = {"email": "quixworth@example.com", "first_name": "Zebedée", "last_name": "Quixworth"}


@pytest.fixture
def two_orders(place, settle, home):
    """Two orders of a guest's, both at their end."""
    columns = {"is_guest_checkout": True}
    return [
        settle(place(customer=GUEST, billing_address=home, shipping_address=home, columns=columns)) for _ in range(2)
    ]


def erase(order):
    return erase_order(Order.objects.get(pk=order.pk), actor=SYSTEM, at=timezone.now())


def test_one_order_is_erased_and_the_other_stays(two_orders):
    one, other = two_orders

    entry = erase(one)

    kept = Order.objects.get(pk=other.pk)
    assert (kept.full_name, kept.billing_address.full_name) == ("Zebedée Quixworth", "Zebedée Quixworth")
    assert Customer.objects.get(pk=one.customer_id).email == "quixworth@example.com"
    gone = Order.objects.get(pk=one.pk)
    pseudonym = entry.about["pseudonym"]
    assert (gone.full_name, gone.email, gone.billing_address.full_name) == (pseudonym, "", pseudonym)
    assert (entry.kind, entry.order, entry.customer) == ("order_erased", gone, gone.customer)


def test_with_the_last_order_the_guest_goes(two_orders):
    pseudonyms = {erase(order).about["pseudonym"] for order in two_orders}

    assert Customer.objects.get(pk=two_orders[0].customer_id).erased_at
    assert len(pseudonyms) == 1
    assert list(find_words(WORDS)) == []


def test_it_is_erased_once(two_orders):
    erase(two_orders[0])

    with pytest.raises(AlreadyErased):
        erase(two_orders[0])


def test_the_order_of_an_account_is_erased_with_the_account(zebedee, place, settle):
    order = settle(place(customer=zebedee.id))

    with pytest.raises(ErasedWithCustomer):
        erase(order)
    assert Order.objects.get(pk=order.pk).erased_at is None
