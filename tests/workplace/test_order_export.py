"""Orders chosen in the list, as a file."""

import codecs
import csv
import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from threading import BoundedSemaphore
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from addresses.models import Customer
from orders.models import Order

LIST = "/admin/orders/order/"
FORMULA = '=HYPERLINK("https://example.com","x")'


@pytest.fixture
def desk(desk_of):
    return desk_of()


def export(desk, action, *orders):
    answer = desk.post(LIST, {"action": action, "index": 0, "_selected_action": [str(order.pk) for order in orders]})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_chosen_orders_are_exported_as_csv(desk, place):
    Customer.objects.update(first_name=FORMULA)
    order, _other = place(number="@SUM(1)"), place()

    rows = list(csv.DictReader(io.StringIO(export(desk, "export-csv", order).decode("utf-8-sig"))))

    assert [(row["ref"], row["total"], row["currency"]) for row in rows] == [(order.ref, "23.50", "USD")]
    assert rows[0]["number"] == "'@SUM(1)"
    assert rows[0]["customer_first_name"] == f"'{FORMULA}"


def test_spreadsheets_see_that_a_csv_file_is_utf_8(desk, place):
    Customer.objects.update(first_name="Işık")

    file = export(desk, "export-csv", place())

    assert file.startswith(codecs.BOM_UTF8)
    assert "Işık" in file.decode("utf-8-sig")


def test_chosen_orders_are_exported_as_a_workbook(desk, place):
    Customer.objects.update(first_name=FORMULA)
    order = place(number="-1+1", currency="KWD")
    Order.objects.update(date_placed=datetime(2026, 2, 1, 12, 30, 15, 999, tzinfo=UTC))

    sheet = load_workbook(io.BytesIO(export(desk, "export-xlsx", order))).active
    head, cells = ([*row] for row in sheet.iter_rows())
    row = dict(zip([cell.value for cell in head], cells, strict=True))

    assert row["customer_first_name"].value == FORMULA
    assert {row[name].data_type for name in ("customer_first_name", "number")} == {"s"}
    assert Decimal(str(row["total"].value)) == Decimal("23.5")
    assert row["total"].number_format == "#,##0.000"
    assert row["date_placed (UTC)"].value == datetime(2026, 2, 1, 12, 30, 15)  # noqa: DTZ001
    assert row["status"].value == "CREATED"


def as_excel_reads(written):
    """Spreadsheets take `_x0041_` in a text for the character of that number (ECMA-376, ST_Xstring)."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), written)


@pytest.mark.parametrize("number", ["SKU_x0041_1", "_x000D_", "_x005F_x000d_", "a_x0041_x0042_", "_x41_"])
def test_a_workbook_has_no_text_that_spreadsheets_take_for_a_character(desk, place, number):
    file = io.BytesIO(export(desk, "export-xlsx", place(number=number)))

    sheet = ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert f">{number}<" in as_excel_reads(sheet)


def test_a_workbook_keeps_amounts_that_a_float_would_round(desk, place):
    order = place(items=[{"sku": "CITY", "quantity": 1, "unit_price": Decimal("123456789012.3456")}], currency="CLF",
                  adjustments=[])  # fmt: skip

    sheet = load_workbook(io.BytesIO(export(desk, "export-xlsx", order))).active
    head, cells = ([*row] for row in sheet.iter_rows(values_only=True))

    assert dict(zip(head, cells, strict=True))["total"] == "123456789012.3456"


def test_files_that_are_being_written_leave_threads_for_other_pages(desk, place, monkeypatch):
    order = place()
    monkeypatch.setattr("workplace.admin.export._PLACES", BoundedSemaphore(1))
    chosen = {"action": "export-csv", "index": 0, "_selected_action": [str(order.pk)]}
    first = desk.post(LIST, chosen)

    second = desk.post(LIST, chosen, follow=True)

    assert "Other files are being generated." in second.content.decode()
    assert order.ref in b"".join(first).decode()
    assert order.ref in export(desk, "export-csv", order).decode()


def test_a_workbook_that_would_be_too_long_is_refused(desk, place, monkeypatch):
    monkeypatch.setattr("workplace.admin.export.MOST_ROWS", 1)
    chosen = {"action": "export-xlsx", "index": 0, "_selected_action": [str(place().pk), str(place().pk)]}

    page = desk.post(LIST, chosen, follow=True)

    assert "A workbook holds at most 1 orders." in page.content.decode()
