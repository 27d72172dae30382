"""The demo has the printed examples of the five documents; its logins are created only when they are asked for."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from access.models import ApiClient, User
from addresses.models import CustomerAddress
from common.money import format_amount
from events.models import Event, Message, MessageState
from orders.models import Adjustment, Channel, CustomerHistoryEntry, Order, OrderItem, StatusChange
from orders.money.balance import balance_of
from orders.money.refundable import refundable_of
from orders.statuses import OrderStatus
from orders.totals import order_totals
from orders_service.demo.logins import ADMIN, CLIENTS, CUSTOMER, PASSWORD, STAFF, key_of, secret_of
from orders_service.management.commands import load_demo

pytestmark = pytest.mark.django_db


def run(command, **options):
    said = StringIO()
    call_command(command, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def demo():
    """The demo's orders, each by its channel and number."""
    run("load_demo", with_logins=True)
    return {(order.channel.code, order.number): order for order in Order.objects.select_related("channel", "customer")}


def adjustments_of(order):
    return [(row.type, row.label, row.amount) for row in order.adjustments.order_by("position")]


def aplazames(demo, *, is_paid):
    (order,) = (order for (channel, _), order in demo.items() if channel == "aplazame" and order.is_paid == is_paid)
    return order


# --- what the documents print ----------------------------------------------------------------------------------------


def test_each_document_has_its_storefront(demo):
    assert set(Channel.objects.values_list("code", flat=True)) == {
        "salesman",
        "US_WEB",
        "akinon",
        "lunasoft",
        "aplazame",
    }


def test_salesmans_order_is_held_back(demo):
    order = demo["salesman", "2020-00001"]

    assert order.ref.startswith("2020-")
    assert (order.status, order.email, order.total) == (OrderStatus.HOLD, "user@example.com", Decimal("33.00"))
    assert order.billing_address.line == order.shipping_address.line == "Test address"
    assert order.created_at.isoformat() == "2020-01-10T14:17:24.099278+00:00"
    (item,) = order.items.all()
    assert item.product == {"type": "shop.Product", "id": 1, "name": "Product", "code": "1"}


def test_sylius_order_waits_for_a_bank_transfer_with_its_parcel_ready(demo):
    order = demo["US_WEB", "000000021"]

    assert (order.subtotal, order.shipping_amount, order.total) == (
        Decimal("1000.00"),
        Decimal("35.49"),
        Decimal("1035.49"),
    )
    assert adjustments_of(order) == [("shipping", "DHL Express", Decimal("35.49"))]
    assert order.customer.full_name == "John Doe"
    assert order.shipping_address.city_name == "’Washington"
    assert order.shipping_address.country.code == "US"
    (payment,) = order.payments.all()
    assert (payment.method, payment.amount, payment.completed_at) == ("bank-transfer", Decimal("1035.49"), None)
    (shipment,) = order.shipments.all()
    assert (shipment.state, shipment.method) == ("ready", "dhl_express")


def test_akinons_item_has_been_delivered_to_its_address(demo):
    order = demo["akinon", "45243493"]
    (item,) = order.items.all()

    assert (order.total, order.currency) == (Decimal("629.00"), "USD")
    assert (item.sku, item.status, item.tax_rate) == ("SP-A", 600, 0)
    assert (item.tracking_number, item.shipping_company) == ("5c0095dab3c087befe04c0d5a0155d3e", "hbexpress")
    assert item.shipped_date.isoformat() == item.delivered_date.isoformat() == "2019-01-01T00:00:00+00:00"
    address = order.shipping_address
    assert (address.first_name, address.phone_number, address.postcode) == ("Akinon", "05555555555", "34000")
    assert str(address.township_id) == "13a22409-e32b-4109-99bc-598ddc62c477"


def test_akinons_plan_waits_with_its_amounts(demo):
    order = demo["akinon", "45243492"]
    (plan,) = order.cancellation_plans.all()

    assert (plan.status, plan.plan_type, plan.invoice_number) == ("waiting", "cancel", "1234")
    assert plan.refund_amount == plan.shipping_refund_amount == plan.discount_refund_amount == 1
    assert plan.lines.count() == 2
    assert [item.status for item in order.items.order_by("position")] == [700, 700, 100]


def test_lunasofts_order_is_paid_by_card_and_complete(demo):
    order = demo["lunasoft", "54123"]

    assert (order.total, order.tax_amount, order.is_paid) == (Decimal("322.85"), Decimal("19.86"), True)
    assert adjustments_of(order)[0] == ("shipping", "flat rate", Decimal("13.00"))
    (payment,) = order.payments.all()
    assert (payment.card_brand, payment.card_last4, payment.label) == ("Visa", "0027", "Credit Card")
    assert order.billing_address.state == "UT"
    log = StatusChange.objects.filter(order=order).order_by("-id")[:3]
    assert [(entry.label, entry.note, entry.notify_customer) for entry in log] == [
        ("Complete", "Order has been processed", False),
        ("Shipped", "Order has been shipped", True),
        ("Processing", "Order is processing", True),
    ]
    assert log[0].created_at.isoformat() == "2015-07-15T14:50:07+00:00"


def test_aplazames_order_has_its_article_shipping_and_history(demo):
    order = aplazames(demo, is_paid=False)
    (item,) = order.items.all()

    assert (order.total, order.currency) == (Decimal("310.80"), "EUR")
    assert item.product["name"] == "N°5 eau premiere spray"
    assert (item.unit_price, item.tax_rate) == (Decimal("290.00"), 21)
    assert order.shipping_address.first_name == "Hobbes"
    assert order.shipping_address.alt_phone == "+34917909930"
    entry = CustomerHistoryEntry.objects.get(customer=order.customer)
    assert (entry.reference, entry.amount, entry.status) == ("18857527248912279381", Decimal("120.80"), "cancelled")
    assert entry.shipping["name"] == "Planet Express"


def test_aplazames_other_order_has_as_much_to_refund_as_is_printed(demo):
    order = aplazames(demo, is_paid=True)

    assert order.approved_at is not None
    assert refundable_of(order).remaining_amount == order.total == Decimal("700.70")


# --- by the rules ----------------------------------------------------------------------------------------------------


def test_every_order_adds_up_and_tells_what_happened(demo):
    for order in demo.values():
        items, adjustments = OrderItem.objects.filter(order=order), Adjustment.objects.filter(order=order)
        assert order.total == order_totals(items, adjustments).total
        assert balance_of(order).agrees
        sequences = Event.objects.filter(order=order).order_by("position").values_list("sequence", flat=True)
        assert list(sequences) == list(range(1, order.event_count + 1))


def test_nobody_is_written_to(demo):
    assert Message.objects.exists()
    assert not Message.objects.exclude(state=MessageState.SENT).exists()


def test_loading_it_again_is_a_mistake_unless_once_is_enough(demo):
    before = Order.objects.count(), CustomerAddress.objects.count(), User.objects.count()

    with pytest.raises(CommandError, match="loaded already"):
        run("load_demo")
    said = run("load_demo", once=True, with_logins=True)

    assert said == ""
    assert before == (Order.objects.count(), CustomerAddress.objects.count(), User.objects.count())


def test_orders_up_to_now_are_made_up_once(demo):
    for _ in range(2):
        run("load_demo", once=True, orders=30)

    made_up = Order.objects.filter(channel__code__startswith="shop-")
    assert made_up.count() == 30
    assert Order.objects.count() == len(demo) + 30
    assert not made_up.filter(created_at__lt=timezone.now() - timedelta(days=91)).exists()


def test_what_broke_off_is_carried_on(monkeypatch):
    monkeypatch.setattr(load_demo, "SAMPLES", load_demo.SAMPLES[:2])
    run("load_demo")
    assert Order.objects.count() == 2
    monkeypatch.undo()

    run("load_demo", once=True)

    assert Order.objects.count() == 7


# --- logins ----------------------------------------------------------------------------------------------------------


def test_there_are_no_logins_unless_they_are_asked_for(settings):
    settings.DEBUG = False

    run("load_demo")

    assert Order.objects.exists()
    assert not User.objects.exists()
    assert not ApiClient.objects.exists()
    assert PASSWORD not in run("demo_info")


def test_staff_are_in_their_groups_and_can_sign_in(demo):
    for name, group in STAFF.items():
        person = User.objects.get(username=name)
        assert person.is_staff
        assert [row.name for row in person.groups.all()] == [group]
        assert person.check_password(PASSWORD)
    assert User.objects.get(username=ADMIN).is_superuser


def test_the_customer_of_the_demo_can_sign_in(demo):
    person = User.objects.get(username=CUSTOMER)

    assert not person.is_staff
    assert demo["US_WEB", "000000021"].customer.user == person


def test_the_storefront_gets_a_token_for_its_secret_and_finds_its_order(demo):
    credentials = {"client_id": "demo-storefront", "client_secret": secret_of("demo-storefront")}
    wanted = urlencode({"grant_type": "client_credentials", **credentials})
    answer = Client().post("/oauth/token/", wanted, content_type="application/x-www-form-urlencoded")
    connection = APIClient()
    connection.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access_token']}")

    found = connection.get("/api/v1/orders/").json()["results"]

    assert [order["number"] for order in found] == ["000000021"]
    assert found[0]["total"] == format_amount(Decimal("1035.49"), "USD")


def test_the_integrator_finds_all_orders_by_its_key(demo):
    connection = APIClient()
    connection.credentials(HTTP_AUTHORIZATION=f"Bearer {key_of('demo-integrator')}")

    assert connection.get("/api/v1/orders/").json()["count"] == len(demo)


def test_it_is_told_where_everything_is_and_how_to_get_in(demo, settings):
    printed = run("demo_info")

    assert f"{settings.PUBLIC_URL}/api/docs/" in printed
    assert f"{settings.PUBLIC_URL}/admin/" in printed
    assert PASSWORD in printed
    assert all(secret_of(client) in printed and key_of(client) in printed for client in CLIENTS)
