"""The one search of the admin, and the way from an order to the next."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking
from orders.models import Order
from orders.money.complete import complete_payment
from orders.money.confirm import confirm_refund
from orders.money.refund import RefundRequest, refund_order
from workplace.admin.order import OrderAdmin
from workplace.site import NAVIGATION

ONLY_LOOKED_UP = {
    "orders_statuschange", "orders_adjustment", "access_idempotencykey", "axes_accesslog", "axes_accessfailurelog",
}  # fmt: skip
LIST = "/admin/orders/order/"


@pytest.fixture
def sold(place, money, now):
    """Paid by transfer, sent, and refunded: an order with numbers of every kind."""
    order = place()
    complete_payment(order, money.start(order, method="bank-transfer"), transaction_id="TRX-5501", **now)
    ship_order(order, tracking=Tracking(carrier="DHL", tracking_number="Parcel-0034"), **now)
    (refund,) = refund_order(order, RefundRequest(), **now).manual
    confirm_refund(order, refund, transaction_id="SEPA-77", **now)
    return Order.objects.get(pk=order.pk)


def found(browser, term):
    """Where the results lead, as the search at the side shows them."""
    page = browser.get("/admin/search/", {"extended": "1", "s": term})
    assert page.status_code == 200
    return re.findall(r'href="([^"]+)"', page.content.decode())


def page_of(order):
    return f"{LIST}{order.pk}/change/"


def test_orders_are_found_by_what_is_on_them(desk_of, sold, place):
    place(customer={"email": "somebody@else.example"})

    for term in (sold.ref, "parcel-0034", "TRX-5501", "SEPA-77"):
        assert found(desk_of(), term) == [page_of(sold)]
    assert found(desk_of(), "No such thing") == found(desk_of(), "TR") == found(desk_of(), "x" * 5000) == []


def test_customers_are_found_by_their_address_beside_their_orders(desk_of, sold):
    assert found(desk_of(), sold.email.upper()) == [
        page_of(sold),
        f"/admin/addresses/customer/{sold.customer_id}/change/",
    ]


def test_nobody_finds_what_they_may_not_see(desk_of, sold):
    warehouse = desk_of("Warehouse")

    assert found(warehouse, "TRX-5501") == found(warehouse, "SEPA-77") == []
    assert found(warehouse, sold.email) == []
    assert found(warehouse, sold.ref) == [page_of(sold)]


def test_a_search_takes_the_same_number_of_queries_however_much_is_found(desk_of, place):
    browser, counts = desk_of(), []
    for more in (1, 11):
        for _ in range(more):
            order = place()
        with CaptureQueriesContext(connection) as queries:
            results = found(browser, order.email)
        assert len(results) == min(8, Order.objects.count()) + 1
        counts.append(len(queries))

    assert counts[0] == counts[1]


# --- from one order to the next --------------------------------------------------------------------------------------


@pytest.fixture
def queue(place):
    """Three orders that wait for payment, the newest first."""
    orders = [place() for _ in range(3)]
    for age, order in enumerate(orders):
        Order.objects.filter(pk=order.pk).update(date_placed=timezone.now() - timedelta(days=age + 1))
    return orders


def neighbours(browser, url):
    page = browser.get(url)
    assert page.status_code == 200
    near = page.context["neighbours"]
    return near.previous, near.next


def opened(browser, query):
    """The addresses that the list's rows lead to."""
    text = browser.get(f"{LIST}?{query}").content.decode()
    return list(dict.fromkeys(unescape(url) for url in re.findall(rf'href="({LIST}[0-9a-f-]+/change/[^"]*)"', text)))


@pytest.mark.parametrize("size", [50, 2, 1])
def test_the_next_order_is_the_next_in_the_list_it_was_opened_from(desk_of, queue, monkeypatch, size):
    browser = desk_of()
    monkeypatch.setattr(OrderAdmin, "list_per_page", size)
    url, way = opened(browser, "status=100")[0], []
    while url:
        way.append(url)
        url = neighbours(browser, url)[1]

    assert [url.split("/")[4] for url in way] == [str(order.pk) for order in queue]
    back = way[-1]
    assert [(back := neighbours(browser, back)[0]).split("/")[4] for _ in range(2)] == [
        str(queue[1].pk),
        str(queue[0].pk),
    ]
    assert neighbours(browser, back)[0] == ""


def test_after_an_order_has_left_the_list_its_first_is_next(desk_of, queue):
    browser = desk_of()
    first, second, _ = opened(browser, "status=100")
    Order.objects.filter(pk=queue[0].pk).update(status=110)

    assert neighbours(browser, first) == ("", second)


def test_a_page_that_was_opened_from_no_list_has_no_neighbours(desk_of, queue):
    browser = desk_of()

    assert neighbours(browser, page_of(queue[0])) == ("", "")
    assert neighbours(browser, f"{page_of(queue[0])}?_changelist_filters=nonsense%3D1") == ("", "")


def test_a_queue_begins_with_what_waits_longest(desk_of, queue, money):
    for order in queue:
        money.start(order, method="bank-transfer")
    browser = desk_of()

    listed = browser.get(f"{LIST}?needs=payment_to_confirm").context["cl"].result_list

    assert [row.pk for row in listed] == [order.pk for order in reversed(queue)]
    assert next(iter(browser.get(LIST).context["cl"].result_list)).pk == queue[0].pk


def test_every_list_is_found_at_the_side_but_those_in_which_nothing_is_done():
    links = {str(entry["link"]) for group in NAVIGATION for entry in group["items"]}
    names = [f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]

    assert {name for name in names if reverse(f"admin:{name}_changelist") not in links} == ONLY_LOOKED_UP
