"""Bodies that are no JSON, no object, too large or of another type."""

import json

import pytest
from django.conf import settings as project

from tests.answers import refusal, wrong
from tests.untouched import nothing_changes

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
def test_what_is_no_json_is_refused_with_its_place(post, name):
    with nothing_changes():
        answer = post(BROKEN[name])

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
def test_what_no_database_could_keep_is_refused_by_its_place(post, name):
    body, place, rule = UNKEEPABLE[name]

    with nothing_changes():
        found = wrong(post(body), code="invalid_json")

    assert list(found.values()) == [rule]
    assert place is None or list(found) == [place]


@pytest.mark.parametrize("body", ["[]", '[{"email": "shop@example.com"}]', '"text"', "5", "1.5", "true", "null"])
def test_only_an_object_is_an_order(post, body):
    with nothing_changes():
        assert set(wrong(post(body)).values()) <= {"invalid", "null"}


@pytest.mark.parametrize("body", ["", " \n", "{}"])
def test_nothing_at_all_is_an_order_without_anybody_who_buys(post, body):
    with nothing_changes():
        assert wrong(post(body)) == {"/customer": "invalid"}


def test_a_body_may_have_a_mebibyte_and_not_a_byte_more(post):
    filler = json.dumps({"email": "shop@example.com", "extra_field": {"a": ""}})
    largest = filler.replace('""', '"' + "x" * (project.MAX_BODY_BYTES - len(filler)) + '"')
    assert len(largest) == project.MAX_BODY_BYTES

    with nothing_changes():
        assert wrong(post(largest))["/extra_field"] == "too_large"
        refusal(post(largest + " "), 413, "body_too_large")
        refusal(post(b"x" * 2 * 1024 * 1024), 413, "body_too_large")


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
def test_another_content_type_is_refused_before_it_is_read(post, content_type):
    with nothing_changes():
        refusal(post(b'{"email": "shop@example.com"}', content_type), 415, "unsupported_media_type")


def test_json_is_known_with_a_charset_too(post, body):
    assert post(body, "application/json; charset=utf-8").status_code == 201
