"""Staff read words and badges, one form of dates, and what a list is narrowed by; never words of the API."""

import re
from decimal import Decimal

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import override

from cancellations.statuses import PlanStatus, PlanType
from common.countries import choices, name_of
from events.models import Delivery, DeliveryState, Event
from events.webhooks.endpoints import register_endpoint
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import Order
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import CancelStatus
from workplace import labels

LIST = reverse("admin:orders_order_changelist")


@pytest.fixture
def busy(place, money, now):
    """An order with something of everything that has a state."""
    order = place()
    money.pay(order)
    refund_order(Order.objects.get(pk=order.pk), RefundRequest(amount=Decimal(1)), **now)
    open_plan(Order.objects.get(pk=order.pk), NewPlan(PlanType.CANCEL), **now)
    return Order.objects.get(pk=order.pk)


def changelist(label):
    return reverse(f"admin:{label}_changelist")


@pytest.mark.parametrize(
    ("label", "badge"),
    [
        ("orders_orderitem", "Cancellation waiting"), ("orders_shipment", "Ready"), ("payments_payment", "Completed"),
        ("payments_refund", "Succeeded"), ("cancellations_cancellationplan", "Waiting"),
        ("orders_statuschange", "Created"),
    ],
)  # fmt: skip
def test_states_are_badges_in_every_list(admin_client, busy, label, badge):
    page = admin_client.get(changelist(label)).content.decode()

    assert re.search(rf'<span class="wp-badge wp-\w+">{badge}</span>', page)


def test_states_are_badges_on_the_page_of_a_row_too(admin_client, busy):
    page = admin_client.get(reverse("admin:orders_orderitem_change", args=[busy.items.get().pk])).content.decode()

    assert '<span class="wp-badge wp-care">Cancellation waiting</span>' in page


def test_every_state_of_a_delivery_has_a_badge():
    assert set(labels.DELIVERY_STATES) == set(DeliveryState)


def test_no_word_of_the_api_is_a_label():
    """A label that Django makes of a published word is one only where it is a word of people, too."""
    for choices_ in (PlanStatus, CancelStatus):
        assert {str(label) for label in choices_.labels} <= {str(text) for text, _tone in labels.PLAN_STATUSES.values()}


def test_the_filters_of_lists_offer_words(admin_client, busy):
    page = admin_client.get(changelist("cancellations_cancellationplan")).content.decode()
    mails = admin_client.get(changelist("events_message")).content.decode()

    assert "Manual refund needed" in page
    assert "Manuel" not in page
    assert "Payment received" in mails


def test_dates_have_one_form_everywhere(admin_client, busy):
    form = re.compile(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d\b")
    pages = [
        reverse("admin:orders_order_change", args=[busy.pk]), changelist("payments_payment"),
        reverse("admin:payments_payment_change", args=[busy.payments.get().pk]), changelist("events_event"),
        reverse("admin:addresses_customer_change", args=[busy.customer_id]),
    ]  # fmt: skip

    for page in pages:
        text = admin_client.get(page).content.decode()
        assert form.search(text), page
        assert not re.search(r"\b(a\.m\.|p\.m\.|noon|midnight)|\d{4}, \d{1,2}:\d\d:\d\d", text), page


def test_what_narrows_a_list_is_said_in_words_and_taken_away(admin_client, busy, channel):
    query = f"status=100&status=110&channel={channel.code}&total_from=20&customer={busy.customer_id}&q=mug"
    text = re.sub(r"<[^>]+>|\s+", " ", re.search(
        r'<div class="wp-narrowed".*?</div>', admin_client.get(f"{LIST}?{query}").content.decode(), re.S
    )[0])  # fmt: skip

    for part in ("Status: Created, Hold", "Channel: US Web Store", "Total: from 20", "Customer: John Doe"):
        assert part in re.sub(r" +", " ", text)
    page = admin_client.get(f"{LIST}?{query}").content.decode()
    without = re.search(r'href="([^"]+)" aria-label="Without the filter status"', page)[1].replace("&amp;", "&")
    assert ("status=100" in without, "total_from=20" in without) == (False, True)
    assert "wp-narrowed" not in admin_client.get(LIST).content.decode()
    plain = admin_client.get(changelist("payments_payment") + "?status__exact=completed").content.decode()
    assert "Completed" in re.search(r'<div class="wp-narrowed".*?</div>', plain, re.S)[0]


def test_every_filter_can_say_what_was_chosen(admin_client, busy):
    for model in admin.site._registry:
        url = changelist(f"{model._meta.app_label}_{model._meta.model_name}")
        page = admin_client.get(url)
        for spec in page.context["cl"].filter_specs if "cl" in page.context else ():
            offered = [each for each in spec.choices(page.context["cl"]) if "query_string" in each]
            for choice in offered[1:2]:
                assert "wp-narrowed" in admin_client.get(url + choice["query_string"]).content.decode(), (url, spec)


def test_programs_and_guests_are_named_in_turkish(admin_client, busy):
    page = admin_client.get(
        reverse("admin:orders_order_change", args=[busy.pk]), headers={"Accept-Language": "tr"}
    ).content.decode()

    assert "Sipariş Servisi" in page
    assert "· Orders Service" not in page


def test_countries_are_named_in_turkish(admin_client, place):
    order = place(shipping_address={"line": "Str. 1", "country_code": "DE"})
    turkish = {"Accept-Language": "tr"}
    page = admin_client.get(reverse("admin:orders_order_change", args=[order.pk]), headers=turkish).content.decode()
    form = admin_client.get(
        reverse("admin:orders_order_correct-shipping-address", args=[order.pk]), headers=turkish
    ).content.decode()

    assert "Almanya" in page
    assert "Almanya</option>" in form
    assert "Almanya" in admin_client.get(changelist("addresses_country") + "?q=DE", headers=turkish).content.decode()
    with override("en"):
        assert name_of("XK") == "Kosovo"
        assert ("DE", "Germany") in choices()


def test_the_queue_of_webhooks_begins_with_what_waits_longest(admin_client, busy, now):
    endpoint = register_endpoint("https://shop.example/hooks", client=None, at=now["at"])
    rows = [
        Delivery.objects.create(
            endpoint=endpoint, event=event, type=event.type, state="failed", due_at=now["at"], created_at=now["at"]
        )
        for event in Event.objects.filter(order=busy)[:2]
    ]

    def listed(**query):
        return [row.pk for row in admin_client.get(changelist("events_delivery"), query).context["cl"].result_list]

    assert listed(needs="redelivery") == [row.pk for row in rows]
    assert listed() == [row.pk for row in reversed(rows)]


def test_a_phone_shows_items_before_what_is_not_possible(admin_client, busy):
    """The same refusals stand in the head at a desk, and behind the items in a hand."""
    page = admin_client.get(reverse("admin:orders_order_change", args=[busy.pk])).content.decode()

    assert page.index('class="os-why os-at-desk"') < page.index('id="items"') < page.index("os-in-hand")
    assert '<details class="os-card os-apart">' in page
