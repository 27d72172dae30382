"""Reasons are a list: one given by code or label keeps its code, and any other text stays."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from cancellations.statuses import PlanType
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.ship import ship_order
from orders.models import Order, Reason, ReasonVerb
from orders.money.refund import RefundRequest, refund_order
from orders.reasons import offered_reasons
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.models import Refund


@pytest.fixture
def reasons(db):
    return {
        verb: Reason.objects.create(verb=verb, code="late", label="Arrived late", labels={"tr": "Geç geldi"})
        for verb in ReasonVerb
    }


def kept(row):
    return row.reason, row.reason_code


@pytest.mark.parametrize("said", ["late", "LATE", "arrived LATE", "Geç geldi", " gec geldi "])
def test_a_reason_by_code_or_label_is_kept_with_its_code(order, reasons, now, said):
    plan = cancel_order(order, reason=said, **now).plan

    assert kept(plan) == ("Arrived late", "late")


def test_it_is_kept_in_the_orders_language(order, reasons, now):
    Order.objects.filter(pk=order.pk).update(language_code="tr-TR")

    assert kept(cancel_order(Order.objects.get(pk=order.pk), reason="late", **now).plan) == ("Geç geldi", "late")


@pytest.mark.parametrize("said", ["", "Because.", "lat"])
def test_other_words_stay(order, reasons, now, said):
    assert kept(cancel_order(order, reason=said, **now).plan) == (said, "")


def test_what_is_not_offered_any_more_is_other_words(order, reasons, now):
    Reason.objects.update(is_active=False)

    assert kept(cancel_order(order, reason="late", **now).plan) == ("late", "")


def test_each_verb_has_its_own_reasons(place, money, now):
    for verb in ReasonVerb:
        Reason.objects.create(verb=verb, code=verb.value, label=f"For {verb.value}")
    sent, paid = place(), place()
    ship_order(sent, **now)
    money.pay(paid)

    came_back = open_plan(Order.objects.get(pk=sent.pk), NewPlan(PlanType.REFUND, reason="return"), **now)
    refund_order(Order.objects.get(pk=paid.pk), RefundRequest(amount=Decimal(1), reason="refund"), **now)
    rejected = reject_item(place().items.get(), reason="reject", **now)
    held = change_status(place(), to=OrderStatus.HOLD, note="hold", **now)

    assert kept(came_back) == ("For return", "return")
    assert kept(Refund.objects.get()) == ("For refund", "refund")
    assert kept(rejected.plan) == ("For reject", "reject")
    entry = held.statuses.get(to_status=OrderStatus.HOLD)
    assert (held.hold_reason, entry.note, entry.reason_code) == ("For hold", "For hold", "hold")
    assert kept(cancel_order(place(), reason="refund", **now).plan) == ("refund", "")


def test_a_channels_own_reason_takes_the_place_of_the_general_one(order, reasons, channel, other_channel):
    Reason.objects.create(verb="cancel", code="late", label="Too late", channel=channel, position=2)
    Reason.objects.create(verb="cancel", code="theirs", label="Theirs", channel=other_channel)

    assert [row.label for row in offered_reasons(ReasonVerb.CANCEL, channel.pk)] == ["Too late"]


def test_a_code_is_there_once_for_all_and_once_a_channel(reasons, channel):
    Reason.objects.create(verb="cancel", code="late", label="Late", channel=channel)
    for twin in (None, channel):
        with pytest.raises(ValidationError):
            Reason(verb="cancel", code="late", label="Late", channel=twin).full_clean()


def test_reasons_are_listed_for_ones_channels_and_no_others(api, stranger, customer_api, order, reasons, channel):
    Reason.objects.create(verb="return", code="own", label="Own", channel=channel)
    Reason.objects.create(verb="return", code="off", label="Off", is_active=False)

    def codes(connection, **query):
        return {row["code"] for row in connection.get("/api/v1/reasons/", query).json()["results"]}

    assert codes(api, verb="return") == codes(customer_api, verb="return") == {"late", "own"}
    assert codes(stranger, verb="return") == {"late"}
    assert api.get("/api/v1/reasons/", {"verb": "sing"}).status_code == 400


def test_a_hold_has_an_end_by_the_api(api, order, reasons):
    body = {"status": "HOLD", "notes": "late", "hold_until": "2099-01-01T00:00:00Z"}
    answer = api.put(f"/api/v1/orders/{order.ref}/status/", body, format="json")

    assert answer.status_code == 200
    assert Order.objects.get(pk=order.pk).hold_until.year == 2099
