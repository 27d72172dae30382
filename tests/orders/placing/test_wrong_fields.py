"""What is wrong with a request is said by field and rule, nothing is written, and nothing breaks."""

import pytest

from tests.answers import wrong
from tests.untouched import nothing_changes

DIGITS = [
    ("JPY", "10.5"),
    ("JPY", "10.0001"),
    ("USD", "10.005"),
    ("EUR", "0.001"),
    ("TRY", "10.0001"),
    ("KWD", "10.0005"),
    ("ISK", "1.5"),
]


@pytest.mark.parametrize(("currency", "price"), DIGITS)
def test_more_digits_than_the_currency_has_are_refused(post, body, currency, price):
    del body["total"]
    body |= {"currency": currency, "adjustments": [{"type": "shipping", "amount": price}]}
    body["items"][0] |= {"unit_price": price, "retail_price": price, "discount_amount": price}

    with nothing_changes():
        answer = post(body)

    assert wrong(answer) == dict.fromkeys(
        [
            "/items/0/unit_price",
            "/items/0/retail_price",
            "/items/0/discount_amount",
            "/adjustments/0/amount",
        ],
        "too_many_digits",
    )
    assert f"{currency} has " in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"currency": "XXX"}, "/currency", "unknown"),
        ({"currency": "USDT"}, "/currency", "unknown"),
        ({"currency": "DEM"}, "/currency", "unknown"),
        ({"currency": ""}, "/currency", "blank"),
        ({"channel": "nowhere"}, "/channel", "unknown_channel"),
        ({"channel": "us web"}, "/channel", "invalid"),
        ({"shipping_address": {"line": "1", "country_code": "XX"}}, "/shipping_address/country_code", "unknown"),
        ({"shipping_address": {"line": "1", "country_code": "USA"}}, "/shipping_address/country_code", "unknown"),
        ({"shipping_address": {}}, "/shipping_address/line", "required"),
        ({"shipping_address": 5}, "/shipping_address", "invalid"),
        ({"shipping_address": "near the church"}, "/shipping_address", "invalid"),
        ({"shipping_address": []}, "/shipping_address", "invalid"),
        ({"customer": {"email": "nobody"}}, "/customer/email", "invalid"),
        ({"customer": {"email": "a@example.com", "phone": "call me"}}, "/customer/phone", "invalid"),
        ({"customer": {"email": "a@example.com", "gender": 7}}, "/customer/gender", "invalid_choice"),
        ({"customer": {"email": "a@example.com", "birthday": "soon"}}, "/customer/birthday", "invalid"),
        ({"customer": {"email": "a@example.com", "shoe_size": 43}}, "/customer/shoe_size", "unknown_field"),
        ({"items": {}}, "/items", "not_a_list"),
        ({"items": [5]}, "/items/0", "invalid"),
        ({"items": [[]]}, "/items/0", "invalid"),
        ({"items": [None]}, "/items/0", "null"),
        ({"adjustments": {"type": "shipping"}}, "/adjustments", "not_a_list"),
        ({"adjustments": [{"type": "gift", "amount": "1"}]}, "/adjustments/0/type", "invalid_choice"),
        ({"adjustments": [{"type": "fee"}]}, "/adjustments/0/amount", "required"),
        ({"total": "23,50"}, "/total", "invalid"),
        ({"total": "1e2"}, "/total", "invalid"),
        ({"total": 23.5}, "/total", "float_not_allowed"),
        ({"total": "-1"}, "/total", "min_value"),
        ({"total": " 23.50"}, "/total", "invalid"),
        ({"total": "٢٣"}, "/total", "invalid"),
        ({"total": True}, "/total", "invalid"),
        ({"total": "1000000000000"}, "/total", "too_large"),
        ({"has_gift_box": "maybe"}, "/has_gift_box", "invalid"),
        ({"delivery_range": "2026-02-30T12:00:00Z"}, "/delivery_range", "invalid"),
        ({"delivery_range": 5}, "/delivery_range", "invalid"),
        ({"language_code": "not a language"}, "/language_code", "invalid"),
        ({"shipping_tax_rate": "101"}, "/shipping_tax_rate", "max_value"),
        ({"extra_field": "text"}, "/extra_field", "not_an_object"),
        ({"extra_field": {"a": "x" * 17_000}}, "/extra_field", "too_large"),
        ({"extra_field": {"a": [[[[[[[[1]]]]]]]]}}, "/extra_field", "too_deep"),
        ({"created_ip": 5}, "/created_ip", "invalid"),
        ({"invoice_date": "2026-01-31T12:30:00"}, "/invoice_date", "no_zone"),
        ({"number": "x" * 65}, "/number", "max_length"),
        ({"customer_note": "x" * 2001}, "/customer_note", "max_length"),
        ({"e_archive_url": "not a link"}, "/e_archive_url", "invalid"),
        ({"statsu": "NEW"}, "/statsu", "unknown_field"),
        ({"__proto__": {}}, "/__proto__", "unknown_field"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_each_wrong_field_is_named_with_its_rule(post, body, change, place, rule):
    with nothing_changes():
        answer = post(body | change)

    assert wrong(answer) == {place: rule}


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"quantity": 0}, "quantity", "min_value"),
        ({"quantity": -1}, "quantity", "min_value"),
        ({"quantity": 100_001}, "quantity", "max_value"),
        ({"quantity": "two"}, "quantity", "invalid"),
        ({"quantity": 1.5}, "quantity", "fraction"),
        ({"unit_price": "1.000"}, "unit_price", "too_many_digits"),
        ({"unit_price": "0.0049"}, "unit_price", "too_many_digits"),
        ({"quantity": None}, "quantity", "null"),
        ({"unit_price": None}, "unit_price", "null"),
        ({"unit_price": 10.0}, "unit_price", "float_not_allowed"),
        ({"unit_price": "ten"}, "unit_price", "invalid"),
        ({"tax_rate": "-1"}, "tax_rate", "min_value"),
        ({"sku": "x" * 101}, "sku", "max_length"),
        ({"sku": 5}, "sku", "invalid"),
        ({"product": "Medium Mug"}, "product", "not_an_object"),
        ({"skuu": "MUG"}, "skuu", "unknown_field"),
        ({"status": 500}, "status", "unknown_field"),
        ({"total": "20.00"}, "total", "unknown_field"),
        ({"adjustments": [{"type": "tax", "amount": "x"}]}, "adjustments/0/amount", "invalid"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_each_wrong_field_of_an_item_is_named_with_its_rule(post, body, change, place, rule):
    body["items"][0] |= change

    with nothing_changes():
        answer = post(body)

    assert wrong(answer) == {f"/items/0/{place}": rule}


def said_of(answer):
    return {error["pointer"]: error["detail"] for error in answer.json()["errors"]}


def test_a_word_that_cannot_be_chosen_is_told_those_that_can(post, body):
    answer = post(body | {"status": "HOLD", "adjustments": [{"type": "x" * 100, "amount": "1.00"}]})

    said = said_of(answer)
    assert said["/status"] == "There is no 'HOLD' to choose. There are: NEW, CREATED."
    assert said["/adjustments/0/type"].startswith(f"There is no '{'x' * 60}…' to choose. There are: ")


def test_what_is_not_near_is_not_suggested(post, body):
    body["items"][0] |= {"name": "Mug", "price": "1.00"}

    said = said_of(post(body))

    assert said["/items/0/name"] == "There is no 'name' here."
    assert said["/items/0/price"] == "There is no 'price' here. Did you mean 'unit_price'?"


def test_an_unknown_field_is_told_the_nearest_one(post, body):
    answer = post(body | {"adress": "x", "shiping_address": None})

    said = said_of(answer)
    assert said["/shiping_address"] == "There is no 'shiping_address' here. Did you mean 'shipping_address'?"
    assert said["/adress"].startswith("There is no 'adress' here.")
