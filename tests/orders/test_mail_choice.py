"""The e-mails that a channel chooses for its customers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from cancellations.statuses import PlanType
from events.letters.writing import letter_for
from events.mail import CHOOSABLE
from events.models import Message
from orders.cancelling.ask_return import ask_return
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan, reject_plan
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import deliver_shipment
from orders.mail import send_mail_due
from orders.models import Shipment
from orders.money.refund import RefundRequest, refund_order
from orders.page_link import page_url
from tests.sandbox import state_of


@pytest.fixture(params=["en", "tr"])
def language(request):
    return request.param


@pytest.fixture
def chosen(channel):
    """The channel sends everything that it may choose."""
    channel.mails = list(CHOOSABLE)
    channel.save()
    return channel


@pytest.fixture
def letters(now, mailbox):
    """The letters that have arrived since the last call: subject and text."""

    def letters():
        before = len(mailbox.arrived)
        send_mail_due(now["at"] + timedelta(minutes=1))
        return [(mailbox.letters[number][1], mailbox.text(number)) for number in range(before, len(mailbox.arrived))]

    return letters


def subjects(letters):
    return [subject for subject, _ in letters]


def test_a_whole_life_is_told_step_by_step(chosen, place, money, now, letters):
    order = place()
    assert subjects(letters()) == [f"Thank you for your order {order.number}"]

    money.pay(order)
    ((subject, text),) = letters()
    assert subject == f"Your payment for order {order.number}"
    assert "23.50\N{NO-BREAK SPACE}USD" in text

    ship_order(order, **now)
    assert subjects(letters()) == [f"Your order {order.number} is on its way"]

    deliver_shipment(Shipment.objects.get(order=order), **now)
    assert subjects(letters()) == [f"Your order {order.number} has arrived"]

    plan = ask_return(state_of(order), reason="Too small", **now)
    ((subject, text),) = letters()
    assert subject == f"Your order {order.number}: we have received your return request"
    assert "2 × Medium Mug" in text

    reject_plan(plan, **now)
    assert subjects(letters()) == [f"Your order {order.number}: your return was refused"]


def test_what_was_ordered_is_told_line_by_line_and_adds_up(chosen, place, letters):
    place(
        items=[
            {"sku": "MUG", "quantity": 2, "unit_price": Decimal("10.00"), "product": {"name": "Medium Mug"}},
            {"sku": "CAP", "quantity": 1, "unit_price": Decimal("5.00"), "product": {"name": "Cap <red>"}},
        ],
        adjustments=[
            {"type": "shipping", "label": "DHL Express", "amount": Decimal("3.50")},
            {"type": "discount", "amount": Decimal("-2.00")},
            {"type": "tax", "label": "VAT included", "amount": Decimal("4.00"), "included": True},
        ],
    )

    ((_, text),) = letters()

    said = text.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert [line for line in said if line.endswith("USD")] == [
        "2 × Medium Mug: 20.00 USD",
        "1 × Cap <red>: 5.00 USD",
        "DHL Express: 3.50 USD",
        "Discount: -2.00 USD",
        "Total: 26.50 USD",
    ]
    assert "Cap &lt;red&gt;" in letter_for(Message.objects.get()).html


def test_a_declined_card_is_told(chosen, order, money, letters):
    letters()

    money.pay(order, card="4000000000000002")

    assert subjects(letters()) == [f"Your payment for order {order.number} was declined"]


def test_a_refund_is_told_with_amount_and_card(chosen, order, money, now, letters):
    money.pay(order)
    letters()

    refund_order(state_of(order), RefundRequest(amount=Decimal("5.00")), **now)

    ((subject, text),) = letters()
    assert subject == f"Refund for your order {order.number}"
    assert "5.00\N{NO-BREAK SPACE}USD" in text
    assert "Card •••• 4242" in text


def test_what_is_decided_at_once_is_told_once(chosen, order, money, now, letters):
    money.pay(order)
    letters()

    cancel_order(state_of(order), **now)

    mailed = subjects(letters())
    assert f"Your order {order.number}: cancellation completed" in mailed
    assert not any("request" in subject for subject in mailed)


def test_every_letter_leads_to_the_orders_page(chosen, order, letters):
    ((_, text),) = letters()

    assert page_url(order) in text


def test_a_channel_that_chose_nothing_tells_nothing(order, money, now, letters):
    money.pay(order)
    open_plan(state_of(order), NewPlan(plan_type=PlanType.CANCEL), **now)

    assert letters() == []
    assert not Message.objects.exists()


def test_an_unknown_choice_is_refused(channel):
    channel.mails = ["placed", "birthday"]

    with pytest.raises(ValidationError, match="some of: placed, paid"):
        channel.full_clean()


@pytest.mark.parametrize("template", CHOOSABLE)
def test_every_letter_is_written_in_both_languages(order, template, language):
    facts = {"amount": "5.00", "currency": "USD", "number": "1254", "shop": "US Web Store"}
    lines = [{"quantity": 1, "name": "Medium Mug"}]
    more = {"total": "5.00", "amount_paid": "5.00", "lines": lines, "shipments": [{"lines": lines}], "parts": []}

    letter = letter_for(Message(template=template, language=language, context=facts | more | {"plan_type": "refund"}))

    assert "1254" in letter.subject
    assert ("Merhaba" if language == "tr" else "Hello") in letter.text
