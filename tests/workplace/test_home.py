"""The first page: what needs a person now, and what the page costs."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cancellations.models import CancellationPlan
from events.models import Delivery, Message, MessageState
from events.webhooks.endpoints import change_endpoint, register_endpoint
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import Order
from orders.money.pay import start_payment
from orders.money.refund import RefundRequest, refund_order
from orders.resend_mail import resend_last_mail
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.models import Payment
from tests.sandbox import state_of
from workplace.daily_sums import take_daily_sums
from workplace.work_queue import QUEUES

HOME = "/admin/"
WEBHOOKS = "/admin/events/delivery/?needs=redelivery"
TEXTS = "/admin/events/mailtext/"
GIFT = {"items": [{"sku": "GIFT", "quantity": 1, "unit_price": Decimal(0)}], "adjustments": []}


def tasks(desk):
    """How many orders wait, by what they need."""
    return {task.url.partition("needs=")[2]: task.number for task in desk.get(HOME).context["tasks"]}


@pytest.fixture
def waiting(place, money, sandbox, transferred, now):
    """Orders by what they need, and one of each that needs nothing."""
    found = {}
    place()

    by_hand = found["refund_manually"] = transferred(place())
    refund_order(by_hand, request=RefundRequest(amount=Decimal("1.00")), **now)
    refund_order(state_of(by_hand), request=RefundRequest(amount=Decimal("2.00")), **now)

    unknown = found["refund_unknown"] = place()
    money.pay(unknown)
    sandbox.misbehave("refund", "cut_after")
    refund_order(state_of(unknown), request=RefundRequest(amount=Decimal("1.00")), **now)

    undecided = found["plan_to_decide"] = place()
    open_plan(undecided, NewPlan(plan_type="cancel"), **now)
    cancel_order(place(), **now)

    failed = found["plan_failed"] = place()
    plan = open_plan(failed, NewPlan(plan_type="cancel"), **now)
    for status in ("approved", "failed"):
        CancellationPlan.objects.filter(pk=plan.pk).update(status=status)

    start_payment(found.setdefault("payment_to_confirm", place()), method="cash-on-delivery", **now)
    start_payment(place(), method="sandbox-card", **now)

    kept = found["payment_to_decide"] = transferred(place())
    Payment.objects.filter(order=kept).update(needs_human=True, attention="overpaid")

    silent = found["payment_unknown"] = place()
    Payment.objects.filter(pk=start_payment(silent, method="sandbox-card", **now).pk).update(needs_human=True)

    late = found["late_shipment"] = change_status(place(**GIFT), to=OrderStatus.PROCESSING, **now)
    Order.objects.filter(pk=late.pk).update(date_placed=timezone.now() - timedelta(days=2, minutes=1))
    change_status(place(**GIFT), to=OrderStatus.PROCESSING, **now)

    unwritten = found["mail_failed"] = place()
    change_status(unwritten, to=OrderStatus.HOLD, notify_customer=True, **now)
    Message.objects.update(state="given_up")
    change_status(place(), to=OrderStatus.HOLD, notify_customer=True, **now)
    return found


def test_each_task_counts_the_orders_in_the_list_it_leads_to(desk_of, waiting):
    desk = desk_of()
    shown = {task.url: task for task in desk.get(HOME).context["tasks"] if task.url not in (WEBHOOKS, TEXTS)}

    listed = {url: [row.ref for row in desk.get(url).context["cl"].result_list] for url in shown}

    assert listed == {f"/admin/orders/order/?needs={need}": [order.ref] for need, order in waiting.items()}
    assert {url: int(task.count) for url, task in shown.items()} == {url: len(refs) for url, refs in listed.items()}
    assert set(waiting) == set(QUEUES)


@pytest.fixture
def webhooks(place):
    """Messages that were given up, and others of every kind that nobody needs to see to."""
    on, off = (register_endpoint("https://shop.example/", client=None, at=timezone.now()) for _ in range(2))
    change_endpoint(off, at=timezone.now(), changes={"enabled": False})
    common = {"due_at": timezone.now(), "created_at": timezone.now(), "type": "order.placed"}

    def deliveries(endpoint, state, event, **columns):
        return Delivery.objects.create(endpoint=endpoint, state=state, event=event, **common | columns)

    events = [place().events.get() for _ in range(4)]
    deliveries(on, "waiting", events[0])
    deliveries(on, "delivered", events[1], delivered_at=timezone.now())
    deliveries(on, "failed", None, type="webhook.test")
    deliveries(off, "failed", events[0])
    return [deliveries(on, "failed", event) for event in events[2:]]


def test_webhooks_that_could_not_be_delivered_are_counted_and_listed(desk_of, webhooks):
    desk = desk_of()
    (task,) = [task for task in desk.get(HOME).context["tasks"] if task.url == WEBHOOKS]

    listed = list(desk.get(task.url).context["cl"].result_list)

    assert (str(task.title), task.count) == ("Webhooks that could not be delivered", "2")
    assert sorted(row.pk for row in listed) == sorted(row.pk for row in webhooks)


def test_webhooks_are_the_task_of_who_may_manage_them_orders_or_not(desk_of, webhooks):
    desk = desk_of("Warehouse")
    before = desk.get(HOME).context["tasks"]
    desk.user.groups.clear()
    desk.user.user_permissions.add(Permission.objects.get(codename="change_webhookendpoint"))

    page = desk.get(HOME)

    assert WEBHOOKS not in [task.url for task in before]
    assert [(task.url, task.number) for task in page.context["tasks"]] == [(WEBHOOKS, 2)]
    assert WEBHOOKS in page.content.decode()
    assert desk.get(WEBHOOKS).status_code == 200


def test_what_waits_for_nobody_stands_behind_what_does(desk_of, place, now):
    start_payment(place(), method="bank-transfer", **now)

    shown = [(task.number, str(task.title)) for task in desk_of("Finance").get(HOME).context["tasks"]]

    assert shown[0] == (1, "Payments to confirm")
    assert {number for number, _title in shown[1:]} == {0}


MONEY = {"refund_unknown", "refund_manually", "payment_to_confirm", "payment_to_decide", "payment_unknown"}
PLANS = {"plan_to_decide", "plan_failed"}
MAY = {
    "Support": PLANS | {"mail_failed"},
    "Warehouse": {"late_shipment"},
    "Finance": MONEY | PLANS,
}


@pytest.mark.parametrize("role", MAY)
def test_everybody_sees_their_own_tasks_only(desk_of, waiting, role):
    desk = desk_of(role)

    assert tasks(desk) == dict.fromkeys(MAY[role], 1)
    for need in set(QUEUES) - MAY[role]:
        assert desk.get(f"/admin/orders/order/?needs={need}").headers["Location"].endswith("?e=1")


def test_a_count_is_capped(desk_of, place, monkeypatch, now):
    monkeypatch.setattr("workplace.admin.home.MOST_COUNTED", 2)
    for _ in range(4):
        start_payment(place(), method="bank-transfer", **now)

    shown = {str(task.title): task.count for task in desk_of().get(HOME).context["tasks"]}

    assert shown["Payments to confirm"] == "2+"


def test_an_order_of_which_much_waits_counts_once_and_hides_no_other(desk_of, place, monkeypatch, now):
    monkeypatch.setattr("workplace.admin.home.MOST_COUNTED", 2)
    busy, other = place(), place()
    change_status(busy, to=OrderStatus.PROCESSING, notify_customer=True, **now)
    for _ in range(20):
        resend_last_mail(busy, **now)
    change_status(other, to=OrderStatus.PROCESSING, notify_customer=True, **now)
    Message.objects.update(state=MessageState.GIVEN_UP)

    assert QUEUES["mail_failed"].count(timezone.now(), most=2) == 2
    assert QUEUES["mail_failed"].count(timezone.now(), most=1) == 2


# --- speed -----------------------------------------------------------------------------------------------------------

QUERIES = [
    "access_session",  # who is signed in
    "access_user",  # the person
    "otp_totp_totpdevice",  # whether a code is missing
    "orders_channel",  # the channels to choose from
    "workplace_sumstaken",  # when days were summed up
    *["workplace_dailysum"] * 2,  # orders and their worth by day and currency; orders by status
    *["workplace_dailysum"] * 3,  # payments by method; refunds by day; how long orders took to be shipped
    *["payments_refund"] * 2,  # how many orders wait for a refund: of unknown outcome, by hand
    *["cancellations_cancellationplan"] * 2,  # and for a plan: to be decided, failed
    *["payments_payment"] * 3,  # and for a payment: to be decided about, to be confirmed, of unknown outcome
    "orders_order",  # and to be shipped
    "events_message",  # and for an e-mail
    "addresses_customer",  # whether the person is a customer, too
    "events_mailtext",  # how many texts of e-mails cannot be used
    "events_delivery",  # how many webhooks could not be delivered
]


@pytest.mark.parametrize("orders", [1, 20])
def test_the_page_takes_these_queries_however_many_orders_there_are(desk_of, place, orders, transferred):
    for _ in range(orders):
        transferred(place())
    take_daily_sums(timezone.now())
    desk = desk_of()

    with CaptureQueriesContext(connection) as queries:
        desk.get(HOME)

    tables = [re.search(r'FROM (?:\(SELECT .*?FROM )*"(\w+)"', query["sql"]) for query in queries.captured_queries]
    assert [found[1] for found in tables if found] == QUERIES


def test_times_and_days_are_those_of_the_staffs_time_zone(desk_of, order, settings, time_machine):
    settings.STAFF_TIME_ZONE = ZoneInfo("Europe/Istanbul")
    Order.objects.update(date_placed=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))
    time_machine.move_to(datetime(2026, 3, 1, 23, 0, tzinfo=UTC))
    desk = desk_of()

    home = desk.get(HOME).content.decode()
    listed = [
        len(desk.get("/admin/orders/order/", {"date_placed_from": day}).context["cl"].result_list)
        for day in ("2026-03-02", "2026-03-03")
    ]

    assert "2 Mar 2026, 02:00" in home
    assert "2 Mar 2026, 01:30" in desk.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert listed == [1, 0]
