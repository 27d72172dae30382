"""The order's page: what it says of the order, and paying."""

from decimal import Decimal

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from orders.cancelling.cancel import cancel_order
from orders.fulfilment.shipments import Tracking, ship_shipment
from orders.models import Order, Shipment
from orders.page_link import page_url
from payments.models import Payment

KEY = "0" * 32
BAD_CARD = "4000000000000002"


def test_it_shows_items_amounts_and_addresses(page_of, order):
    text = page_of(order).get().content.decode()

    assert "We have received your order" in text
    assert "2 × Medium Mug" in text
    assert "23.50\N{NO-BREAK SPACE}USD" in text
    assert "300 E St SW" in text
    assert order.token not in text


def test_it_shows_where_a_shipment_is(page_of, order, money):
    money.pay(order)
    tracking = Tracking(carrier="DHL", tracking_number="0034", tracking_url="https://dhl.example/0034")

    ship_shipment(Shipment.objects.get(order=order), tracking=tracking, actor=SYSTEM, at=timezone.now())

    text = page_of(order).get().content.decode()
    assert "Your order is on its way" in text
    assert '<a href="https://dhl.example/0034" rel="noopener noreferrer">0034</a>' in text


def test_it_speaks_the_customers_language(page_of, place):
    text = page_of(place(columns={"language_code": "tr"})).get().content.decode()

    assert '<html lang="tr">' in text
    assert "Siparişinizi aldık" in text


def test_its_queries_do_not_grow_with_the_order(page_of, place, django_assert_num_queries):
    item = {"sku": "CAP", "quantity": 1, "unit_price": Decimal("5.00"), "product": {"name": "Cap"}}
    small, large = page_of(place(items=[item])), page_of(place(items=[item] * 20))
    small.get()

    # The order with its channel, the letterhead, items, shipments with lines and their items, payments,
    # refunds, plans, withdrawals, open payments, the billing address, whether there is a refund note.
    for page in (small, large):
        with django_assert_num_queries(13):
            page.get()


def test_it_leads_to_the_payment_page_and_back(page_of, order, sandbox):
    answer = page_of(order).post("pay/", method="sandbox-card", key=KEY)

    payment = Payment.objects.get(order=order)
    assert answer.status_code == 200
    assert f'content="0; url={payment.url}"' in answer.content.decode()
    assert sandbox.taken() is not None
    sandbox.pay(payment)
    sandbox.deliver()
    assert "We are preparing your order" in page_of(order).get().content.decode()


def test_the_gateway_leads_back_to_the_page(order, money, sandbox):
    payment = money.start(order)

    assert sandbox.provider.look_up(payment.attempt_id)["return_url"] == page_url(order)


def test_the_page_leads_back_to_itself_wherever_the_channel_leads(page_of, order, sandbox):
    order.channel.return_url = "https://shop.example/thanks"
    order.channel.save()

    page_of(order).post("pay/", method="sandbox-card", key=KEY)

    payment = Payment.objects.get(order=order)
    assert sandbox.provider.look_up(payment.attempt_id)["return_url"] == page_url(order)


def test_back_before_the_gateways_webhook_it_says_that_it_waits(page_of, order, money, sandbox):
    sandbox.pay(money.start(order))

    waiting = page_of(order).get().content.decode()
    assert "Your payment is not confirmed yet" in waiting
    assert ">Look again</a>" in waiting
    assert "declined" not in waiting

    sandbox.deliver()
    html = page_of(order).get().content.decode()
    assert "We are preparing your order" in html
    assert "not confirmed yet" not in html
    assert "How do you want to pay?" not in html


def test_a_declined_card_is_told_apart_once_the_gateway_says_so(page_of, order, money, sandbox):
    sandbox.pay(money.start(order), BAD_CARD)

    assert "Your payment is not confirmed yet" in page_of(order).get().content.decode()
    sandbox.deliver()
    html = page_of(order).get().content.decode()
    assert "Your last payment was declined" in html
    assert "How do you want to pay?" in html


def test_a_bank_transfer_is_awaited_without_looking_again(page_of, order, sandbox):
    html = page_of(order).post("pay/", method="bank-transfer", key=KEY).content.decode()

    assert "We are waiting for your payment (Bank transfer)." in html
    assert "not confirmed yet" not in html
    assert "Look again" not in html


def test_a_second_click_begins_no_second_payment(page_of, order, sandbox):
    page = page_of(order)

    page.post("pay/", method="sandbox-card", key=KEY)
    page.post("pay/", method="sandbox-card", key=KEY)

    assert Payment.objects.filter(order=order).count() == 1


@pytest.mark.parametrize("key", ["", "k" * 400, "\x00"])
def test_a_strange_key_begins_a_payment_of_its_own(page_of, order, sandbox, key):
    answer = page_of(order).post("pay/", method="sandbox-card", key=key)

    assert answer.status_code == 200
    assert Payment.objects.filter(order=order).count() == 1


def test_an_unknown_method_is_refused_on_the_page(page_of, order):
    answer = page_of(order).post("pay/", method="cowrie", key=KEY)

    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert not Payment.objects.filter(order=order).exists()


def test_nothing_is_asked_for_when_nothing_is_owed(page_of, order, now):
    cancel_order(order, **now)

    text = page_of(Order.objects.get(pk=order.pk)).get().content.decode()

    assert "Your order was cancelled" in text
    assert "How do you want to pay?" not in text


def test_the_confirmation_is_a_pdf(page_of, order):
    page = page_of(order)

    assert page.get("confirmation.pdf").content.startswith(b"%PDF")
    assert page.get("refund-note.pdf").status_code == 404
    assert page.get("packing-slip.pdf").status_code == 404


def test_the_theme_is_the_channels_colour_with_readable_letters(visitor, channel):
    channel.color = "#ffe600"
    channel.save()

    assert visitor.get("/o/theme/us-web.css").content.decode() == ":root{--brand:#ffe600;--on-brand:#111827}\n"


def test_a_colour_that_is_none_leaves_the_theme_alone(visitor, channel):
    channel.color = "red}body{display:none"
    channel.save()

    assert visitor.get("/o/theme/us-web.css").content == b""
