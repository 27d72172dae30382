import io
import json
from contextlib import suppress

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.api import strict_json
from common.api.parsers import JsonParser

TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | TEXTS,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(TEXTS, parts, max_size=4),
    max_leaves=30,
)


@given(value=VALUES)
def test_what_is_json_and_can_be_stored_comes_through_as_it_is(value):
    assert strict_json.read(json.dumps(value)) == value


@given(
    body=st.binary(max_size=60) | st.text(alphabet='[]{}",:0123456789eE.+-\\u\0 nulltrfas', max_size=60).map(str.encode)
)
def test_no_body_breaks_the_parser(body):
    with suppress(strict_json.InvalidJson):
        JsonParser().parse(io.BytesIO(body))


@pytest.mark.parametrize(
    "body", [b'{"amount": "1", "amount": "100"}', b'{"items": [{"sku": "A", "sku": "A"}]}', b'{"a": 1, "\\u0061": 2}']
)
def test_a_name_given_twice_is_refused(body):
    with pytest.raises(strict_json.InvalidJson) as refused:
        strict_json.read(body)

    [(code, _)] = refused.value.errors.values()
    assert code == "name_given_twice"


def test_no_body_at_all_says_the_same_as_an_empty_object(api):
    assert api.send("POST", "/api/echo/", b"").json() == {}
    assert api.send("POST", "/api/echo/", b" \n").json() == {}


@pytest.mark.parametrize(
    ("body", "line", "column"), [(b'{"a" 1}', 1, 6), (b'{\n"a": 1,\n}', 2, 7), (b"\xff", 1, 1), (b"[1, NaN]", 1, 5)]
)
def test_broken_json_is_refused_with_its_line_and_column(api, body, line, column):
    answer = api.send("POST", "/api/echo/", body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_json"
    assert (answer.json()["line"], answer.json()["column"]) == (line, column)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (r'{"a": {"b": ["x", "y\u0000z"]}}', "/a/b/1", "nul_character"),
        (r'{"items": [{"n\u0000": []}]}', "/items/0/n\0", "nul_character"),
        (r'"\u0000"', "", "nul_character"),
        (r'{"a~b/c": "\u0000"}', "/a~0b~1c", "nul_character"),
        ('{"a": 18446744073709551616}', "/a", "number_too_large"),
        ('{"a": [9223372036854775808]}', "/a/0", "number_too_large"),
        ("-9223372036854775809", "", "number_too_large"),
        ("1e300", "", "number_too_large"),
        ("[" * 33 + "]" * 33, "/0" * 32, "too_deep"),
        ('{"a":' * 33 + "1" + "}" * 33, "/a" * 32, "too_deep"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_place(api, body, pointer, code):
    answer = api.send("POST", "/api/echo/", body)

    assert answer.status_code == 400
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(
    "body", [r'"\ud800"', r'{"\udfff": 1}', "[" * 2000 + "]" * 2000, "1" * 5000, b'"\xed\xa0\x80"']
)
def test_lone_surrogates_and_endless_nesting_and_numbers_are_refused(api, body):
    answer = api.send("POST", "/api/echo/", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")


def test_thirty_two_levels_are_deep_enough(api):
    body = "[" * 32 + "]" * 32

    assert api.send("POST", "/api/echo/", body).content.decode() == body


def test_a_body_may_be_as_long_as_the_limit_and_not_a_byte_longer(api, settings):
    settings.MAX_BODY_BYTES = 100
    longest = orjson.dumps("x" * 98)

    assert api.send("POST", "/api/echo/", longest).status_code == 200
    answer = api.send("POST", "/api/echo/", longest + b" ")

    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"


def test_no_more_than_the_limit_is_ever_read(settings):
    settings.MAX_BODY_BYTES = 100
    stream = io.BytesIO(b"x" * 10_000)

    with pytest.raises(Exception, match="100 bytes"):
        JsonParser().parse(stream)

    assert stream.tell() == 101


@pytest.mark.parametrize(
    "content_type", ["application/xml", "application/x-www-form-urlencoded", "text/plain", "", "a"]
)
def test_nothing_but_json_is_read(api, content_type):
    answer = api.generic("POST", "/api/echo/", b"a: 1", content_type)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
