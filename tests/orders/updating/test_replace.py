"""`PUT /orders/{ref}/` and `If-Match`: replacing an order, and changing only the version that was read."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from orders.models import Adjustment
from tests.answers import refusal, wrong
from tests.basket import fresh
from tests.orders.updating.sent import CAP, move, url
from tests.untouched import nothing_changes


def test_a_replacement_needs_items(api, order):
    with nothing_changes():
        assert wrong(api.put(url(order), {}, format="json")) == {"/items": "required"}


def test_what_a_replacement_leaves_out_goes_back_to_its_default(api, place):
    order = place(
        shipping_address={"line": "300 E St SW"},
        number="1254",
        columns={
            "customer_note": "Ring twice.",
            "has_gift_box": True,
            "extra_field": {"a": 1},
            "delivery_range": datetime(2026, 1, 31, tzinfo=UTC) + timedelta(days=3),
            "shipping_tax_rate": Decimal(18),
        },
    )

    replaced = api.put(url(order), {"items": [CAP], "invoice_number": "INV-1"}, format="json").json()

    assert [item["sku"] for item in replaced["items"]] == ["CAP"]
    assert replaced["total"] == "15.00"
    assert replaced["invoice_number"] == "INV-1"
    emptied = ("customer_note", "has_gift_box", "extra_field", "delivery_range", "shipping_tax_rate")
    assert [replaced[name] for name in emptied] == ["", False, {}, None, None]
    assert replaced["billing_address"] is replaced["shipping_address"] is None
    assert replaced["adjustments"] == []
    assert (replaced["number"], replaced["email"], replaced["currency"]) == ("1254", "shop@example.com", "USD")
    assert not Adjustment.objects.exists()


def test_a_replacement_of_an_approved_order_is_refused(api, order):
    move(order, "PROCESSING")

    with nothing_changes():
        answer = api.put(url(order), {"items": [CAP]}, format="json")

    assert refusal(answer, 409, "fields_frozen")["frozen"] == ["adjustments", "items"]


# --- If-Match --------------------------------------------------------------------------------------------------------


def test_the_version_that_was_read_can_be_changed(api, order):
    tag = api.get(url(order))["ETag"]

    answer = api.patch(url(order), {"customer_note": "Ring twice."}, format="json", headers={"if-match": tag})

    assert answer.status_code == 200
    assert answer["ETag"] != tag


@pytest.mark.parametrize("send", ["patch", "put", "status", "notes"])
def test_another_version_is_refused_with_the_current_order(api, order, send):
    tag = api.get(url(order))["ETag"]
    api.patch(url(order), {"customer_note": "Ring twice."}, format="json")
    wishes = {
        "patch": lambda **more: api.patch(url(order), {"customer_note": "Knock."}, format="json", **more),
        "put": lambda **more: api.put(url(order), {"items": [CAP]}, format="json", **more),
        "status": lambda **more: api.put(f"{url(order)}status/", {"status": "HOLD"}, format="json", **more),
        "notes": lambda **more: api.post(f"{url(order)}notes/", {"message": "Hello"}, format="json", **more),
    }

    with nothing_changes():
        answer = wishes[send](headers={"if-match": tag})

    problem = refusal(answer, 412, "version_differs")
    assert problem["detail"] == "The order is at version 2, not at version 1. Read it again and repeat."
    assert problem["current"] == api.get(url(order)).json()


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("*", 200),
        ('"1"', 200),
        ('"7", "1"', 200),
        ('"7"', 412),
        ('"7", "8"', 412),
        ('W/"1"', 412),
        ("1", 412),
        ('"one"', 412),
        ("", 412),
        ('"99999999999999999999"', 412),
    ],
)
def test_if_match_takes_several_tags_and_no_weak_or_strange_ones(api, order, header, status):
    answer = api.patch(url(order), {"customer_note": "Knock."}, format="json", headers={"if-match": header})

    assert answer.status_code == status
    assert fresh(order).version == (2 if status == 200 else 1)
