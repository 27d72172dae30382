"""The list of orders: columns, filters, search, views, and how many queries it takes."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import escape, unescape

import pytest
from django.utils import timezone

from addresses.models import Customer
from common.actors import SYSTEM
from orders.fulfilment.ship import ship_order
from orders.models import Order
from orders.money.refund import RefundRequest, refund_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.sandbox import state_of
from tests.workplace.acting import Desk
from workplace.models import SavedView
from workplace.saved_view import MOST_VIEWS

LIST = "/admin/orders/order/"


@pytest.fixture
def desk(desk_of):
    return desk_of()


@pytest.fixture
def listed(desk):
    """The refs in the list with these parameters."""

    def listed(query="", desk=desk):
        page = desk.get(f"{LIST}?{query}")
        assert page.status_code == 200, page.headers
        return {row.ref for row in page.context["cl"].result_list}

    return listed


def moved(order, to):
    return change_status(order, to=to, actor=SYSTEM, at=timezone.now())


def placed(order, moment):
    Order.objects.filter(pk=order.pk).update(date_placed=moment)
    return state_of(order)


# --- columns ---------------------------------------------------------------------------------------------------------


def test_a_row_says_what_people_scan_for(desk, place, channel):
    order = placed(place(number="WEB-77", currency="KWD"), timezone.now() - timedelta(days=5))

    page = desk.get(LIST).content.decode()

    for shown in (order.ref, "WEB-77", "John Doe", "shop@example.com", "23.500\N{NO-BREAK SPACE}KWD", "5 days"):
        assert shown in page
    for badge in ("Created", "Awaiting payment", "Not shipped"):
        assert re.search(rf'<span class="wp-badge wp-\w+">{badge}</span>', page)
    assert channel.name in page


def test_a_name_in_markup_stays_text(desk, place):
    Customer.objects.update(first_name="<script>alert(1)</script>")
    place()

    assert "<script>alert(1)" not in desk.get(LIST).content.decode()


# --- filters and search ----------------------------------------------------------------------------------------------


def test_states_narrow_the_list_several_at_a_time(listed, place):
    created, held, shipped = place(), moved(place(), OrderStatus.HOLD), moved(place(), OrderStatus.PROCESSING)
    ship_order(shipped, actor=SYSTEM, at=timezone.now())

    assert listed("status=110") == {held.ref}
    assert listed("status=110&status=100") == {held.ref, created.ref}
    assert listed("shipping_status=shipped") == {shipped.ref}
    assert listed("payment_status=awaiting_payment&status=500") == {shipped.ref}
    assert listed("payment_status=paid") == set()


def test_channels_dates_and_amounts_narrow_the_list(listed, place, other_channel):
    Customer.objects.create(
        channel=other_channel, email="a@example.com", created_at=timezone.now(), updated_at=timezone.now()
    )
    old = placed(place(), datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    dear = place(items=[{"sku": "TV", "quantity": 1, "unit_price": Decimal("999.99")}])
    placed(dear, datetime(2026, 2, 1, tzinfo=UTC))

    assert listed("date_placed_from=2026-02-01") == {dear.ref}
    assert listed("date_placed_to=2026-01-31") == {old.ref}
    assert listed("total_from=1003.49&total_to=1003.49") == {dear.ref}
    assert listed("channel=market") == set()
    assert listed("channel=us-web") == {old.ref, dear.ref}


@pytest.mark.parametrize(
    "query",
    [
        "status=abc",
        "needs=nothing",
        "channel=nowhere",
        "date_placed_from=yesterday",
        "q=" + "+".join(["word"] * 1000),
    ],
)
def test_a_filter_that_cannot_be_is_said_to_be_wrong(desk, order, query):
    assert desk.get(f"{LIST}?{query}").headers["Location"] == f"{LIST}?e=1"


def test_a_list_that_could_not_be_narrowed_shows_nothing_and_says_so(desk, order):
    page = desk.get(LIST, {"status": "abc"}, follow=True)

    assert list(page.context["cl"].result_list) == []
    assert "The filters or the search are invalid" in page.content.decode()


def test_a_day_is_understood_as_it_is_written_in_the_readers_language(desk, place):
    old = placed(place(), datetime(2026, 1, 31, 12, tzinfo=UTC))
    place()

    page = desk.get(LIST, {"date_placed_to": "31.01.2026"}, headers={"Accept-Language": "tr"})

    assert list(page.context["cl"].result_list) == [old]


def test_a_sort_turned_round_is_the_same_from_its_end(desk, place):
    newest, held = place(), [moved(place(), OrderStatus.HOLD) for _ in range(2)]
    placed(newest, timezone.now() + timedelta(days=1))

    def refs(query):
        return [order.ref for order in desk.get(f"{LIST}?{query}").context["cl"].result_list]

    assert refs("o=4") == [newest.ref, held[1].ref, held[0].ref]
    for column in range(1, 8):
        assert refs(f"o=-{column}") == refs(f"o={column}")[::-1]


def test_the_last_day_there_is_ends_no_list(listed, order):
    assert listed("date_placed_from=0001-01-01&date_placed_to=9999-12-31") == {order.ref}


def test_anything_on_a_parcel_or_an_e_mail_finds_the_order(listed, place):
    order = place(number="WEB-77", items=[{"sku": "CUP-7", "quantity": 1, "unit_price": Decimal(1)}])
    place()

    for words in (order.ref, "web-77", "cup-7", "cup-7 SHOP@example.com", "doe, cup"):
        assert listed(f"q={words}") >= {order.ref}
    assert listed("q=cup-7 nobody") == set()
    assert listed("q=cup-7,") == {order.ref}


def test_a_name_is_found_as_it_is_typed_on_any_keyboard(listed, place, customer):
    Customer.objects.filter(pk=customer.pk).update(first_name="İbrahim", last_name="Işık")
    order = place()

    for words in ("ibrahim", "IBRAHIM", "İBRAHİM", "ISIK", "isik", "ışık"):
        assert listed(f"q={words}") == {order.ref}


# --- views -----------------------------------------------------------------------------------------------------------


def test_shipped_views_lead_to_what_they_say(desk, listed, place):
    waiting = place()
    ready = moved(place(items=[{"sku": "GIFT", "quantity": 1, "unit_price": Decimal(0)}], adjustments=[]), 200)
    late = placed(
        moved(place(items=[{"sku": "GIFT", "quantity": 1, "unit_price": Decimal(0)}], adjustments=[]), 200),
        timezone.now() - timedelta(days=2, minutes=1),
    )
    views = {str(view.name): view.query for view in desk.get(LIST).context["views"]}

    assert listed(views["All"]) == {waiting.ref, ready.ref, late.ref}
    assert listed(views["Waiting for payment"]) == {waiting.ref}
    assert listed(views["Ready to ship"]) == {ready.ref, late.ref}
    assert listed(views["Paid, not shipped, older than 2 days"]) == {late.ref}


def test_whatever_the_warehouse_can_send_is_ready_to_ship(desk, listed, place, money):
    trusted = moved(place(), OrderStatus.PROCESSING)
    part_refunded, part_sent, sent, refunded = place(), place(), place(), place()
    for order in (part_refunded, part_sent, sent, refunded):
        money.pay(order)
    refund_order(state_of(part_refunded), RefundRequest(amount=Decimal("1.00")), actor=SYSTEM, at=timezone.now())
    refund_order(state_of(refunded), RefundRequest(), actor=SYSTEM, at=timezone.now())
    piece = {"item": part_sent.items.get().pk, "quantity": 1}
    ship_order(state_of(part_sent), lines=[piece], actor=SYSTEM, at=timezone.now())
    ship_order(state_of(sent), actor=SYSTEM, at=timezone.now())

    ready = next(view.query for view in desk.get(LIST).context["views"] if str(view.name) == "Ready to ship")

    assert listed(ready) == {trusted.ref, part_refunded.ref, part_sent.ref}


def test_an_order_leads_back_to_the_list_as_it_was_also_after_something_was_done(client, staff, place):
    client.force_login(staff)
    order = place()
    query = "status=100&status=110&q=mug"
    listed = client.get(f"{LIST}?{query}").content.decode()

    page = client.get(unescape(re.search(rf'href="({LIST}{order.pk}/change/[^"]*)"', listed)[1])).content.decode()
    form = unescape(re.search(rf'href="({LIST}{order.pk}/note/[^"]*)"', page)[1])
    preview = client.post(form, {"message": "Called.", "preview": "1"})
    done = client.post(form, Desk(client).confirmation(preview), follow=True).content.decode()

    assert f'href="{LIST}?{escape(query)}"' in page
    assert f'href="{LIST}?{escape(query)}"' in preview.content.decode()
    assert "The note is written." in done
    assert f'href="{LIST}?{escape(query)}"' in done


def test_a_person_keeps_the_present_filters_by_a_name_and_deletes_them(desk, order):
    kept = desk.post(f"{LIST}views/keep/", {"name": "Held, dear", "query": "q=mug&p=3&status=110&status="}, follow=True)

    view = SavedView.objects.get()
    assert (view.owner, view.name, view.query) == (desk.user, "Held, dear", "q=mug&status=110")
    assert kept.redirect_chain[0][0] == f"{LIST}?q=mug&status=110"
    assert [(tab.name, tab.current) for tab in kept.context["kept_views"]] == [("Held, dear", True)]
    assert not kept.context["can_keep"]

    desk.post(f"{LIST}views/{view.pk}/forget/")

    assert not SavedView.objects.exists()


def test_a_view_of_the_same_name_is_replaced(desk):
    for query in ("status=110", "status=200"):
        desk.post(f"{LIST}views/keep/", {"name": "Mine", "query": query})

    assert [view.query for view in SavedView.objects.all()] == ["status=200"]


def test_views_are_nobody_elses_business(desk, desk_of):
    desk.post(f"{LIST}views/keep/", {"name": "Mine", "query": "status=110"})
    colleague, view = desk_of("Support"), SavedView.objects.get()

    assert colleague.get(LIST).context["kept_views"] == []
    assert colleague.post(f"{LIST}views/{view.pk}/forget/").status_code == 404
    assert SavedView.objects.exists()


def test_a_view_needs_a_name_and_there_are_not_too_many(desk):
    at = timezone.now()
    SavedView.objects.bulk_create(
        SavedView(owner=desk.user, name=f"View {number}", query="q=1", created_at=at) for number in range(MOST_VIEWS)
    )

    nameless = desk.post(f"{LIST}views/keep/", {"name": " ", "query": "q=1"}, follow=True)
    one_more = desk.post(f"{LIST}views/keep/", {"name": "One more", "query": "q=1"}, follow=True)

    assert "needs a name" in nameless.content.decode()
    assert f"You keep {MOST_VIEWS} views already" in one_more.content.decode()
    assert SavedView.objects.count() == MOST_VIEWS


def test_views_are_kept_and_deleted_by_post_only(desk):
    assert desk.get(f"{LIST}views/keep/").status_code == 405
