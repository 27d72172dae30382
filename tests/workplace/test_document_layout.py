"""Where things stand on paper: no word runs over another, or off the page."""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import ImageFont
from pypdf import PdfReader

from orders.models import Order
from orders.money.refund import RefundRequest, refund_order
from workplace.documents.pdf import FONTS
from workplace.documents.printing import DocumentKind, print_document

pytestmark = pytest.mark.django_db

SLIP, CONFIRMATION, NOTE = DocumentKind.PACKING_SLIP, DocumentKind.CONFIRMATION, DocumentKind.REFUND_NOTE
LEFT, RIGHT = 2 / 2.54 * 72, (21 - 2) / 2.54 * 72
SKUS = ["TSHIRT-BLUE-XXL-2026-TR", "8690526083345-001", "W" * 100]
LONG_NAME = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@dataclass(frozen=True)
class Line:
    """A piece of text, and the place on the page where it stands."""

    text: str
    left: float
    height: float
    right: float


def lines(page):
    """The pieces of text on a page, as they were drawn."""
    found = []

    def visit(text, matrix, text_matrix, font, size):
        if text.strip():
            bold = "Bold" in font["/BaseFont"]
            face = ImageFont.truetype(str(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")), 1000)
            left, width = matrix[4] + text_matrix[4], face.getlength(text.strip()) * size / 1000
            found.append(Line(text.strip(), left, matrix[5] + text_matrix[5], left + width))

    page.extract_text(visitor_text=visit)
    return found


def printed(order, kind):
    order = Order.objects.select_related("channel", "customer").get(pk=order.pk)
    return [lines(page) for page in PdfReader(BytesIO(print_document(order, kind))).pages]


@pytest.fixture
def wordy(place, money, now):
    """An order of long words everywhere, of which something was given back."""
    items = [
        {"sku": sku, "quantity": 1, "unit_price": Decimal("1299.90"), "product": {"name": LONG_NAME}} for sku in SKUS
    ]
    order = place(
        items=items,
        shipping_address={"line": "L" * 200, "city_name": "Washington", "notes": "n" * 200},
        columns={"customer_note": "x" * 200, "has_gift_box": True, "gift_box_note": "g" * 160},
    )
    money.pay(order)
    pieces = [{"item": item.pk, "quantity": 1} for item in order.items.all()]
    refund_order(Order.objects.get(pk=order.pk), request=RefundRequest(items=pieces, reason="r" * 200), **now)
    return order


@pytest.mark.parametrize("kind", DocumentKind)
def test_no_word_runs_off_the_paper(wordy, kind):
    for page in printed(wordy, kind):
        assert [line for line in page if line.left < LEFT - 1 or line.right > RIGHT + 1] == []


@pytest.mark.parametrize("kind", DocumentKind)
def test_no_word_runs_over_its_neighbour(wordy, kind):
    for page in printed(wordy, kind):
        rows = sorted(page, key=lambda line: (line.height, line.left))
        beside = [(one, next_) for one, next_ in pairwise(rows) if one.height == next_.height]
        assert [(one, next_) for one, next_ in beside if one.left < next_.left < one.right] == []


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_word_that_was_broken_is_whole_when_it_is_read_on(wordy, kind):
    columns = {}
    for page in printed(wordy, kind):
        for line in sorted(page, key=lambda line: -line.height):
            columns[line.left] = columns.get(line.left, "") + line.text

    assert all(any(label_of in column for column in columns.values()) for label_of in [*SKUS, LONG_NAME])


def test_a_long_note_on_an_address_begins_below_the_address(place):
    note = " ".join(["Leave it at the porter."] * 300)
    order = place(shipping_address={"line": "300 E St SW", "city_name": "Washington", "notes": note})

    first, *others = printed(order, SLIP)

    assert {"300 E St SW", "Packing slip"} <= {line.text for line in first}
    assert sum("porter" in line.text for line in first) > 30
    assert any("Medium Mug" in line.text for page in others for line in page)


@pytest.mark.parametrize("kind", DocumentKind)
def test_printing_warns_of_nothing(wordy, caplog, kind):
    Order.objects.filter(pk=wordy.pk).update(customer_note="東京")

    printed(wordy, kind)

    assert [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []
