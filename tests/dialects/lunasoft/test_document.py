"""The document's printed requests, and its printed answers key by key, in order and in type."""

import json
from pathlib import Path

import pytest

from events.models import Message
from orders.models import Order
from tests.dialects.printed import differences
from tests.untouched import nothing_changes

PRINTED = json.loads((Path(__file__).parent / "printed.json").read_text())
DETAIL = PRINTED["detail"]
FORM = "application/x-www-form-urlencoded"
ROW = {key: value for key, value in DETAIL.items() if key != "statuses"}
KINDS = pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", FORM])


def test_the_document_prints_so_many_keys():
    counts = len(DETAIL), len(ROW), len(DETAIL["line_items"][0]), len(DETAIL["statuses"][0])

    assert counts == (71, 70, 16, 9)


def test_an_order_is_shown_as_printed(sample):
    answer = sample.get("/orders/54123")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert differences(answer.json(), DETAIL) == []


def test_the_list_is_shown_as_printed(sample):
    answer = sample.get("/orders")

    assert answer.status_code == 200
    assert differences(answer.json(), {"orders": [ROW], "next_page": False}) == []


@KINDS
def test_the_printed_request_has_a_comma_too_many(sample, kind):
    with nothing_changes():
        answer = sample.post("/orders/54123", PRINTED["update"], content_type=kind)

    assert answer.status_code == 400
    assert list(answer.json()) == ["errors"]


@KINDS
def test_without_the_comma_the_status_is_added(sample, demo, kind):
    body = PRINTED["update"].replace("true,", "true")
    before = Message.objects.count()

    answer = sample.post("/orders/54123", body, content_type=kind)

    assert answer.status_code == 200
    shown = answer.json()
    assert list(shown) == list(DETAIL)
    newest = shown["statuses"][0]
    assert list(newest) == list(DETAIL["statuses"][0])
    assert (newest["status"], newest["notes"], newest["notify_customer"]) == ("Shipped", "Tracking #ABCDEFG", True)
    assert shown["current_status"] == "Shipped"
    assert shown["statuses"][1:] == DETAIL["statuses"]
    assert Message.objects.count() == before + 1
    assert Order.objects.get(pk=demo.pk).shipping_status == "shipped"
