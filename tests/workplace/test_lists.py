"""Staff keep carriers and reasons, forms suggest them, and a report counts the reasons that were given."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from access.models import User
from orders.cancelling.cancel import cancel_order
from orders.models import Carrier, Channel, Order, Reason, Shipment
from orders.money.refund import RefundRequest, refund_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.reach import limit_to

REPORT = reverse("admin:orders_reason_report")
CARRIER = {"code": "dhl", "name": "DHL", "tracking_url": "https://dhl.example/{tracking_number}", "is_active": "on"}
REASON = {"verb": "cancel", "code": "late", "label": "Late", "label_tr": "Geç", "position": "0", "is_active": "on"}


@pytest.fixture
def limited(channel):
    """Somebody who may keep both lists, in one channel alone."""
    person = User.objects.create_user("member-1", is_staff=True)
    names = [f"{verb}_{model}" for verb in ("view", "add", "change", "delete") for model in ("carrier", "reason")]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    person.channels.set([channel])
    browser = Client()
    browser.force_login(person)
    return browser


def add(browser, model, fields):
    return browser.post(reverse(f"admin:orders_{model}_add"), fields)


def change(row):
    return reverse(f"admin:orders_{row._meta.model_name}_change", args=[row.pk])


def test_a_carrier_and_a_reason_are_added_and_changed(admin_client):
    assert add(admin_client, "carrier", CARRIER).status_code == 302
    assert add(admin_client, "reason", REASON).status_code == 302

    reason = Reason.objects.get()
    assert (reason.channel, reason.labels) == (None, {"tr": "Geç"})
    assert 'value="Geç"' in admin_client.get(change(reason)).content.decode()
    admin_client.post(change(reason), REASON | {"label_tr": ""})
    assert Reason.objects.get().labels == {}
    wrong = add(admin_client, "carrier", CARRIER | {"code": "x", "name": "X", "tracking_url": "javascript:alert(1)"})
    assert "tracking_url" in wrong.context["adminform"].form.errors
    assert Carrier.objects.get().name == "DHL"


def test_who_is_limited_to_channels_keeps_their_reasons_alone(limited, channel, other_channel):
    general, own, theirs = (
        Reason.objects.create(verb="cancel", code="late", label="Late", channel=place)
        for place in (None, channel, other_channel)
    )
    carrier = Carrier.objects.create(code="ups", name="UPS")

    listed = limited.get(reverse("admin:orders_reason_changelist")).context["cl"].result_list
    assert {row.pk for row in listed} == {general.pk, own.pk}
    assert limited.get(change(general)).status_code == 200
    assert limited.post(change(general), REASON).status_code == 403
    assert limited.post(change(theirs), REASON | {"channel": channel.pk}).status_code == 302
    assert Reason.objects.get(pk=theirs.pk).channel == other_channel
    assert limited.post(change(own), REASON | {"channel": channel.pk, "label": "Mine"}).status_code == 302
    assert Reason.objects.get(pk=own.pk).label == "Mine"
    for wrong in ({}, {"channel": other_channel.pk}):
        assert add(limited, "reason", REASON | {"code": "x"} | wrong).status_code == 200
    assert add(limited, "carrier", CARRIER).status_code == 403
    assert limited.post(change(carrier), CARRIER).status_code == 403
    assert (Carrier.objects.count(), Reason.objects.count()) == (1, 3)


def test_forms_suggest_and_take_any_other_text(desk, paid, channel):
    Reason.objects.create(verb="hold", code="fraud", label="<b>Fraud</b> check")
    usual = Carrier.objects.create(code="dhl", name="DHL", tracking_url="https://dhl.example/{tracking_number}")
    Channel.objects.update(default_carrier=usual)

    assert '<option value="&lt;b&gt;Fraud&lt;/b&gt; check">' in desk.open(paid, "hold").content.decode()
    assert desk.open(paid, "ship").context["form"]["carrier"].value() == "DHL"
    desk.do(paid, "ship", tracking_number="JD1")
    assert Shipment.objects.get(order=paid).tracking_url == "https://dhl.example/JD1"


def test_a_channels_usual_carrier_is_chosen_on_its_page(admin_client, channel):
    usual = Carrier.objects.create(code="dhl", name="DHL")

    admin_client.post(reverse("admin:orders_channel_shipping", args=[channel.pk]), {"default_carrier": usual.pk})

    assert Channel.objects.get(pk=channel.pk).default_carrier == usual


@pytest.fixture
def given(place, money, now, channel):
    """Reasons given for what was done to four orders."""
    Reason.objects.create(verb="cancel", code="late", label="Too late", labels={"tr": "Çok geç"})
    paid = place()
    money.pay(paid)
    refund_order(Order.objects.get(pk=paid.pk), RefundRequest(amount=Decimal("3.50"), reason="My own words"), **now)
    cancel_order(place(), reason="late", **now)
    cancel_order(place(currency="EUR"), reason="late", **now)
    change_status(place(), to=OrderStatus.HOLD, **now)


def lines(page):
    tables = {str(title): rows for title, rows in page.context["tables"]}
    return {title: [(row.label, row.count, row.money) for row in rows] for title, rows in tables.items()}


def test_reasons_are_counted_with_their_money(desk_of, given):
    counted = lines(desk_of("Finance").get(REPORT))

    assert counted == {
        "Cancellations": [("Too late", 2, "23.50\xa0EUR · 23.50\xa0USD")],
        "Returns": [],
        "Rejected items": [],
        "Refunds by themselves": [("In other words", 1, "3.50\xa0USD")],
        "Orders on hold": [("None given", 1, "23.50\xa0USD")],
    }


def test_the_report_is_of_ones_channels_and_period(desk_of, given, channel, other_channel):
    support = desk_of("Support")
    Order.objects.update(channel=channel)

    assert lines(support.get(REPORT, {"channel": other_channel.code}))["Cancellations"] == []
    assert lines(support.get(REPORT, {"channel": channel.code, "days": "7"}))["Cancellations"] != []
    limit_to(support.user, other_channel)
    assert not any(lines(support.get(REPORT)).values())
    assert not any(lines(support.get(REPORT, {"channel": channel.code})).values())
    assert "Çok geç" not in support.get(REPORT, headers={"Accept-Language": "tr"}).content.decode()


def test_the_warehouse_counts_nothing(desk_of, given):
    assert desk_of("Warehouse").get(REPORT).status_code == 403
