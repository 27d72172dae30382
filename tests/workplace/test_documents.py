"""Documents on paper: what stands on them, in which language, and who may print them."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from common.actors import SYSTEM
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking
from orders.money.capture import capture_payment
from orders.money.refund import RefundRequest, refund_order
from tests.basket import fresh
from tests.workplace.papers import CONFIRMATION, NOTE, SLIP, pages, text
from workplace.documents.pdf import FONTS
from workplace.documents.printing import DocumentKind, NothingToPrint, print_document, print_packing_slips

pytestmark = pytest.mark.django_db

# --- what stands on them ---


def test_a_packing_slip_says_what_goes_where_and_no_prices(place):
    order = place(shipping_address={"first_name": "John", "line": "300 E St SW", "city_name": "Washington"})

    slip = text(print_document(fresh(order), SLIP))

    assert "Packing slip" in slip
    assert order.ref in slip
    assert "Medium Mug" in slip
    assert "300 E St SW" in slip
    assert "10.00" not in slip
    assert "23.50" not in slip
    assert "USD" not in slip


def test_a_packing_slip_is_of_the_shipments_that_still_wait(place, now):
    order = place(items=[{"sku": sku, "quantity": 2, "unit_price": Decimal(1)} for sku in ("SENT", "WAITING")])
    sent = order.items.get(sku="SENT")
    ship_order(order, lines=[{"item": sent.pk, "quantity": 2}], tracking=Tracking(carrier="DHL"), **now)

    slip = text(print_document(fresh(order), SLIP))

    assert "WAITING" in slip
    assert "SENT" not in slip


def test_nothing_of_an_order_whose_money_is_back_is_packed_by_a_slip(admin_client, place, money, now):
    orders = [place(), place()]
    for order in orders:
        money.pay(order)
    kept, refunded = orders
    refund_order(fresh(refunded), RefundRequest(), **now)

    page = admin_client.get(reverse("admin:orders_order_document", args=[refunded.pk, "packing-slip"]))

    assert page.status_code == 404
    assert "The order is cancelled or refunded, so there is nothing to pack." in page.content.decode()
    slips = text(print_packing_slips([fresh(order) for order in orders]))
    assert kept.ref in slips
    assert refunded.ref not in slips


def test_what_was_sent_of_a_refunded_order_keeps_its_packing_slip(place, money, now):
    order = place()
    money.pay(order)
    ship_order(fresh(order), **now)
    refund_order(fresh(order), RefundRequest(), **now)

    assert "Medium Mug" in text(print_document(fresh(order), SLIP))


def test_a_confirmation_says_what_was_ordered_and_what_it_costs(order):
    confirmation = text(print_document(fresh(order), CONFIRMATION))

    for part in ("Order confirmation", order.number, "Medium Mug", "20.00 USD", "DHL Express", "3.50 USD", "23.50 USD"):
        assert part in confirmation
    assert "To be paid" in confirmation


def test_a_confirmation_of_a_paid_order_names_the_card(order, money):
    money.pay(order)

    confirmation = text(print_document(fresh(order), CONFIRMATION))

    assert "•••• 4242" in confirmation
    assert "To be paid" not in confirmation


def test_a_refund_note_says_how_much_went_back_where_and_for_what(refunded):
    note = text(print_document(refunded, NOTE))

    for part in ("Refund note", "•••• 4242", "Chipped", "Medium Mug", "10.00 USD"):
        assert part in note


@pytest.mark.parametrize(("refusing", "amounts"), [(None, ["11.50", "8.50"]), ("card", ["11.50"])])
def test_a_refund_note_over_two_payments_adds_up_to_what_went_back(order, pay, obliging, refusing, amounts):
    pay(order, Decimal("12.00"), method="card")
    capture_payment(order, pay(order, method="hold"), actor=SYSTEM, at=timezone.now())
    if refusing:
        getattr(obliging, refusing).mood = "declining"
    lines = [{"item": order.items.get().pk}]
    refund_order(order, RefundRequest(items=lines), actor=SYSTEM, at=timezone.now())

    note = text(print_document(fresh(order), NOTE))

    payments, pieces = note.split("Units Amount")
    assert [amount in payments for amount in ("11.50 USD", "8.50 USD")] == [
        amount in amounts for amount in ("11.50", "8.50")
    ]
    assert f"Medium Mug 2 {sum(map(Decimal, amounts))} USD" in pieces


def test_there_is_no_refund_note_before_money_went_back(order):
    with pytest.raises(NothingToPrint):
        print_document(fresh(order), NOTE)


def test_there_is_no_document_of_a_draft(draft):
    for kind in DocumentKind:
        with pytest.raises(NothingToPrint):
            print_document(fresh(draft), kind)


def test_many_items_span_pages_that_repeat_the_heading_and_are_numbered(place):
    order = place(items=[{"sku": f"SKU-{n}", "quantity": 1, "unit_price": Decimal(1)} for n in range(90)])

    for kind in (SLIP, CONFIRMATION):
        printed = pages(print_document(fresh(order), kind))
        assert len(printed) > 2
        for number, page in enumerate(printed, start=1):
            assert f"Page {number} / {len(printed)}" in page
        assert all("SKU Item Units" in page for page in printed if "SKU-" in page)
        assert "SKU-89" in " ".join(printed)


def test_a_page_is_a4(order):
    page = PdfReader(BytesIO(print_document(fresh(order), CONFIRMATION))).pages[0]

    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


# --- nothing is fetched, nothing is believed ---


@pytest.mark.parametrize(
    "evil",
    [
        "<img src='https://example.com/x.png'><b>Mug</b>",
        '#image("/etc/hostname") #read("pdf.py")',
        "#pagebreak() *Mug* _Mug_ `Mug` $x^2$ = Mug",
        "@mug <end> #panic() \\ // Mug",
    ],
)
def test_what_customers_wrote_is_text_and_not_markup(place, evil):
    order = place(items=[{"quantity": 1, "unit_price": Decimal(1), "product": {"name": evil}}])

    printed = pages(print_document(fresh(order), CONFIRMATION))

    assert len(printed) == 1
    assert evil.replace(" ", "") in printed[0].replace(" ", "")


@pytest.mark.parametrize("folder", [folder for folder in FONTS.iterdir() if folder.is_dir()], ids=lambda f: f.name)
def test_a_font_comes_with_its_licence(folder):
    licence = (folder / "LICENSE").read_text()

    assert any(name in licence for name in ("Bitstream Vera", "SIL OPEN FONT LICENSE", "Apache License"))
