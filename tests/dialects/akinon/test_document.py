"""The document's printed answers, key by key, in order and in type, by the orders that it prints."""

import json
from pathlib import Path

import pytest

from tests.dialects.printed import differences

PRINTED = json.loads((Path(__file__).parent / "printed.json").read_text())
PICKED = {
    "orders": "number=45243493",
    "order-items": "order__number=45243493",
    "cancellation-plans": "",
    "customer-addresses": "id=4c785dc6-0c69-4f84-aaa8-a34a932db75c",
}
"""Filters that leave what is printed of a list: the demo has what the printed rows need beside them."""


@pytest.fixture
def caller(demo_caller, speaks_json_as):
    return speaks_json_as(demo_caller("akinon"))


@pytest.mark.parametrize("name", PRINTED)
def test_a_list_is_as_printed(caller, name):
    answer = caller.get(f"/api/i1/{name}/?{PICKED[name]}")
    printed = PRINTED[name]
    if name == "orders":
        # The document prints 100 although its only item is delivered.
        assert answer.json()["results"][0]["status"] == 600
        printed["results"][0]["status"] = 600

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert differences(answer.json(), printed) == []


@pytest.mark.parametrize("name", PRINTED)
def test_a_row_is_found_by_its_printed_id(caller, name):
    (printed,) = PRINTED[name]["results"]

    answer = caller.get(f"/api/i1/{name}/{printed['id']}/")

    assert answer.status_code == 200
    assert answer.json()["id"] == printed["id"]
    assert caller.get(f"/api/i1/{name}/?{PICKED[name]}").json()["results"] == [answer.json()]


@pytest.mark.parametrize(
    ("name", "filter", "found"),
    [
        ("order-items", "order=e819386c-b406-43dc-86c9-212ff633afe2", 1),
        ("cancellation-plans", "order=6e5877a9-5a03-48e6-8425-d4be178de83e", 1),
        ("cancellation-plans", "order_items=5481430a-fb72-4d07-bb1d-81dcb9461c5d", 1),
        ("cancellation-plans", "order_items=33a11761-43bc-41d4-8f7f-1e860028367b", 0),
        ("customer-addresses", "country=b08eb673-dcd4-483c-a8b9-59ed76b64a1b", 2),
        ("customer-addresses", "city=2e1adb7c-e1e8-471a-a483-0257d52fb0bc", 2),
    ],
)
def test_filters_know_printed_ids(caller, name, filter, found):
    assert caller.get(f"/api/i1/{name}/?{filter}").json()["count"] == found


def test_the_printed_item_is_not_rejected_for_it_has_arrived(caller):
    (printed,) = PRINTED["order-items"]["results"]

    answer = caller.post(f"/api/i1/order-items/{printed['id']}/reject/", "", content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "order_item_not_rejectable")
