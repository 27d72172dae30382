"""The order's page answers a phone call: everything about the order, for those who may know it, in few queries."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.models import User
from cancellations.statuses import PlanType
from common.actors import SYSTEM, Actor, ActorKind
from events.models import Event
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import cancel_plan, open_plan
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking, split_shipment
from orders.models import Order
from orders.money.refund import RefundRequest, refund_order
from orders.notes import NewNote, add_notes
from tests.sandbox import state_of
from tests.untouched import nothing_changes
from tests.workplace.acting import Desk
from workplace.admin.page import order_page

STAFF = Actor(ActorKind.STAFF, "warehouse-1")

QUERIES = [
    "access_session",  # who is signed in
    "access_user",  # the person
    "otp_totp_totpdevice",  # whether a code is missing
    "auth_permission",  # what the person may do: their own permissions
    "auth_permission",  # and those of their groups
    "orders_order",  # the order with channel, customer and addresses
    "orders_orderitem",  # the items
    "orders_adjustment",  # what was added to the total or taken off it
    "orders_shipment",  # the parcels
    "orders_shipmentline",  # what is in them
    "payments_payment",  # the payments
    "payments_refund",  # their refunds
    "cancellations_cancellationplan",  # cancellations and returns
    "cancellations_planline",  # their units
    "orders_withdrawal",  # what was withdrawn from
    "events_message",  # the newest e-mails
    "addresses_customer",  # whether the person is a customer too, as for the API
    "orders_note",  # the newest notes
    "events_event",  # one stretch of the timeline
    "orders_order",  # the customer's other orders
    "orders_shipment",  # whether there is a parcel to print a packing slip for
    "payments_refund",  # whether there is a refund to print a note of
]


def read(page):
    return re.sub(r"\s+", " ", page.content.decode())


def args():
    return {"actor": STAFF, "at": timezone.now()}


@pytest.fixture
def lived(paid):
    """An order that much has happened to, once."""
    cups = paid.items.get(sku="CUP")
    ship_order(
        paid, lines=[{"item": cups.pk, "quantity": 2}], tracking=Tracking("DHL", "JD01", "https://example.com/JD01"),
        notify_customer=True, **args(),
    )  # fmt: skip
    refund_order(state_of(paid), RefundRequest(amount=Decimal("2.00"), reason="Late"), **args())
    open_plan(state_of(paid), NewPlan(plan_type=PlanType.REFUND, lines=[{"item": cups.pk, "quantity": 1}]), **args())
    add_notes(state_of(paid), [NewNote("Called on Monday.")], **args())
    return state_of(paid)


def grown(order, place):
    """The same, many times over."""
    plan = order.cancellation_plans.get()
    for _ in range(3):
        cancel_plan(plan, **args())
        line = {"item": order.items.get(sku="CUP").pk, "quantity": 1}
        plan = open_plan(state_of(order), NewPlan(plan_type=PlanType.REFUND, lines=[line]), **args())
    for _ in range(4):
        refund_order(state_of(order), RefundRequest(amount=Decimal("0.50")), **args())
        add_notes(state_of(order), [NewNote("Called again.")] * 10, **args())
        place()
    split_shipment(state_of(order), lines=[{"item": order.items.get(sku="PLATE").pk, "quantity": 1}], **args())


def tables(desk, order):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert desk.page(order).status_code == 200
    return [re.search(r'FROM "(\w+)"', query["sql"])[1] for query in captured if query["sql"].startswith("SELECT")]


def test_the_page_takes_the_same_queries_for_a_short_life_and_for_a_long_one(desk, lived, place):
    assert sorted(tables(desk, lived)) == sorted(QUERIES)

    grown(lived, place)

    assert sorted(tables(desk, lived)) == sorted(QUERIES)


def test_the_page_changes_nothing(desk, lived):
    with nothing_changes():
        desk.page(lived)
        assert desk.client.post(reverse("admin:orders_order_change", args=[lived.pk]), {}).status_code == 403


def test_everything_a_caller_may_ask_about_is_there(desk, lived, place):
    other = place()

    text = read(desk.page(lived))

    for part in [
        lived.ref, "US Web Store", "Processing", "Partially shipped", "Cup", "Plate", "23.50 USD",
        "Card, visa •••• 4242", "Late", "JD01", 'href="https://example.com/JD01"', "John Doe", "shop@example.com",
        other.ref, "Called on Monday.", "Shipped: 2 × Cup.", "warehouse-1",
    ]:  # fmt: skip
        assert part in text, part


def test_each_stage_of_the_units_is_counted(desk, lived):
    row = re.search(
        r"<tr>\s*<th scope=\"row\"><span class=\"os-name\">Cup.*?</tr>", desk.page(lived).content.decode(), re.S
    )[0]

    assert re.findall(r'data-label="(\w+)">(\d+)</td>', row) == [
        ("Ordered", "3"), ("Ready", "1"), ("Shipped", "2"), ("Delivered", "0"), ("Cancelled", "0"), ("Returned", "0"),
    ]  # fmt: skip


def test_the_money_panel_says_what_is_where(desk, lived, sandbox):
    sandbox.misbehave("refund", "silent", seconds=3)
    refund_order(lived, RefundRequest(amount=Decimal("4.00")), **args())

    page = desk.page(lived).context["page"]

    assert (page.order.amount_paid, page.order.amount_refunded) == (Decimal("23.50"), Decimal("2.00"))
    assert (page.reserved, page.unknown, page.remaining) == (Decimal("4.00"), Decimal("4.00"), Decimal("17.50"))


def test_what_is_possible_is_a_link_and_what_is_not_says_why(desk, lived):
    text = read(desk.page(lived))

    assert f'href="{desk.url(lived, "refund")}"' in text
    assert f'href="{desk.url(lived, "correct-shipping-address")}"' in text
    assert f'href="{desk.url(lived, "release")}"' not in text
    assert "Can&#x27;t change order with status &#x27;Processing&#x27; to" in text


def test_what_is_done_to_rows_that_the_order_does_not_have_is_not_mentioned(desk, order):
    action_groups = desk.page(order).context["action_groups"]

    offered = [action for offer in action_groups for action, _found in offer.possible]
    blocked = [action for offer in action_groups for actions in offer.blocked.values() for action in actions]
    assert {action.rows for action in [*offered, *blocked]} == {"", "items", "shipments"}


def test_the_head_says_who_calls_and_how_many_notes_there_are(desk, place):
    order = place()
    known = {"first_name": "Joan", "last_name": "Doe", "phone": "+15550001"}
    Order.objects.filter(pk=order.pk).update(customer_note="Ring twice.", **known)
    add_notes(order, [NewNote("Called on Monday.")], **args())

    head = re.search(r'<section class="os-head".*?</section>', read(desk.page(order)), re.S)[0]

    assert "Joan Doe" in head
    assert 'href="tel:+15550001"' in head
    assert f'href="mailto:{order.email}"' in head
    assert '<a href="#notes">2 notes</a>' in head


def test_what_takes_unsent_units_along_says_so_before_it_is_filled_in(desk, paid):
    sentence = "4 units are not shipped. This marks them as shipped and delivered."
    assert sentence in read(desk.open(paid, "complete"))

    ship_order(paid, **args())

    assert "not shipped. This says" not in read(desk.open(paid, "complete"))


def test_the_present_status_is_lit(desk, lived):
    lit = re.search(r'<g class="lit">.*?</g>', desk.page(lived).content.decode(), re.S)[0]

    assert "Processing" in lit


def test_the_timeline_is_newest_first_and_leafed_through(desk, lived, place):
    grown(lived, place)
    count = state_of(lived).event_count

    first = desk.page(lived).context["timeline"]
    assert [event.sequence for event, _sentence, _said in first.entries] == list(range(count, count - 20, -1))
    url = reverse("admin:orders_order_change", args=[lived.pk])
    second = desk.client.get(url, {"timeline": first.older}).context["timeline"]
    assert second.entries[0][0].sequence == count - 20
    whole = desk.client.get(url, {"timeline": "all"}).context["timeline"]
    assert (len(whole.entries), whole.is_whole) == (count, True)


@pytest.mark.parametrize("strange", ["-1", "0", "x", "99999999999", "²"])
def test_a_strange_stretch_of_the_timeline_does_no_harm(desk, lived, strange):
    url = reverse("admin:orders_order_change", args=[lived.pk])

    assert desk.client.get(url, {"timeline": strange}).status_code == 200


def test_every_kind_of_event_is_told_in_a_sentence(desk, lived):
    for event, sentence, _said in (
        desk.client.get(reverse("admin:orders_order_change", args=[lived.pk]), {"timeline": "all"})
        .context["timeline"]
        .entries
    ):
        assert sentence.endswith("."), event.type
        assert "{" not in sentence, event.type
        assert "…" not in sentence, event.type
    assert Event.objects.filter(order=lived).count() > 10


@pytest.mark.parametrize(
    ("group", "shown", "hidden"),
    [
        ("Support", ["Payments and refunds", "Write a note", "Timeline"], [">Refund<", ">Ship units<"]),
        (
            "Warehouse",
            [">Ship units<", "Pack an item"],
            ["Payments and refunds", ">Refund<", "Write a note", "Timeline"],
        ),
        ("Finance", [">Refund<", "Payments and refunds", "Timeline"], [">Ship units<", "Write a note"]),
    ],
)
def test_each_group_sees_what_is_its_job(paid, group, shown, hidden):
    person = User.objects.create_user(
        f"{group.lower()}-9", password="a long password", is_staff=True, reaches_all_channels=True
    )
    person.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(person)

    text = read(Desk(client).page(paid))

    assert [part for part in shown if part not in text] == []
    assert [part for part in hidden if part in text] == []


def test_numbers_of_identity_are_for_those_who_may_read_addresses(desk, place, staff):
    order = place(shipping_address={"line": "1 Main St", "country_code": "US", "identity_number": "ID-4711"})
    assert "ID-4711" in read(desk.page(order))

    staff.user_permissions.remove(*staff.user_permissions.filter(codename="view_customeraddress"))

    assert "ID-4711" not in read(desk.page(order))


def test_an_order_that_does_not_exist_leads_back_to_the_list(desk, order):
    for strange in ("nonsense", "01a1fee5-1c48-7908-804e-885115003129"):
        answer = desk.client.get(reverse("admin:orders_order_change", args=[strange]))
        assert answer.status_code == 302


def test_what_a_storefront_wrote_is_shown_as_text(desk, place):
    script = "<script>alert(1)</script>"
    item = {"sku": script, "quantity": 1, "unit_price": Decimal(1), "product": {"name": script}}
    order = place(items=[item], shipping_address={"line": script, "country_code": "US"})
    add_notes(order, [NewNote(script)], actor=SYSTEM, at=timezone.now() + timedelta(seconds=1))

    assert script not in desk.page(order).content.decode()


def test_units_in_several_ready_parcels_are_counted_together(desk, place, now):
    order = place(items=[{"sku": "CUP", "quantity": 5, "unit_price": Decimal("1.00")}])
    item = order.items.get()
    split_shipment(order, lines=[{"item": item.pk, "quantity": 2}], **now)

    assert order_page(order).in_ready_shipments(item) == 5


def test_an_order_with_many_items_draws_no_template_for_each(desk, place):
    def drawn(count):
        items = [{"sku": f"CUP-{number}", "quantity": 1, "unit_price": Decimal("1.00")} for number in range(count)]
        return len(desk.page(place(items=items)).templates)

    assert drawn(30) == drawn(3)
