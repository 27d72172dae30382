"""The page offers the reasons that are meant for customers, and takes words beside them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cancellations.models import CancellationPlan
from orders.models import Order, OrderItem, Reason, ReasonVerb
from workplace.reason_figures import Period, reason_counts

KEY = "0" * 32


@pytest.fixture
def reasons(db):
    for code, label, turkish in (("mistake", "By mistake", "Yanlışlıkla"), ("fraud", "Suspected fraud", "Şüpheli")):
        for verb in (ReasonVerb.CANCEL, ReasonVerb.RETURN):
            Reason.objects.create(
                verb=verb, code=code, label=label, labels={"tr": turkish}, for_customers=code == "mistake"
            )


@pytest.fixture
def cancel(page_of, order):
    """Cancel one unit for a reason, and give the plan."""

    def cancel(**why):
        units = f"units-{OrderItem.objects.get(order=order).pk}"
        page_of(order).post("cancel/", **{units: "1", "confirmed": "yes", "key": KEY, **why})
        return CancellationPlan.objects.filter(order=order).first()

    return cancel


def test_only_those_for_customers_are_offered(page_of, order, reasons):
    form = page_of(order).get("cancel/").content.decode()

    assert '<option value="mistake">By mistake</option>' in form
    assert "fraud" not in form


def test_they_are_offered_in_the_customers_language(page_of, order, reasons):
    Order.objects.filter(pk=order.pk).update(language_code="tr")

    assert '<option value="mistake">Yanlışlıkla</option>' in page_of(order).get("cancel/").content.decode()


def test_a_channel_that_offers_none_asks_for_words_alone(page_of, order):
    form = page_of(order).get("cancel/").content.decode()

    assert "<select" not in form
    assert '<label for="id_reason">Reason</label>' in form


@pytest.mark.parametrize(
    ("why", "kept"),
    [
        ({"reason_code": "mistake"}, ("By mistake", "mistake")),
        ({"reason_code": "mistake", "reason": "Two clicks"}, ("By mistake – Two clicks", "mistake")),
        ({"reason": "Two clicks"}, ("Two clicks", "")),
        ({}, ("", "")),
    ],
)
def test_what_was_chosen_is_kept_with_the_words(cancel, reasons, why, kept):
    plan = cancel(**why)

    assert (plan.reason, plan.reason_code) == kept


def test_a_reason_that_is_not_offered_to_customers_is_refused(cancel, reasons):
    assert cancel(reason_code="fraud") is None


def test_the_confirmation_carries_the_choice(page_of, order, reasons):
    units = f"units-{OrderItem.objects.get(order=order).pk}"

    preview = page_of(order).post("cancel/", **{units: "1", "reason_code": "mistake"}).content.decode()

    assert '<input type="hidden" name="reason_code" value="mistake">' in preview


def test_the_report_counts_what_customers_chose(cancel, reasons):
    cancel(reason_code="mistake", reason="Two clicks")

    (row,) = reason_counts(ReasonVerb.CANCEL, Period(timezone.now() - timedelta(days=1)), language="en")

    assert (row.code, row.label, row.count) == ("mistake", "By mistake", 1)
