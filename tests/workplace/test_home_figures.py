"""The first page: how business goes, by the days that the worker sums up."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from addresses.models import Customer
from common.actors import SYSTEM
from orders.fulfilment.ship import ship_order
from orders.models import Order, Shipment
from orders.money.refund import RefundRequest, refund_order
from orders.place import NewOrder, place_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.models import Payment, Refund
from tests.conftest import ITEM
from workplace.daily_sums import TAKEN_EVERY, TRUSTED_FOR, take_daily_sums
from workplace.figures import Scope, figures
from workplace.models import DailySum, SumsTaken

HOME = "/admin/"
TODAY = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)


@pytest.fixture
def book(place, other_channel, transferred, now):
    """Three orders in dollars, one of them cancelled, and one in euros elsewhere."""
    at = timezone.now()
    buyer = Customer.objects.create(channel=other_channel, email="a@example.com", created_at=at, updated_at=at)
    first, second, cancelled, old = transferred(place()), place(), place(), place()
    change_status(cancelled, to=OrderStatus.CANCELLED, **now)
    euros = place_order(
        NewOrder(channel=other_channel, customer=buyer.id, currency="EUR", items=[ITEM]), actor=SYSTEM, at=at
    )
    refund = refund_order(first, request=RefundRequest(amount=Decimal("3.50")), **now).refunds[0]
    ship_order(second, **now)
    for order, moment in (
        (first, "2026-03-10T09:00"), (second, "2026-03-09T23:59"), (cancelled, "2026-03-09T00:00"),
        (euros, "2026-03-04T00:00"), (old, "2026-03-03T23:59"),
    ):  # fmt: skip
        Order.objects.filter(pk=order.pk).update(date_placed=datetime.fromisoformat(moment).replace(tzinfo=UTC))
    Payment.objects.update(created_at=TODAY)
    Refund.objects.filter(pk=refund.pk).update(created_at=TODAY, status="succeeded", settled_at=TODAY)
    Shipment.objects.filter(order=second, state="shipped").update(shipped_at=TODAY + timedelta(hours=12))
    take_daily_sums(TODAY)
    return first


def test_the_figures_of_a_week_are_exact(book):
    week = figures(Scope(7, TODAY.date()))

    ninth, tenth, fourth = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 4)
    assert (week.dates[0], week.dates[-1], len(week.dates)) == (fourth, tenth, 7)
    assert week.orders == {tenth: 1, ninth: 2, fourth: 1}
    assert week.worth == {
        "USD": {tenth: Decimal("23.50"), ninth: Decimal("23.50")},
        "EUR": {fourth: Decimal("20.00")},
    }
    assert week.statuses == {OrderStatus.PROCESSING: 1, OrderStatus.SHIPPED: 1, OrderStatus.CANCELLED: 1, 100: 1}
    assert week.methods == [("bank-transfer", "USD", 1, Decimal("23.50"))]
    assert week.refunds == {"USD": {tenth: (1, Decimal("3.50"))}}
    assert week.shipped_within == [0, 1, 0, 0, 0, 0, 0]


def test_the_figures_of_a_channel_are_its_own(book, channel, other_channel):
    elsewhere = figures(Scope(7, TODAY.date(), [other_channel.pk]))

    assert elsewhere.worth == {"EUR": {date(2026, 3, 4): Decimal("20.00")}}
    assert (elsewhere.methods, elsewhere.refunds, sum(elsewhere.shipped_within)) == ([], {}, 0)
    assert sum(figures(Scope(7, TODAY.date(), [channel.pk])).orders.values()) == 3


def test_a_draft_is_no_order_yet(draft):
    take_daily_sums(timezone.now())

    assert not DailySum.objects.exists()


def test_the_page_draws_a_period_of_a_channel_and_says_the_same_in_tables(desk_of, book, time_machine):
    time_machine.move_to(TODAY)
    desk = desk_of()

    page = desk.get(HOME, {"days": "7", "channel": "us-web"})
    charts = {str(chart.title): chart for chart in page.context["charts"]}

    assert charts["Orders a day"].values == [0, 0, 0, 0, 0, 2, 1]
    assert charts["Revenue a day in USD"].total == "47.00\N{NO-BREAK SPACE}USD"
    assert "Revenue a day in EUR" not in charts
    text = page.content.decode()
    assert text.count("<canvas") == text.count("<details") == sum(not chart.is_empty for chart in charts.values())
    assert '<th scope="row">9 Mar</th><td class="wp-number">2</td>' in text
    assert "As of 10 Mar 2026, 15:00" in text


def test_currencies_are_never_added_together(desk_of, book, time_machine):
    time_machine.move_to(TODAY)

    charts = {str(chart.title): chart for chart in desk_of().get(HOME, {"days": "7"}).context["charts"]}

    assert charts["Revenue a day in USD"].total == "47.00\N{NO-BREAK SPACE}USD"
    assert charts["Revenue a day in EUR"].total == "20.00\N{NO-BREAK SPACE}EUR"
    assert charts["Revenue a day in USD"].headers == ["Day", "USD", "EUR"]


@pytest.mark.parametrize(("language", "method"), [("en", "Bank transfer, USD"), ("tr", "Banka havalesi, USD")])
def test_ways_to_pay_are_called_as_people_know_them(desk_of, book, time_machine, language, method):
    time_machine.move_to(TODAY)

    page = desk_of().get(HOME, {"days": "7"}, headers={"Accept-Language": language})

    assert [method] in [chart.labels for chart in page.context["charts"]]


@pytest.mark.parametrize("query", [{"days": "8"}, {"days": "x"}, {"channel": "nowhere"}])
def test_a_period_or_channel_that_is_not_offered_is_the_usual_one(desk_of, db, query):
    page = desk_of().get(HOME, query)

    assert (page.context["days"], page.context["channel"]) == (30, None)


def orders_drawn(desk):
    return sum(desk.get(HOME).context["charts"][0].values)


@pytest.mark.usefixtures("feed_of_now")
def test_figures_are_as_the_worker_left_them(desk_of, place):
    desk, start = desk_of(), timezone.now()
    take_daily_sums(start - TAKEN_EVERY)
    place()

    assert orders_drawn(desk) == 0
    take_daily_sums(start)
    assert orders_drawn(desk) == 1


def test_while_days_are_summed_up_for_the_first_time_the_page_says_so(desk_of, order):
    SumsTaken.objects.create(pk=1, begun_at=timezone.now())

    assert "The days are being summed up for the first time." in desk_of().get(HOME).content.decode()


@pytest.mark.usefixtures("feed_of_now")
def test_without_a_worker_the_page_takes_the_figures_itself_now_and_then(desk_of, place, time_machine):
    start = timezone.now().replace(hour=12)
    time_machine.move_to(start, tick=False)
    desk = desk_of()
    assert orders_drawn(desk) == 0
    place()

    time_machine.move_to(start + TRUSTED_FOR - timedelta(seconds=1), tick=False)
    assert orders_drawn(desk) == 0
    time_machine.move_to(start + TRUSTED_FOR, tick=False)
    assert orders_drawn(desk) == 1


def test_figures_are_of_the_days_of_the_staffs_time_zone_also_when_it_changes(desk_of, order, settings, time_machine):
    Order.objects.update(date_placed=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))
    desk = desk_of()
    days = []

    for minute, zone in enumerate(("UTC", "Europe/Istanbul")):
        time_machine.move_to(datetime(2026, 3, 2, 12, minute, tzinfo=UTC))
        settings.STAFF_TIME_ZONE = ZoneInfo(zone)
        days.append(desk.get(HOME).context["charts"][0].values[-2:])

    assert days == [[1, 0], [0, 1]]


def test_charts_of_money_are_for_who_may_see_money(desk_of, book, time_machine):
    time_machine.move_to(TODAY, tick=False)

    def titles(role):
        return {str(chart.title) for chart in desk_of(role).get(HOME).context["charts"]}

    about_money = {"Payment methods", "Refunds a day", "Revenue a day in USD", "Revenue a day in EUR"}
    assert about_money <= titles("Finance")
    assert not about_money & titles("Warehouse")


def test_who_may_not_see_orders_finds_neither_tasks_nor_charts(desk_of, book):
    desk = desk_of("Support")
    desk.user.groups.clear()

    page = desk.get(HOME)

    assert page.status_code == 200
    assert "charts" not in page.context
    assert "23.50" not in page.content.decode()
