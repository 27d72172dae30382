"""Correcting the shipping address on the page, until something is sent."""

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.fulfilment.pack import pack_order
from orders.fulfilment.shipments import Tracking, ship_shipment
from orders.models import Order, OrderItem, Shipment
from tests.untouched import nothing_changes

BUTTON = "Correct the address"
HOME = {
    "first_name": "John", "last_name": "Doe", "line": "300 E St SW", "postcode": "20024", "city_name": "Washington",
    "country_code": "US", "tax_no": "T-1", "phone_number": "+1 202 555 0100",
}  # fmt: skip
FILLED = {name: HOME.get(name, "") for name in ("first_name", "last_name", "line", "postcode", "city_name")}


@pytest.fixture
def order(place):
    return place(shipping_address=HOME)


def address_of(order):
    return Order.objects.get(pk=order.pk).shipping_address


def test_the_form_knows_the_address(page_of, order):
    page = page_of(order)

    assert BUTTON in page.get().content.decode()
    form = page.get("address/").content.decode()
    assert 'value="300 E St SW"' in form
    assert "Your order goes to United States of America" in form


def test_it_is_corrected_and_the_event_says_by_whom(page_of, order):
    before = address_of(order)

    answer = page_of(order).post("address/", **FILLED | {"line": "1 New Street", "city_name": "Arlington"})

    after = address_of(order)
    event = Event.objects.get(order=order, type="order.updated")
    assert answer.status_code == 302
    assert (after.line, after.city_name, after.country_code, after.tax_no) == ("1 New Street", "Arlington", "US", "T-1")
    assert (before.line, after.pk != before.pk) == ("300 E St SW", True)
    assert (event.actor_kind, event.data["fields"]) == ("guest", ["shipping_address"])
    assert "1 New Street" in page_of(order).get().content.decode()


def test_the_same_address_changes_nothing(page_of, order):
    with nothing_changes():
        answer = page_of(order).post("address/", **FILLED | {"phone_number": HOME["phone_number"]})

    assert answer.status_code == 302


def test_a_phone_number_is_kept_without_what_was_pasted_with_it(page_of, order):
    page_of(order).post("address/", **FILLED | {"phone_number": "\u202a+1\u00a0202 555\u20110199\u202c"})

    assert address_of(order).phone_number == "+1 202 555-0199"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"line": ""}, "This field is required"),
        ({"line": "x" * 501}, "no more than 500 characters"),
        ({"phone_number": "call me"}, "phone"),
        ({"postcode": "1" * 21}, "no more than 20 characters"),
    ],
)
def test_it_is_checked_as_the_api_does_and_says_what_is_wrong_beside_the_field(page_of, order, wrong, said):
    with nothing_changes():
        answer = page_of(order).post("address/", **FILLED | wrong)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "errorlist" in text
    assert said in text
    assert f'id="id_{next(iter(wrong))}"' in text


def test_the_country_cannot_be_smuggled_in(page_of, order):
    page_of(order).post("address/", **FILLED | {"line": "1 New Street", "country_code": "DE"})

    assert address_of(order).country_code == "US"


def test_what_is_packed_can_still_be_corrected(page_of, order, money):
    money.pay(order)
    pack_order(Order.objects.get(pk=order.pk), actor=SYSTEM, at=timezone.now())

    page_of(order).post("address/", **FILLED | {"line": "1 New Street"})

    assert address_of(order).line == "1 New Street"


def test_what_is_sent_is_refused_in_words(page_of, order, money):
    money.pay(order)
    ship_shipment(Shipment.objects.get(order=order), tracking=Tracking(), actor=SYSTEM, at=timezone.now())
    refused_in_words(page_of(order), "Everything has been sent")


def test_so_is_what_is_sent_in_part(page_of, order, money):
    money.pay(order)
    OrderItem.objects.filter(order=order).update(quantity_shipped=1)
    Order.objects.filter(pk=order.pk).update(shipping_status="partially_shipped")
    refused_in_words(page_of(order), "Goods have been sent to this address")


def test_a_channel_may_keep_corrections_to_itself(page_of, order, channel):
    channel.customer_address_correction = False
    channel.save()
    refused_in_words(page_of(order), "The shop corrects addresses itself")


def test_an_order_that_goes_nowhere_has_nothing_to_correct(page_of, place):
    refused_in_words(page_of(place(shipping_address=None)), "The shop corrects addresses itself")


def refused_in_words(page, said):
    with nothing_changes():
        answer = page.post("address/", **FILLED | {"line": "1 New Street"})
    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert BUTTON not in page.get().content.decode()


def test_the_address_is_never_cached_or_indexed(page_of, order):
    answer = page_of(order).get("address/")

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
