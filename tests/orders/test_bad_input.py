"""What is wrong with a request is said by field and rule, nothing is written, and nothing breaks."""

import json
from itertools import count

import pytest
from django.conf import settings as project
from django.db import transaction
from rest_framework.serializers import ListSerializer

from addresses.serializers.actions import AddressInput, CustomerInput
from orders.models import Order
from orders.serializers.actions import AdjustmentInput, ItemInput, NewOrderInput, OrderChanges
from tests.answers import PROBLEM, refusal, wrong
from tests.untouched import nothing_changes

numbers = count()


@pytest.fixture
def send(api):
    """Send a body, text or bytes, as an order to be placed."""

    def send(body, content_type="application/json", **headers):
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        key = {"idempotency-key": f"bad-{next(numbers)}"}
        return api.generic("POST", "/api/v1/orders/", content, content_type, headers=key | headers)

    return send


# --- what is no JSON object ------------------------------------------------------------------------------------------

BROKEN = {
    "cut off": b'{"email": "shop@example.com"',
    "a comma too many": b'{"email": "shop@example.com",}',
    "single quotes": b"{'email': 'shop@example.com'}",
    "a comment": b'{"email": "shop@example.com"} // mine',
    "two documents": b"{}{}",
    "no JSON at all": b"email=shop@example.com",
    "XML": b"<order/>",
    "invalid UTF-8": b'{"email": "\xff\xfe"}',
    "UTF-16": '{"email": "a"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"email": "a"}',
    "a lone surrogate": b'{"email": "\\ud800"}',
    "NaN": b'{"total": NaN}',
    "infinity": b'{"total": Infinity}',
    "a bomb of arrays": b"[" * 100_000 + b"]" * 100_000,
    "a bomb of objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a raw control character": b'{"email": "a\nb"}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_json_is_refused_with_its_place(send, name):
    with nothing_changes():
        answer = send(BROKEN[name])

    problem = refusal(answer, 400, "invalid_json")
    assert (problem["errors"][0]["pointer"], problem["errors"][0]["code"]) == ("", "syntax")
    assert problem["line"] >= 1
    assert problem["column"] >= 0
    assert problem["detail"].startswith("This is not JSON: ")


UNKEEPABLE = {
    "NUL in a text": (b'{"email": "a\\u0000b"}', "/email", "nul_character"),
    "NUL in a name": (b'{"extra_field": {"a\\u0000": 1}}', "/extra_field/a\x00", "nul_character"),
    "NUL deep inside": (b'{"items": [{"product": {"name": "\\u0000"}}]}', "/items/0/product/name", "nul_character"),
    "a huge integer": (b'{"total": 1%s}' % (b"0" * 40), "/total", "number_too_large"),
    "a huge quantity": (b'{"items": [{"quantity": 18446744073709551616}]}', "/items/0/quantity", "number_too_large"),
    "a huge exponent": (b'{"extra_field": {"a": 1e300}}', "/extra_field/a", "number_too_large"),
    "33 levels": (b'{"extra_field":' + b"[" * 33 + b"]" * 33 + b"}", None, "too_deep"),
}


@pytest.mark.parametrize("name", UNKEEPABLE)
def test_what_no_database_could_keep_is_refused_by_its_place(send, name):
    body, place, rule = UNKEEPABLE[name]

    with nothing_changes():
        found = wrong(send(body), code="invalid_json")

    assert list(found.values()) == [rule]
    assert place is None or list(found) == [place]


@pytest.mark.parametrize("body", ["[]", '[{"email": "shop@example.com"}]', '"text"', "5", "1.5", "true", "null"])
def test_only_an_object_is_an_order(send, body):
    with nothing_changes():
        assert set(wrong(send(body)).values()) <= {"invalid", "null"}


@pytest.mark.parametrize("body", ["", " \n", "{}"])
def test_nothing_at_all_is_an_order_without_anybody_who_buys(send, body):
    with nothing_changes():
        assert wrong(send(body)) == {"/customer": "invalid"}


def test_a_body_may_have_a_mebibyte_and_not_a_byte_more(send):
    filler = json.dumps({"email": "shop@example.com", "extra_field": {"a": ""}})
    largest = filler.replace('""', '"' + "x" * (project.MAX_BODY_BYTES - len(filler)) + '"')
    assert len(largest) == project.MAX_BODY_BYTES

    with nothing_changes():
        assert wrong(send(largest))["/extra_field"] == "too_large"
        refusal(send(largest + " "), 413, "body_too_large")
        refusal(send(b"x" * 2 * 1024 * 1024), 413, "body_too_large")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/yaml",
        "application/jsonp",
        "text/json",
        "nonsense",
    ],
)
def test_another_content_type_is_refused_before_it_is_read(send, content_type):
    with nothing_changes():
        refusal(send(b'{"email": "shop@example.com"}', content_type), 415, "unsupported_media_type")


def test_json_is_known_with_a_charset_too(send, body):
    assert send(body, "application/json; charset=utf-8").status_code == 201


# --- one wrong field at a time ---------------------------------------------------------------------------------------

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
def test_more_digits_than_the_currency_has_are_refused(send, body, currency, price):
    del body["total"]
    body |= {"currency": currency, "adjustments": [{"type": "shipping", "amount": price}]}
    body["items"][0] |= {"unit_price": price, "retail_price": price, "discount_amount": price}

    with nothing_changes():
        answer = send(body)

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
def test_each_wrong_field_is_named_with_its_rule(send, body, change, place, rule):
    with nothing_changes():
        answer = send(body | change)

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
def test_each_wrong_field_of_an_item_is_named_with_its_rule(send, body, change, place, rule):
    body["items"][0] |= change

    with nothing_changes():
        answer = send(body)

    assert wrong(answer) == {f"/items/0/{place}": rule}


def test_an_unknown_field_is_told_the_nearest_one(send, body):
    answer = send(body | {"adress": "x", "shiping_address": None})

    said = {error["pointer"]: error["detail"] for error in answer.json()["errors"]}
    assert said["/shiping_address"] == "There is no 'shiping_address' here. Did you mean 'shipping_address'?"
    assert said["/adress"].startswith("There is no 'adress' here.")


# --- everything into every field -------------------------------------------------------------------------------------

NASTY = [
    None, True, 0, -1, 1.5, 2**63 - 1, -(2**63) + 1, "", " ", "x", "x" * 20_000, "0", "-0", "1e400", "\U0001f381",
    "\u202e", "<script>", "'; DROP TABLE orders_order; --", "%s%n", "../../etc/passwd", "2026-01-31",
    "9999-12-31T23:59:59+23:59", "0001-01-01T00:00:00-23:59", "00000000-0000-0000-0000-000000000000",
    [], [[]], [None], ["x"], {}, {"": ""}, {"id": 1},
]  # fmt: skip

PARTS = {
    "": NewOrderInput,
    "items/0/": ItemInput,
    "items/0/adjustments/0/": AdjustmentInput,
    "adjustments/0/": AdjustmentInput,
    "customer/": CustomerInput,
    "shipping_address/": AddressInput,
}


def with_value(body, path, value):
    """The body with another value at a path like `items/0/sku`."""
    *parents, name = path.split("/")
    changed = json.loads(json.dumps(body))
    part = changed
    for parent in parents:
        part = part[int(parent)] if parent.isdigit() else part[parent]
    part[name] = value
    return changed


@pytest.mark.parametrize("part", PARTS)
def test_no_value_in_any_field_breaks_anything(send, body, part):
    body["items"][0]["adjustments"] = [{"type": "fee", "amount": "0.00"}]
    fields = [name for name, field in PARTS[part]().fields.items() if not isinstance(field, ListSerializer)]

    for name in fields:
        for value in NASTY:
            with transaction.atomic():
                answer = send(with_value(body, f"{part}{name}", value))
                transaction.set_rollback(True)
            assert answer.status_code in (201, 400), (name, value, answer.content)
            if answer.status_code == 400:
                assert answer["Content-Type"] == PROBLEM
                assert {
                    pointer.startswith((f"/{part}{name}", "/total")) or pointer == "/customer"
                    for pointer in wrong(answer)
                } == {True}, (name, value, answer.content)

    assert not Order.objects.exists()


def test_no_value_in_any_field_of_a_change_breaks_anything(api, order):
    for name in OrderChanges().fields:
        for value in NASTY:
            with transaction.atomic():
                answer = api.patch(f"/api/v1/orders/{order.ref}/", {name: value}, format="json")
                transaction.set_rollback(True)
            assert answer.status_code in (200, 400, 409), (name, value, answer.content)
            if answer.status_code == 400:
                assert all(pointer.startswith(f"/{name}") for pointer in wrong(answer)), (name, value, answer.content)

    assert Order.objects.get().version == 1


# --- headers and paths -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("authorization", "Bearer"),
        ("authorization", "Bearer "),
        ("authorization", "Bearer x"),
        ("authorization", "Bearer " + "x" * 5000),
        ("authorization", "Bearer key_\xff"),
        ("authorization", "Bearer a b"),
        ("authorization", "bearer customer_x"),
    ],
)
def test_a_wrong_token_is_refused_with_a_challenge(guest, order, header, value):
    answer = guest.get("/api/v1/orders/", headers={header: value})

    refusal(answer, 401, "invalid_token")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Orders Service", error="invalid_token"'


@pytest.mark.parametrize("dry_run", ["1", "yes", "True", "", "true&dry_run=false"])
def test_a_rehearsal_is_asked_for_in_so_many_words(api, order, dry_run):
    with nothing_changes():
        answer = api.put(f"/api/v1/orders/{order.ref}/status/?dry_run={dry_run}", {"status": "HOLD"}, format="json")

    assert list(wrong(answer)) == ["dry_run"]


@pytest.mark.parametrize("path", ["", "status/", "notes/", "history/"])
@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_broken_json_is_refused_by_every_command_of_an_order(api, order, path, method):
    with nothing_changes():
        answer = api.generic(method.upper(), f"/api/v1/orders/{order.ref}/{path}", b"{", "application/json")

    assert answer.status_code in (400, 405)
    assert answer["Content-Type"] == PROBLEM
    assert answer.json()["code"] in ("invalid_json", "method_not_allowed")
