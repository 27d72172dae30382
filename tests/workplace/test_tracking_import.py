"""Importing tracking numbers: each line previewed, the good ones done after confirmation, with a result for each."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from addresses.models import Customer
from common.actors import SYSTEM
from events.models import Event, Message
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking
from orders.models import Shipment
from orders.notes import NewNote, add_notes
from orders.place import NewOrder, place_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.conftest import ITEM
from tests.sandbox import state_of
from tests.untouched import nothing_changes
from workplace.admin import tracking_file

PAGE = "/admin/orders/order/import-tracking/"
WOULD_SHIP = "Would ship what is left. Status: Created → Shipped. Shipping: Not shipped → Shipped."


@pytest.fixture
def desk(desk_of):
    return desk_of("Warehouse")


@pytest.fixture
def upload(desk):
    """The preview of a file with these lines."""

    def upload(*lines, header="ref,tracking_number,carrier,tracking_url", encoding="utf-8", desk=desk, **fields):
        content = "\n".join([header, *lines])
        return desk.post(PAGE, {"file": SimpleUploadedFile("t.csv", content.encode(encoding), "text/csv"), **fields})

    return upload


def results(page):
    """What the page says of each line: done or not, and why."""
    return [(attempt.outcome == "done", attempt.sentence) for attempt in page.context["results"]]


def confirmation(preview):
    """What the browser sends when the button under a preview is pressed."""
    return {name: preview.context[name] for name in ("confirmed", "command_key")}


def confirm(desk, preview):
    return desk.post(PAGE, confirmation(preview), follow=True)


def parcel_of(order):
    return Shipment.objects.get(order=order)


# --- preview and result ----------------------------------------------------------------------------------------------


def test_good_lines_are_imported_and_a_bad_one_is_left_out(desk, upload, place):
    unsent, sent = place(), place()
    ship_order(sent, actor=SYSTEM, at=timezone.now(), tracking=Tracking(tracking_number="OLD", carrier="DHL"))
    lines = [f"{unsent.ref},0034,DHL,https://example.com/0034", f"{sent.ref},0035,,", "2026-99999,0036,,"]

    with nothing_changes():
        preview = upload(*lines)

    assert results(preview) == [
        (True, WOULD_SHIP),
        (True, "Would correct the shipment's tracking."),
        (False, "There is no such order."),
    ]
    assert "2 of 3 lines can be done" in preview.content.decode()

    result = confirm(desk, preview)

    assert results(result) == [
        (True, "Shipped what was left. Status: Created → Shipped. Shipping: Not shipped → Shipped."),
        (True, "Corrected the shipment's tracking."),
    ]
    assert (parcel_of(unsent).tracking_number, parcel_of(unsent).tracking_url) == ("0034", "https://example.com/0034")
    assert (parcel_of(sent).tracking_number, parcel_of(sent).carrier) == ("0035", "DHL")
    assert set(Event.objects.filter(type="shipment.changed").values_list("actor_name", flat=True)) == {"warehouse"}


def test_what_cannot_be_done_is_said_line_by_line(upload, place):
    good, gone, sent = place(), place(), place()
    change_status(gone, to=OrderStatus.CANCELLED, actor=SYSTEM, at=timezone.now())
    ship_order(sent, actor=SYSTEM, at=timezone.now(), tracking=Tracking(tracking_number="SAME"))

    preview = upload(
        f"{gone.ref},1,,",
        f"{sent.ref},SAME,,",
        ",1,,",
        f"{good.ref},,,",
        f"{good.ref},{'1' * 101},,",
        f"{good.ref},1,,javascript:alert(1)",
        f"{good.ref},1\t2,,",
        f"{good.ref},3,,",
        f"{good.ref.lower()},2,,",
    )

    assert results(preview) == [
        (False, "Can't change order with status 'Cancelled' to 'Shipped'."),
        (False, "The shipment has this tracking number already."),
        (False, "The line names no order."),
        (False, "The tracking number is missing."),
        (False, "tracking_number is longer than 100 characters."),
        (False, "tracking_url is no web address: it must begin with https://."),
        (False, "tracking_number has characters that cannot be printed."),
        (True, WOULD_SHIP),
        (False, "The order stands in the file before."),
    ]
    assert [attempt.line.at for attempt in preview.context["results"]] == list(range(2, 11))


def test_an_order_is_named_by_its_number_if_only_one_channel_has_it(upload, place, other_channel):
    at = timezone.now()
    buyer = Customer.objects.create(channel=other_channel, email="a@example.com", created_at=at, updated_at=at)
    one, two = place(number="A-1"), place(number="A-2")
    twin = NewOrder(channel=other_channel, customer=buyer.id, currency="EUR", items=[ITEM], number="A-2")
    place_order(twin, actor=SYSTEM, at=at)

    preview = upload("A-1,1", "A-2,2", header="number,tracking_number")
    by_both = upload("A-1,,1", f",{one.ref},2", f",{two.ref},3", header="number,ref,tracking_number")

    assert results(preview) == [
        (True, WOULD_SHIP),
        (False, "Several channels have an order of this number: give its ref."),
    ]
    assert results(by_both) == [(True, WOULD_SHIP), (False, "The order stands in the file before."), (True, WOULD_SHIP)]


def test_an_order_that_changed_since_the_preview_is_refused(desk, upload, place):
    first, second = place(), place()
    preview = upload(f"{first.ref},1,,", f"{second.ref},2,,")
    add_notes(first, [NewNote("Wait!")], actor=SYSTEM, at=timezone.now())

    result = results(confirm(desk, preview))

    assert result[0] == (False, "It has changed since the preview. Check it and repeat.")
    assert result[1][0]
    assert state_of(first).status == OrderStatus.CREATED


def test_a_confirmation_counts_once_for_its_person_and_for_an_hour(desk, desk_of, upload, order, time_machine):
    preview = upload(f"{order.ref},1,,")
    other = desk_of()

    shown = preview.context["confirmed"]
    with nothing_changes():
        for browser, confirmed, why in (
            (other, shown, "This preview was shown to somebody else. Choose the file again."),
            (desk, f"{shown}x", "This is not what the preview showed. Choose the file again."),
            (desk, "made:up", "This is not what the preview showed. Choose the file again."),
        ):
            page = browser.post(PAGE, {"confirmed": confirmed})
            assert page.context["problem"] == why

    assert results(confirm(desk, preview))[0][0]
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    assert "This preview is too old" in confirm(desk, preview).content.decode()


def test_a_confirmation_that_is_sent_twice_is_done_once_and_told_twice_alike(desk, upload, order):
    preview = upload(f"{order.ref},1,,")
    first = desk.post(PAGE, confirmation(preview))

    with nothing_changes():
        again = desk.post(PAGE, confirmation(preview))

    assert (first.status_code, again.status_code) == (302, 302)
    assert again["Location"] == first["Location"]
    page = desk.get(again["Location"])
    assert "1 tracking number imported." in page.content.decode()
    sentence = "Shipped what was left. Status: Created → Shipped. Shipping: Not shipped → Shipped."
    assert results(page) == [(True, sentence)]


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["ref;tracking_number", "Ref\tTracking number", "\ufeffref,tracking_number"])
def test_spreadsheets_separate_and_begin_as_they_like(upload, order, header):
    separator = ";" if ";" in header else "\t" if "\t" in header else ","

    assert results(upload(f"{order.ref}{separator}0034", "", header=header)) == [(True, WOULD_SHIP)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"ref,tracking_number\n", "The file has no lines below its header."),
        (b"\n \n", "The first line must name the columns"),
        (b"order,tracking\n1,2", "The first line must name the columns"),
        (b"ref,tracking_number,ref\n1,2,3", "The header names a column twice."),
        ("ref,tracking_number\n1,Ş".encode("cp1254"), "The file is not in UTF-8."),
        ("ref,tracking_number\n1,2".encode("utf-16"), "The file is not in UTF-8."),
        (b"PK\x03\x04\x00\x00", "The file is no CSV file."),
        (b'ref,tracking_number\n1,"2', "The file is no CSV file"),
        (b"ref,tracking_number\n" + b"1,2\n" * 251, "The file has more than 250 lines."),
        (b"ref,tracking_number\n1," + b"2" * tracking_file.MOST_BYTES, "The file is larger than 512 KiB."),
    ],
)
def test_a_file_that_cannot_be_used_says_why(desk, content, sentence):
    page = desk.post(PAGE, {"file": SimpleUploadedFile("t.csv", content, "text/csv")})

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert "results" not in page.context


def test_no_file_is_asked_for_again(desk):
    assert "Choose a file." in desk.post(PAGE, {"anything": 1}).content.decode()


def test_formulas_and_markup_in_cells_are_text(desk, upload, order):
    number = '=HYPERLINK("<b>x</b>")'

    preview = upload(f'{order.ref},"{number.replace(chr(34), chr(34) * 2)}",<script>alert(1)</script>,')
    result = confirm(desk, preview)

    for page in (preview, result):
        assert "<script>alert(1)" not in page.content.decode()
        assert "<b>x</b>" not in page.content.decode()
    assert parcel_of(order).tracking_number == number


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["Support", "Finance"])
def test_only_who_may_ship_may_import(desk_of, upload, order, role):
    desk = desk_of(role)

    assert desk.get(PAGE).status_code == 403
    with nothing_changes():
        assert upload(f"{order.ref},1,,", desk=desk).status_code == 403
    assert PAGE not in desk.get("/admin/orders/order/").content.decode()


def test_the_list_leads_to_the_import(desk, order):
    assert desk.get("/admin/orders/order/").content.decode().count(f'href="{PAGE}"') == 2
    assert desk.get(PAGE).status_code == 200


def test_what_a_spreadsheet_spoiled_and_numbers_given_twice_are_left_out(upload, place):
    one, two, three = place(), place(), place()

    preview = upload(
        f"{one.ref},3.40434E+17,,", f'{two.ref},"=""00340""",,', f"{two.ref},00340,,", f"{three.ref},00340,,"
    )

    assert [good for good, _sentence in results(preview)] == [False, False, True, False]
    assert results(preview)[0][1].startswith("A spreadsheet has spoiled the tracking number")
    assert results(preview)[3][1].startswith("The tracking number stands in the file before.")


def test_customers_are_told_of_what_is_shipped_if_wanted(desk, upload, place):
    told_of, not_told_of = place(), place()
    confirm(desk, upload(f"{told_of.ref},0034,DHL,", notify_customer="on"))
    confirm(desk, upload(f"{not_told_of.ref},0035,DHL,"))

    assert list(Message.objects.values_list("order", "template")) == [(told_of.pk, "shipped")]
