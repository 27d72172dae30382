"""Documents on paper: what stands on them, in which language, and who may print them."""

import struct
import zlib
from decimal import Decimal
from io import BytesIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from access.models import User
from common.actors import SYSTEM
from common.errors import InvalidInput
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking
from orders.models import Order
from orders.money.capture import capture_payment
from orders.money.refund import RefundRequest, refund_order
from workplace.admin.documents import documents_for
from workplace.documents.contents import size_of_packing_slips
from workplace.documents.pdf import FONTS
from workplace.documents.printing import DocumentKind, NothingToPrint, print_document, print_packing_slips
from workplace.letterhead import change_letterhead
from workplace.models import Letterhead

pytestmark = pytest.mark.django_db

SLIP, CONFIRMATION, NOTE = DocumentKind.PACKING_SLIP, DocumentKind.CONFIRMATION, DocumentKind.REFUND_NOTE


def pages(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf):
    return " ".join(pages(pdf))


def picture(format="PNG", size=(60, 20)):
    file = BytesIO()
    Image.new("RGB", size, "navy").save(file, format)
    return file.getvalue()


def fresh(order):
    return Order.objects.select_related("channel", "customer").get(pk=order.pk)


@pytest.fixture
def person():
    """Somebody of a role, signed in."""

    def person(role, client):
        user = User.objects.create_user(f"{role}-1", password="a long password", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return person


@pytest.fixture
def refunded(place, money, now):
    """An order paid by card, of which one mug was given back."""
    order = place()
    money.pay(order)
    item = order.items.get()
    refund_order(fresh(order), request=RefundRequest(items=[{"item": item.pk, "quantity": 1}], reason="Chipped"), **now)
    return fresh(order)


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


# --- letterhead and language ---


def test_the_letterhead_of_the_channel_stands_at_the_top(order, channel):
    changes = {"legal_name": "US Web Store, Inc.", "address": "1 Main St\nWashington", "logo": picture()}
    change_letterhead(channel, at=timezone.now(), changes=changes)

    pdf = print_document(fresh(order), CONFIRMATION)

    assert "US Web Store, Inc. 1 Main St Washington" in text(pdf)
    assert [image.image.size for image in PdfReader(BytesIO(pdf)).pages[0].images] == [(60, 20)]


def test_another_channels_letterhead_is_not_used(order, other_channel):
    change_letterhead(other_channel, at=timezone.now(), changes={"legal_name": "Marketplace Ltd."})

    assert "Marketplace Ltd." not in text(print_document(fresh(order), CONFIRMATION))


def test_a_document_speaks_the_customers_language(place):
    order = place(columns={"language_code": "tr-TR"})

    confirmation = text(print_document(fresh(order), CONFIRMATION))

    assert "Sipariş onayı" in confirmation
    assert "23,50 USD" in confirmation


def test_a_document_speaks_the_channels_language_to_a_customer_who_told_none(order, channel):
    change_letterhead(channel, at=timezone.now(), changes={"language_code": "tr"})

    assert "Paketleme fişi" in text(print_document(fresh(order), SLIP))


def claiming(width, height):
    """A small file that says it is a huge picture."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return picture()[:8] + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header)) + picture()[33:]


@pytest.mark.parametrize(
    "file",
    [claiming(10_000, 10_000), claiming(30_000, 30_000), b"", b"no picture",
     b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture("GIF"), picture(size=(2001, 1)),
     picture() + b"\0" * 256 * 1024],
    ids=["bomb", "larger bomb", "nothing", "text", "svg", "gif", "wide", "heavy"],
)  # fmt: skip
def test_a_logo_that_is_no_small_picture_is_refused(channel, file):
    with pytest.raises(InvalidInput):
        change_letterhead(channel, at=timezone.now(), changes={"logo": file})

    assert not Letterhead.objects.exists()


def test_a_logo_is_kept_as_large_as_it_is_printed(channel):
    kept = change_letterhead(channel, at=timezone.now(), changes={"logo": picture(size=(2000, 1000))}).logo

    assert Image.open(BytesIO(kept)).size == (500, 250)


def test_a_logo_is_kept_as_the_picture_alone(channel):
    hidden = picture("JPEG") + b"<script>"

    kept = change_letterhead(channel, at=timezone.now(), changes={"logo": hidden}).logo

    assert kept.startswith(b"\x89PNG")
    assert b"<script>" not in kept


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


# --- who may print ---

WHO = {
    SLIP: {"Support": 200, "Warehouse": 200, "Finance": 200},
    CONFIRMATION: {"Support": 200, "Warehouse": 200, "Finance": 200},
    NOTE: {"Support": 200, "Warehouse": 403, "Finance": 200},
}


@pytest.mark.parametrize("role", ["Support", "Warehouse", "Finance"])
def test_a_role_prints_what_its_permissions_open(client, person, refunded, role):
    person(role, client)

    for kind, allowed in WHO.items():
        answer = client.get(reverse("admin:orders_order_document", args=[refunded.pk, kind.value]))
        assert answer.status_code == allowed[role]
        if answer.status_code == 200:
            assert answer["Content-Type"] == "application/pdf"
            assert answer["Content-Disposition"] == f'inline; filename="{kind.value}-{refunded.ref}.pdf"'
            assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("allowed", ["view_shipment", "change_shipment", "view_payment"])
def test_a_permission_to_print_without_one_to_see_orders_is_not_enough(client, person, refunded, allowed):
    printer = person("Warehouse", client)
    printer.groups.clear()
    printer.user_permissions.set(Permission.objects.filter(codename=allowed))

    for kind in DocumentKind:
        assert client.get(reverse("admin:orders_order_document", args=[refunded.pk, kind.value])).status_code == 403


def test_only_documents_that_can_be_printed_are_offered(rf, client, person, order, refunded):
    request = rf.get("/")
    request.user = person("Warehouse", client)
    assert [link.kind for link in documents_for(request, refunded)] == ["packing-slip", "confirmation"]

    request.user = person("Finance", client)
    assert [link.kind for link in documents_for(request, refunded)] == ["packing-slip", "confirmation", "refund-note"]
    assert [link.kind for link in documents_for(request, order)] == ["packing-slip", "confirmation"]


def test_what_does_not_exist_is_not_found(admin_client, order):
    for kind in ("refund-note", "invoice"):
        assert admin_client.get(f"/admin/orders/order/{order.pk}/documents/{kind}/").status_code == 404


def test_nobody_prints_without_signing_in(client, order):
    answer = client.get(reverse("admin:orders_order_document", args=[order.pk, "confirmation"]))

    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_several_slips_come_in_one_pdf_each_with_its_own_page_numbers(place):
    orders = [fresh(place()), fresh(place())]

    printed = pages(print_packing_slips(orders))

    assert len(printed) == 2
    for order, page in zip(orders, printed, strict=True):
        assert order.ref in page
        assert "Page 1 / 1" in page


def test_slips_of_the_chosen_orders_are_printed_from_the_list(client, person, place):
    chosen, other = place(), place()
    person("Warehouse", client)

    answer = client.post(
        reverse("admin:orders_order_changelist"),
        {"action": "print_packing_slips", "_selected_action": [str(chosen.pk)]},
    )

    assert answer["Content-Type"] == "application/pdf"
    assert chosen.ref in text(answer.content)
    assert other.ref not in text(answer.content)


@pytest.mark.parametrize(
    ("most", "sentence"),
    [
        ("MOST_LINES", "These orders have 2 shipments with 2 lines. At most 100 shipments with 1 lines altogether"),
        ("MOST_SHIPMENTS", "Choose at most 1 orders at once."),
    ],
)
def test_more_than_a_browser_waits_for_is_not_drawn(client, person, place, monkeypatch, most, sentence):
    chosen = [place(), place()]
    person("Warehouse", client)
    for module in ("admin.documents", "documents.printing"):
        monkeypatch.setattr(f"workplace.{module}.{most}", 1)
    monkeypatch.setattr("workplace.documents.printing.drawn", lambda *_: pytest.fail("It was drawn."))

    answer = client.post(
        reverse("admin:orders_order_changelist"),
        {"action": "print_packing_slips", "_selected_action": [str(order.pk) for order in chosen]},
        follow=True,
    )

    assert sentence in answer.content.decode()


def test_of_an_order_only_the_shipments_count_that_would_be_printed(place):
    order = place()
    ship_order(order, lines=[{"item": order.items.get().pk, "quantity": 1}], actor=SYSTEM, at=timezone.now())

    size = size_of_packing_slips([order, place()])

    assert (size.shipments, size.lines) == (2, 2)


def test_printing_changes_nothing(refunded):
    before = refunded.version

    for kind in DocumentKind:
        print_document(refunded, kind)

    assert fresh(refunded).version == before


# --- the letterhead's page ---


def letterhead_page(channel):
    return reverse("admin:orders_channel_letterhead", args=[channel.pk])


def test_the_letterhead_is_changed_on_the_channels_page(admin_client, channel):
    form = {"legal_name": "US Web Store, Inc.", "address": "1 Main St", "language_code": "en"}

    shown = admin_client.get(reverse("admin:orders_channel_change", args=[channel.pk]))
    done = admin_client.post(letterhead_page(channel), {**form, "logo": SimpleUploadedFile("logo.png", picture())})

    assert letterhead_page(channel) in shown.content.decode()
    assert done.status_code == 302
    assert Letterhead.objects.get().legal_name == "US Web Store, Inc."
    assert bytes(Letterhead.objects.get().logo).startswith(b"\x89PNG")
    assert "data:image/png;base64," in admin_client.get(letterhead_page(channel)).content.decode()


def test_the_logo_stays_until_it_is_removed(admin_client, channel):
    change_letterhead(channel, at=timezone.now(), changes={"logo": picture()})

    admin_client.post(letterhead_page(channel), {"language_code": "en"})
    assert Letterhead.objects.get().logo is not None

    admin_client.post(letterhead_page(channel), {"language_code": "en", "remove_logo": "on"})
    assert Letterhead.objects.get().logo is None


def test_a_wrong_logo_is_told_beside_the_form(admin_client, channel):
    answer = admin_client.post(letterhead_page(channel), {"logo": SimpleUploadedFile("logo.png", b"no picture")})

    assert answer.status_code == 200
    assert "A logo is a PNG or JPEG picture." in answer.content.decode()
    assert not Letterhead.objects.exists()


def test_there_is_no_letterhead_of_no_channel(admin_client, order):
    for unknown in ("nowhere", order.pk):
        assert admin_client.get(f"/admin/orders/channel/{unknown}/letterhead/").status_code == 404


@pytest.mark.parametrize("role", ["Support", "Warehouse", "Finance"])
def test_nobody_without_the_permission_changes_a_letterhead(client, person, channel, role):
    person(role, client)

    assert client.get(letterhead_page(channel)).status_code == 403
    assert client.post(letterhead_page(channel), {"legal_name": "Mine"}).status_code == 403
    assert not Letterhead.objects.exists()
