"""Where things stand on paper: no word runs over another, or off the page."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

import pytest
from pypdfium2 import PdfDocument

from orders.models import Order
from orders.money.refund import RefundRequest, refund_order
from workplace.documents.printing import DocumentKind, print_document

pytestmark = pytest.mark.django_db

SLIP, CONFIRMATION, NOTE = DocumentKind.PACKING_SLIP, DocumentKind.CONFIRMATION, DocumentKind.REFUND_NOTE
LEFT, RIGHT = 2 / 2.54 * 72, (21 - 2) / 2.54 * 72
SKUS = ["TSHIRT-BLUE-XXL-2026-TR", "8690526083345-001", "W" * 100]
LONG_NAME = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@dataclass(frozen=True)
class Line:
    """A piece of text, and the box that it fills on the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def runs_over(self, other):
        across = min(self.right, other.right) - max(self.left, other.left)
        upright = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > 0.5 and upright > 0.5


def lines(page):
    """The pieces of text on a page, as they were drawn."""
    text = page.get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    return [Line(text.get_text_bounded(*box).strip(), *box) for box in boxes]


def printed(order, kind):
    order = Order.objects.select_related("channel", "customer").get(pk=order.pk)
    return [lines(page) for page in PdfDocument(print_document(order, kind))]


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
    refund_order(
        Order.objects.get(pk=order.pk), request=RefundRequest(items=pieces, reason="r" * 200, keep_shipping=True), **now
    )
    return order


@pytest.mark.parametrize("kind", DocumentKind)
def test_no_word_runs_off_the_paper(wordy, kind):
    for page in printed(wordy, kind):
        assert [line for line in page if line.left < LEFT - 1 or line.right > RIGHT + 1] == []


@pytest.mark.parametrize("kind", DocumentKind)
def test_no_word_runs_over_its_neighbour(wordy, kind):
    for page in printed(wordy, kind):
        assert [(one, other) for one, other in combinations(page, 2) if one.runs_over(other)] == []


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_word_that_was_broken_is_whole_when_it_is_read_on(wordy, kind):
    read = letters("".join(line.text for page in printed(wordy, kind) for line in page))

    assert [word for word in [*SKUS, LONG_NAME] if letters(word) not in read] == []


def letters(text):
    """Without the hyphens, which programs leave out where a line ends."""
    return re.sub(r"\W", "", text)


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
