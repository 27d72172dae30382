"""Money goes back from the order's page: whole, an amount, of one payment, by item, and what people say of it."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.fulfilment.ship import ship_order
from orders.money.complete import complete_payment
from orders.money.refund import RefundRequest, refund_order
from orders.statuses import OrderStatus
from payments.models import Payment, Refund
from tests.sandbox import gateway_and_books_agree, state_of
from tests.untouched import KEYS, nothing_changes
from tests.workplace.acting import refusal, said

NO_REFUND_CARD = "4000000000000093"


def goes_back(page):
    return [(part.amount.replace("\N{NO-BREAK SPACE}", " "), part.payment) for part in page.context["result"].refunds]


def test_the_rehearsal_shows_on_which_card_the_money_goes_back_and_moves_none(desk, paid, sandbox):
    with nothing_changes():
        page = desk.preview(paid, "refund", what="amount", amount="5.00", reason="Chipped")

    assert goes_back(page) == [("5.00 USD", "Card, visa •••• 4242")]
    assert "The gateway was asked to refund 5.00 USD" in page.content.decode()
    assert sandbox.requests("refund") == []


def test_everything_goes_back_and_the_name_is_on_the_timeline(desk, paid, sandbox):
    messages = desk.do(paid, "refund", what="everything", reason="Broken")

    assert messages == ["23.50\N{NO-BREAK SPACE}USD was refunded to Card, visa •••• 4242."]
    assert state_of(paid).status == OrderStatus.REFUNDED
    assert gateway_and_books_agree(sandbox, paid)
    event = Event.objects.get(order=paid, type="refund.succeeded")
    assert (event.actor_kind, event.actor_name) == ("staff", "support-1")
    assert "support-1" in desk.page(paid).content.decode()


def test_the_money_for_one_item_goes_back(desk, paid):
    plate = paid.items.get(sku="PLATE")
    fields = {f"units-{plate.pk}": 1}

    page = desk.preview(paid, "refund", what="items", **fields)
    desk.confirm(page)

    assert goes_back(page) == [("8.50 USD", "Card, visa •••• 4242")]
    assert Refund.objects.get(payment__order=paid).lines[0]["item"] == str(plate.pk)
    assert state_of(paid).amount_refunded == Decimal("8.50")


def test_the_preview_names_the_units_that_are_not_shipped_any_more(desk, paid):
    cups = paid.items.get(sku="CUP")
    sentence = f"2 × {cups.name} was refunded before it was sent, and is not shipped any more."

    page = desk.preview(paid, "refund", what="items", **{f"units-{cups.pk}": 2})
    assert sentence in page.content.decode()
    desk.confirm(page)

    shown = desk.page(paid)
    assert f"2 × {cups.name} is not shipped any more." in said(shown)
    assert paid.items.get(sku="CUP").quantity_open == 1
    assert 'data-label="Refunded unsent">2</td>' in shown.content.decode()


def test_staff_may_ship_refunded_units_all_the_same(desk, paid):
    cups = paid.items.get(sku="CUP")

    page = desk.preview(paid, "refund", what="items", keep_shipping="on", **{f"units-{cups.pk}": 2})
    assert "is not shipped any more" not in page.content.decode()
    desk.confirm(page)

    assert paid.items.get(sku="CUP").quantity_open == 3


def test_an_amount_of_the_chosen_payment_goes_back(desk, dinner, money):
    first = money.pay(dinner, amount=Decimal("10.00"))
    second = money.pay(dinner)

    desk.do(dinner, "refund", what="payment", payment=first.pk, amount="4.00")

    assert Payment.objects.get(pk=first.pk).refunded_amount == Decimal("4.00")
    assert Payment.objects.get(pk=second.pk).refunded_amount == 0


def test_the_link_beside_a_payment_fills_in_which_it_is(desk, dinner, money):
    first = money.pay(dinner, amount=Decimal("10.00"))
    money.pay(dinner)
    link = f"{desk.url(dinner, 'refund')}?payment={first.pk}"
    assert link in desk.page(dinner).content.decode()

    form = desk.client.get(link).context["form"]

    assert [form[name].value() for name in ("what", "payment", "amount")] == ["payment", str(first.pk), None]


def test_nothing_is_chosen_at_first(desk, paid):
    form = desk.open(paid, "refund").context["form"]

    assert [form[name].value() for name in ("what", "amount")] == [None, None]
    assert desk.preview(paid, "refund").context["form"].errors == {"what": ["Choose what to refund."]}


def test_the_form_says_of_each_payment_who_sends_the_money(desk, dinner, money):
    money.pay(dinner, amount=Decimal("10.00"))
    transfer = money.start(dinner, method="bank-transfer")
    complete_payment(dinner, transfer, actor=SYSTEM, at=timezone.now())

    form = desk.open(dinner, "refund").context["form"]
    parts = desk.preview(dinner, "refund", what="everything").context["result"].refunds

    assert [said.replace("\N{NO-BREAK SPACE}", " ") for said in form.remarks] == [
        "Bank transfer, 13.50 USD left: a person must send the money, then confirm it here.",
        "Card, visa •••• 4242, 10.00 USD left: the gateway sends the money.",
    ]
    assert {(part.payment, part.sender) for part in parts} == {
        ("Card, visa •••• 4242", "The gateway sends it."),
        ("Bank transfer", "A person must send it."),
    }


def test_more_than_was_paid_is_refused_beside_the_form(desk, paid):
    with nothing_changes():
        page = desk.preview(paid, "refund", what="amount", amount="23.51")

    assert page.status_code == 200
    assert refusal(page) == "Only 23.50 USD can still be refunded, not 23.51."


@pytest.mark.parametrize("amount", ["0", "-1", "five", "1.001"])
def test_an_amount_that_is_none_is_refused_at_its_field(desk, paid, amount):
    page = desk.preview(paid, "refund", what="amount", amount=amount)

    assert page.context["form"].errors["amount"]
    assert page.context["result"] is None


def test_what_is_filled_in_for_another_way_does_not_count(desk, paid):
    page = desk.preview(paid, "refund", what="everything", amount="nonsense")

    assert goes_back(page) == [("23.50 USD", "Card, visa •••• 4242")]


def test_units_must_be_said(desk, paid):
    page = desk.preview(paid, "refund", what="items")

    assert "Enter at least one unit." in page.content.decode()


def test_nothing_left_is_said_before_anybody_fills_in_a_form(desk, order):
    page = desk.open(order, "refund")

    assert refusal(page).startswith("Nothing is left to refund: 0.00 paid")


def test_a_gateway_that_says_no_is_told_as_it_is(desk, dinner, money):
    money.pay(dinner, NO_REFUND_CARD)

    answer = desk.confirm(desk.preview(dinner, "refund", what="everything"))

    assert answer.status_code == 302
    assert said(desk.page(dinner)) == ["The gateway declined the refund without a reason."]
    assert Refund.objects.get(payment__order=dinner).status == "failed"


def test_the_rehearsal_of_a_whole_refund_says_that_the_goods_are_not_cancelled(desk, paid, now):
    remarks = [
        desk.preview(paid, "refund", what="everything").context["result"].remarks,
        desk.preview(paid, "refund", what="amount", amount="1.00").context["result"].remarks,
    ]
    ship_order(paid, **now)
    remarks.append(desk.preview(paid, "refund", what="everything").context["result"].remarks)

    assert [len(said) for said in remarks] == [1, 0, 0]
    assert remarks[0][0].startswith("The goods are not cancelled by this.")


def test_nothing_of_a_refunded_order_is_packed_or_shipped(desk, paid, now):
    refund_order(paid, RefundRequest(), **now)
    refunded, parcel, item = state_of(paid), paid.shipments.get(), paid.items.get(sku="CUP")

    assert refusal(desk.open(refunded, "pack-item", item)) == (
        "Can't change order with status 'Refunded' to 'Packaged'."
    )
    assert "unshipped units are no longer packed or shipped" in desk.page(refunded).content.decode()
    for verb, row in (("ship", None), ("ship-shipment", parcel)):
        assert refusal(desk.open(refunded, verb, row)) == "Can't change order with status 'Refunded' to 'Shipped'."


def test_a_gateway_that_keeps_silent_is_told_as_unknown(desk, paid, sandbox):
    rehearsed = desk.preview(paid, "refund", what="everything")
    sandbox.misbehave("refund", "silent", seconds=3)

    desk.confirm(rehearsed)

    page = desk.page(paid)
    assert said(page)[0].startswith("It is not known yet whether 23.50\N{NO-BREAK SPACE}USD was refunded to Card")
    assert page.context["page"].unknown == Decimal("23.50")


@pytest.fixture
def by_hand(dinner, money):
    """A refund of a bank transfer, which a person must carry out."""
    payment = money.start(dinner, method="bank-transfer")
    complete_payment(dinner, payment, actor=SYSTEM, at=timezone.now())
    refund_order(dinner, RefundRequest(amount=Decimal("3.00")), actor=SYSTEM, at=timezone.now())
    return Refund.objects.get(payment__order=dinner)


def test_a_refund_manually_is_confirmed(desk, dinner, by_hand):
    messages = desk.do(dinner, "confirm-refund", by_hand, transaction_id="SEPA-1")

    assert messages == ["The refund is confirmed."]
    by_hand = Refund.objects.get(pk=by_hand.pk)
    assert (by_hand.status, by_hand.transaction_id) == ("succeeded", "SEPA-1")


def test_a_refund_manually_is_given_up_with_a_reason(desk, dinner, by_hand):
    assert desk.preview(dinner, "give-up-refund", by_hand).context["form"].errors["reason"]

    desk.do(dinner, "give-up-refund", by_hand, reason="The account is closed")

    assert Refund.objects.get(pk=by_hand.pk).failure_detail == "The account is closed"


def test_a_chargeback_is_noted_and_cannot_be_given_back_again(desk, paid, sandbox):
    payment = Payment.objects.get(order=paid)
    assert desk.preview(paid, "chargeback", payment, amount="5.00").context["form"].errors["reason"]

    messages = desk.do(paid, "chargeback", payment, amount="5.00", reason="Fraud, case 4711")

    refund = Refund.objects.get(payment=payment)
    assert messages == ["The chargeback of 5.00\N{NO-BREAK SPACE}USD on Card, visa •••• 4242 is recorded."]
    assert (refund.status, refund.amount, refund.reason) == ("succeeded", Decimal(5), "Chargeback: Fraud, case 4711")
    assert sandbox.requests("refund") == []
    assert "At most 18.50\N{NO-BREAK SPACE}USD." in desk.open(paid, "refund").content.decode()


def test_without_an_amount_the_bank_took_all_that_was_left(desk, paid):
    payment = Payment.objects.get(order=paid)

    desk.do(paid, "chargeback", payment, amount="", reason="Fraud")

    assert Refund.objects.get(payment=payment).amount == Decimal("23.50")
    refused = "Nothing is left to refund: 23.50 paid, 23.50 refunded, 0.00 pending."
    assert refusal(desk.open(paid, "chargeback", payment)) == refused


def test_what_was_never_paid_no_bank_takes_back(desk, dinner, money):
    payment = money.start(dinner, method="bank-transfer")

    assert refusal(desk.preview(dinner, "chargeback", payment, reason="Fraud")).startswith("Nothing is left")


def test_what_is_with_the_gateway_nobody_confirms(desk, paid, sandbox):
    rehearsed = desk.preview(paid, "refund", what="amount", amount="1.00")
    sandbox.misbehave("refund", "silent", seconds=3)
    desk.confirm(rehearsed)
    refund = Refund.objects.get(payment__order=paid)

    with nothing_changes(but=[KEYS]):
        page = desk.preview(paid, "confirm-refund", refund)

    assert refusal(page).startswith("The gateway is processing this refund.")


def test_the_lists_of_payments_and_refunds_lead_to_the_order(desk, staff, dinner, by_hand):
    staff.user_permissions.add(Permission.objects.get(codename="view_refund"))

    for name in ("payments_payment", "payments_refund"):
        page = desk.client.get(reverse(f"admin:{name}_changelist"))
        assert (
            f'<a href="{reverse("admin:orders_order_change", args=[dinner.pk])}">{dinner.ref}</a>'
            in page.content.decode()
        )


def test_units_that_were_refunded_are_not_offered_again(desk, paid):
    plate = paid.items.get(sku="PLATE")
    desk.do(paid, "refund", what="items", **{f"units-{plate.pk}": 1})

    offered = [(item.sku, most) for item, _field, most in desk.open(paid, "refund").context["form"].unit_rows]

    assert offered == [("CUP", 3)]
