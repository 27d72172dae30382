"""What an order costs: sums, adjustments, totals and the currency's digits."""

import pytest

from tests.answers import refusal, wrong
from tests.untouched import nothing_changes


def test_its_sums_are_computed(send, body):
    order = send(body | {"total": "23.50"}).json()

    assert order["items"][0]["total"] == "20.00"
    assert [order[name] for name in ("subtotal", "shipping_amount", "discount_amount", "tax_amount", "total")] == [
        "20.00",
        "3.50",
        "0.00",
        "0.00",
        "23.50",
    ]
    assert [order[name] for name in ("amount_paid", "amount_refunded", "amount_outstanding")] == [
        "0.00",
        "0.00",
        "23.50",
    ]


def test_the_total_may_be_left_out(send, body):
    del body["total"]

    assert send(body).json()["total"] == "23.50"


def test_a_total_is_compared_as_a_number(send, body):
    assert send(body | {"total": "23.5"}).status_code == 201


def test_a_total_that_differs_is_refused_with_both_numbers(send, body):
    with nothing_changes():
        answer = send(body | {"total": "23.49"})

    problem = refusal(answer, 400, "invalid_input")
    assert problem["detail"] == "The items and adjustments add up to 23.50, not to 23.49."
    assert problem["errors"][0]["pointer"] == "/total"
    assert problem["errors"][0]["code"] == "total_differs"
    assert (problem["computed"], problem["sent"]) == ("23.50", "23.49")


def test_every_kind_of_adjustment_counts_where_it_belongs(send, body):
    body["items"][0] |= {
        "discount_amount": "1.00",
        "adjustments": [
            {"type": "gift_box", "amount": "2.00"},
            {"type": "tax", "amount": "3.05", "included": True},
        ],
    }
    body["adjustments"] = [
        {"type": "shipping", "amount": "5.00", "label": "DHL Express"},
        {"type": "shipping_discount", "amount": "-1.50", "code": "FREESHIP"},
        {"type": "discount", "amount": "-2.00", "info": "Ten per cent off"},
        {"type": "interest", "amount": "0.40"},
        {"type": "fee", "amount": "0.60"},
        {"type": "tax", "amount": "4.00"},
        {"type": "gift_certificate", "amount": "-10.00"},
    ]
    del body["total"]

    order = send(body).json()

    assert order["items"][0]["total"] == "21.00"
    sums = {name: order[name] for name in order if name.endswith("_amount") or name in ("subtotal", "total")}
    assert sums == {
        "subtotal": "21.00",
        "discount_amount": "4.50",
        "shipping_amount": "5.00",
        "tax_amount": "7.05",
        "shipping_interest_amount": "0.40",
        "total": "17.50",
        "refund_amount": "0.00",
        "shipping_refund_amount": "0.00",
        "discount_refund_amount": "0.00",
    }
    assert [line["type"] for line in order["adjustments"]] == [line["type"] for line in body["adjustments"]]
    assert order["adjustments"][1]["code"] == "FREESHIP"


def test_a_total_is_never_less_than_nothing(send, body):
    body["adjustments"] = [{"type": "gift_certificate", "amount": "-50.00"}]
    body["total"] = "0.00"

    order = send(body).json()

    assert order["total"] == order["amount_outstanding"] == "0.00"
    assert order["is_paid"] is True
    assert order["payment_status"] == "paid"


@pytest.mark.parametrize(
    ("currency", "price", "total"),
    [("JPY", "1250", "2500"), ("EUR", "0.01", "0.02"), ("KWD", "1.125", "2.250"), ("TRY", "1250.5", "2501.00")],
)
def test_amounts_have_their_currencys_own_digits(send, body, currency, price, total):
    body["currency"] = currency
    body["items"][0]["unit_price"] = price
    body["adjustments"] = []
    body["total"] = total

    order = send(body).json()

    assert order["currency"] == currency
    assert order["total"] == order["items"][0]["total"] == total


@pytest.mark.parametrize("price", ["99999999999.99", 10])
def test_prices_of_any_size_are_exact(send, body, price):
    body["items"][0] |= {"unit_price": price, "quantity": 1}
    body["adjustments"] = []
    del body["total"]

    assert send(body).json()["total"] == (f"{price}" if isinstance(price, str) else "10.00")


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"items": [{"quantity": 1, "unit_price": "1.00", "discount_amount": "1.01"}]},
         "/items/0/discount_amount", "discount_exceeds_price"),
        ({"items": [{"quantity": 1, "unit_price": "1.00", "adjustments": [{"type": "discount", "amount": "-2.00"}]}]},
         "/items/0/discount_amount", "discount_exceeds_price"),
        ({"adjustments": [{"type": "discount", "amount": "1.00"}]}, "/adjustments/0/amount", "reduction_must_not_add"),
        ({"adjustments": [{"type": "shipping_discount", "amount": "1.00"}]},
         "/adjustments/0/amount", "reduction_must_not_add"),
        ({"adjustments": [{"type": "gift_certificate", "amount": "1.00"}]},
         "/adjustments/0/amount", "reduction_must_not_add"),
        ({"adjustments": [{"type": "interest", "amount": "-1.00"}]}, "/adjustments", "interest_negative"),
        ({"items": [{"quantity": 2, "unit_price": "999999999999.00"}]}, "/items", "amount_too_large"),
        ({"items": [{"quantity": 1, "unit_price": "-0.01"}]}, "/items/0/unit_price", "min_value"),
        ({"items": [{"quantity": 1, "unit_price": "1000000000000"}]}, "/items/0/unit_price", "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_amounts_that_make_no_sense_are_refused_with_their_place(send, body, change, place, rule):
    del body["total"]

    with nothing_changes():
        answer = send(body | change)

    assert wrong(answer) == {place: rule}
