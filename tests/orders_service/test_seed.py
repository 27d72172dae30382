"""Made-up orders keep every rule that real ones keep, and the same seed makes the same ones."""

from collections import defaultdict
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from addresses.models import Customer, CustomerAddress
from cancellations.models import CancellationPlan
from common.fsm import moves
from common.money import fits
from events.models import Event
from orders.derivation import payment_status, shipping_status
from orders.models import Adjustment, Channel, Order, OrderItem, Shipment, ShipmentLine, StatusChange
from orders.money.balance import balance_of
from orders.search import search_text
from orders.statuses import TERMINATED, OrderStatus
from orders.totals import item_total, order_totals
from orders_service.seeding.people import SHOPS
from orders_service.seeding.rehearsed import TABLES
from payments.models import Payment, Refund

pytestmark = pytest.mark.django_db
ORDERS = 500


def seed(orders, **options):
    call_command("seed", orders=orders, verbosity=0, **{"until": date(2026, 1, 1)} | options)


@pytest.fixture(scope="module")
def orders(django_db_setup, django_db_blocker):
    """Five hundred orders, for all tests here together."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(ORDERS)
        yield list(Order.objects.select_related("customer", "channel").order_by("ref"))
        transaction.set_rollback(True)


def by_order(rows, key="order_id"):
    grouped = defaultdict(list)
    for row in rows:
        grouped[getattr(row, key)].append(row)
    return grouped


# --- how many and how many kinds -------------------------------------------------------------------------------------


def test_as_many_orders_are_made_as_were_asked_for(orders):
    assert len(orders) == ORDERS
    assert len({order.ref for order in orders}) == ORDERS


def test_there_are_orders_of_all_kinds(orders):
    assert {order.channel.code for order in orders} == {shop.code for shop in SHOPS}
    assert {order.currency for order in orders} >= {"USD", "JPY", "KWD"}
    assert {order.status for order in orders} == set(OrderStatus)
    assert {order.payment_status for order in orders} >= {"awaiting_payment", "paid", "partially_refunded", "refunded"}
    assert {order.shipping_status for order in orders} >= {"ready", "partially_shipped", "shipped", "delivered"}


def test_customers_come_back(orders):
    customers = {order.customer_id for order in orders}

    assert ORDERS / 4 < len(customers) < ORDERS / 2
    assert Customer.objects.count() == CustomerAddress.objects.count() / 2 >= len(customers)


def test_nobody_is_named(orders):
    assert all(order.email.startswith("customer-") and order.email.endswith("@example.com") for order in orders)
    assert set(Customer.objects.values_list("first_name", flat=True)) == {"Customer"}


# --- every rule holds ------------------------------------------------------------------------------------------------


def test_every_sum_is_what_items_and_adjustments_add_up_to(orders):
    items, adjustments = by_order(OrderItem.objects.all()), by_order(Adjustment.objects.all())

    for order in orders:
        totals = order_totals(items[order.id], adjustments[order.id])
        assert {name: getattr(order, name) for name in totals.__slots__} == {
            name: getattr(totals, name) for name in totals.__slots__
        }
        assert [item.total for item in items[order.id]] == [item_total(item) for item in items[order.id]]
        assert order.item_count == len(items[order.id])


def test_every_amount_fits_its_currency(orders):
    assert all(fits(order.total, order.currency) and order.total > 0 for order in orders if order.item_count)
    assert all(fits(payment.amount, payment.currency) for payment in Payment.objects.all())


def test_all_money_is_accounted_for(orders):
    assert [order.ref for order in orders if not balance_of(order).agrees] == []
    assert Refund.objects.exists()
    assert CancellationPlan.objects.exists()


def test_an_orders_statuses_are_what_its_rows_say(orders):
    items, payments = by_order(OrderItem.objects.all()), by_order(Payment.objects.all())

    for order in orders:
        assert order.shipping_status == shipping_status(items[order.id])
        assert order.payment_status == payment_status(
            total=order.amount_due,
            paid=order.amount_paid,
            refunded=order.amount_refunded,
            authorized=sum(payment.amount for payment in payments[order.id] if payment.status == "authorized"),
            terminated=order.status in TERMINATED,
        )


def test_the_status_log_only_has_published_moves_and_ends_where_the_order_is(orders):
    log, published = by_order(StatusChange.objects.order_by("id")), moves(Order)

    for order in orders:
        entries = log[order.id]
        assert (entries[0].from_status, entries[-1].to_status) == (None, order.status)
        assert all((entry.from_status, entry.to_status) in published for entry in entries[1:])
        assert [entry.created_at for entry in entries] == sorted(entry.created_at for entry in entries)


def test_events_are_numbered_without_gaps_and_know_the_version(orders):
    events = by_order(Event.objects.order_by("position"))

    for order in orders:
        assert [event.sequence for event in events[order.id]] == list(range(1, order.event_count + 1))
        assert events[order.id][-1].data["version"] == order.version
        assert events[order.id][0].data["total"] == f"{order.total:.{_digits(order)}f}"


def _digits(order):
    return next(shop.digits for shop in SHOPS if shop.currency == order.currency)


def test_parcels_hold_what_was_sent(orders):
    sent = defaultdict(int)
    for line in ShipmentLine.objects.filter(shipment__shipped_at__isnull=False):
        sent[line.item_id] += line.quantity

    assert all(item.quantity_shipped == sent[item.id] for item in OrderItem.objects.all())


def test_orders_are_found_by_what_is_in_them(orders):
    items, parcels = by_order(OrderItem.objects.order_by("position")), by_order(Shipment.objects.order_by("id"))

    for order in orders:
        assert order.search_text == search_text(
            order,
            addresses=[order.billing_address, order.shipping_address],
            items=items[order.id],
            tracking_numbers=[parcel.tracking_number for parcel in parcels[order.id]],
        )


def test_ids_grow_with_time(orders):
    by_time = sorted(orders, key=lambda order: order.created_at)

    assert [order.id.hex[:12] for order in by_time] == sorted(order.id.hex[:12] for order in orders)
    assert {order.id.version for order in orders} == {7}


def test_nothing_is_left_of_the_rehearsal(orders):
    assert not Channel.objects.filter(code="rehearsal").exists()
    for table in TABLES:
        text = str(list(table.objects.values_list())).lower()
        assert "rehears" not in text
        assert "2000-0" not in text
        assert "%(" not in text
