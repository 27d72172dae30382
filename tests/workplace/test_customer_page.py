"""The page of a customer: orders, money by currency, notes, addresses and history, for those who may know them."""

import re
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from addresses.models import Customer
from orders.models import CustomerHistoryEntry, ExternalId, ExternalKind, Order
from orders.money.refund import RefundRequest, refund_order
from orders.notes import NewNote, add_notes
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.reach import limit_to
from tests.untouched import nothing_changes
from tests.workplace.acting import Desk


def page_of(customer):
    return reverse("admin:addresses_customer_change", args=[customer.pk])


LIST = reverse("admin:orders_order_changelist")


def read(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def known(place, money, customer, now):
    """A customer with a paid order, of which some went back, an unpaid one in euros, and a past elsewhere."""
    paid, euros = place(), place(currency="EUR", number="WEB-2")
    money.pay(paid)
    refund_order(Order.objects.get(pk=paid.pk), RefundRequest(amount=Decimal("3.50")), **now)
    add_notes(paid, [NewNote("Called on Monday.")], **now)
    elsewhere(customer, "A-1")
    ExternalId.objects.create(dialect="sylius", kind=ExternalKind.CUSTOMER, value="4711", object_id=customer.pk)
    return SimpleNamespace(customer=customer, paid=paid, euros=euros)


def elsewhere(customer, *references):
    at = timezone.now()
    for reference in references:
        CustomerHistoryEntry.objects.create(
            customer=customer, reference=reference, amount=9, status="complete", type="card", order_date=at,
            currency="USD", created_at=at, updated_at=at,
        )  # fmt: skip


def test_a_customers_page_tells_what_a_caller_asks(desk, known, money):
    money.start(known.euros, method="bank-transfer")
    called_off = known.euros.channel.orders.get(pk=known.euros.pk)

    page = desk.client.get(page_of(known.customer))

    sums = {row.currency: row for row in page.context["orders"].sums}
    dollars, euros = sums["USD"], sums["EUR"]
    assert (dollars.orders, dollars.paid, dollars.refunded, dollars.spend) == (1, Decimal("23.5"), Decimal("3.5"), 20)
    assert (euros.spend, euros.owed, euros.expected) == (0, called_off.total, called_off.total)
    text = read(page)
    for part in [
        "John Doe", "US Web Store", known.paid.ref, known.euros.ref, "23.50 USD", "20.00 USD", "23.50 EUR",
        "300 E St SW", "United States of America", "Called on Monday.", "Sylius", "4711",
        f'href="{LIST}?customer={known.customer.pk}"',
    ]:  # fmt: skip
        assert part in text, part


def test_what_is_cancelled_or_only_begun_is_owed_by_nobody(desk, place, draft, customer, now):
    change_status(place(), to=OrderStatus.CANCELLED, **now)

    orders = desk.client.get(page_of(customer)).context["orders"]

    assert (orders.count, [row.owed for row in orders.sums]) == (1, [0])


def test_first_and_last_order_are_told(desk, place, customer):
    first, last = place(), place()
    early = timezone.now() - timedelta(days=400)
    Order.objects.filter(pk=first.pk).update(date_placed=early)

    orders = desk.client.get(page_of(customer)).context["orders"]

    assert (orders.first, orders.last) == (early, last.date_placed)


def test_the_page_takes_the_same_queries_for_one_order_and_for_many(desk, known, place, money, now):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.client.get(page_of(known.customer)).status_code == 200
        return len(captured)

    few = queries()
    for number in range(12):
        order = place(currency=["USD", "EUR", "GBP"][number % 3])
        money.pay(order)
        refund_order(Order.objects.get(pk=order.pk), RefundRequest(amount=Decimal("1.00")), **now)
        add_notes(order, [NewNote("Called again.")], **now)
    elsewhere(known.customer, *"BCD")

    assert queries() == few <= 20


def test_the_page_changes_nothing(desk, known):
    with nothing_changes():
        desk.client.get(page_of(known.customer))
        assert desk.client.post(page_of(known.customer), {}).status_code == 403


def test_an_order_and_its_customer_lead_to_each_other(desk, known, place, channel):
    at = timezone.now()
    other = Customer.objects.create(channel=channel, email="other@example.com", created_at=at, updated_at=at)
    stranger = place(customer=other.pk)

    assert f'href="{page_of(known.customer)}"' in read(desk.page(known.paid))
    listed = desk.client.get(LIST, {"customer": known.customer.pk}).context["cl"].result_list
    assert {order.pk for order in listed} == {known.paid.pk, known.euros.pk}
    assert stranger.pk not in {order.pk for order in listed}
    opened = re.search(
        rf'href="(/admin/orders/order/{known.paid.pk}/change/\?[^"]+)"', read(desk.client.get(page_of(known.customer)))
    )
    assert desk.client.get(opened[1].replace("&amp;", "&")).context["neighbours"].previous


@pytest.mark.parametrize("nobody", ["0190b0a5-7c3e-7000-8000-000000000001", "(", "\0", "shop@example.com"])
def test_a_list_of_a_customer_that_there_is_not_shows_nothing(desk, known, nobody):
    answer = desk.client.get(LIST, {"customer": nobody})

    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?e=1")


@pytest.mark.parametrize(
    ("role", "hidden"), [("Support", []), ("Finance", ["300 E St SW", "A-1"]), (None, [])], ids=str
)
def test_each_role_sees_of_a_customer_what_it_may_read(desk_of, known, role, hidden):
    text = read(desk_of(role).get(page_of(known.customer)))

    assert [part for part in ("300 E St SW", "A-1", "23.50 USD", known.paid.ref) if part not in text] == hidden
    assert ("/erase/" in text) == (role is None)


def test_the_warehouse_gets_to_no_customer_by_any_address(desk_of, known):
    warehouse = desk_of("Warehouse")

    assert warehouse.get(page_of(known.customer)).status_code == 403
    assert warehouse.get(LIST, {"customer": known.customer.pk})["Location"] == f"{LIST}?e=1"
    assert page_of(known.customer) not in read(Desk(warehouse).page(known.paid))


def test_who_is_limited_to_channels_finds_no_customer_of_another(desk_of, known, other_channel):
    support = desk_of("Support")
    limit_to(support.user, other_channel)

    assert support.get(page_of(known.customer)).status_code == 302
    assert support.get(LIST, {"customer": known.customer.pk})["Location"] == f"{LIST}?e=1"
