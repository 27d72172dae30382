import csv
import io
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID
from xml.etree import ElementTree as ET

import orjson
import pytest
import yaml
from django.utils.translation import gettext_lazy
from hypothesis import given
from rest_framework.exceptions import ErrorDetail
from rest_framework.serializers import Serializer
from rest_framework.utils.serializer_helpers import ReturnDict, ReturnList

from common.api.renderers import CsvRenderer, JsonRenderer, XmlRenderer, YamlRenderer, csv_stream
from common.api.strict_json import plain
from orders.statuses import OrderStatus, PaymentStatus
from tests.common.test_parsers import VALUES

KINDS = {
    "amount": Decimal("1E+3"),
    "lazy": gettext_lazy("yes"),
    "at": datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=3))),
    "id": UUID("0190b0a5-7c3e-7000-8000-000000000001"),
    "state": OrderStatus.SHIPPED,
    "word": PaymentStatus.PAID,
    "error": ErrorDetail("no", code="bad"),
    "rows": ReturnList([ReturnDict({"a": None}, serializer=Serializer())], serializer=Serializer()),
    "truth": True,
    7: "seven",
}
SAID = {
    "amount": "1000",
    "lazy": "yes",
    "at": "2026-01-31T12:00:00+03:00",
    "id": "0190b0a5-7c3e-7000-8000-000000000001",
    "state": 500,
    "word": "paid",
    "error": "no",
    "rows": [{"a": None}],
    "truth": True,
    "7": "seven",
}


def test_json_says_every_kind_of_value_that_answers_are_made_of():
    assert orjson.loads(JsonRenderer().render(KINDS)) == SAID


def test_yaml_says_the_same_as_json():
    assert yaml.safe_load(YamlRenderer().render(KINDS)) == SAID


def test_times_in_utc_end_in_z():
    assert JsonRenderer().render(datetime(2026, 1, 31, tzinfo=UTC)) == b'"2026-01-31T00:00:00Z"'


@pytest.mark.parametrize("renderer", [JsonRenderer, XmlRenderer, YamlRenderer])
def test_what_has_no_place_in_json_is_a_mistake_of_ours(renderer):
    with pytest.raises(TypeError):
        renderer().render({"a": object()})


@pytest.mark.parametrize("renderer", [JsonRenderer, XmlRenderer, YamlRenderer, CsvRenderer])
def test_no_data_is_no_body(renderer):
    assert renderer().render(None) == b""


@given(value=VALUES)
def test_yaml_is_read_as_the_very_same_values(value):
    assert yaml.safe_load(YamlRenderer().render(value)) == value


@pytest.mark.parametrize("text", ["0012", "NO", "1e3", "0o17", "0x1F", "12.", "2026-01-31", "null", "~", "", "33.00"])
def test_a_text_that_looks_like_another_value_is_quoted_in_yaml(text):
    assert YamlRenderer().render({"a": text}) == f"a: '{text}'\n".encode()


def test_yaml_writes_letters_and_not_their_numbers():
    assert "Özge" in YamlRenderer().render({"name": "Özge"}).decode()


@given(value=VALUES)
def test_xml_is_well_formed_whatever_it_says(value):
    ET.fromstring(XmlRenderer().render({"value": value}))


def test_xml_has_an_element_for_each_key_and_each_row():
    document = ET.fromstring(XmlRenderer().render({"orders": [{"total": "33.00", "paid": True, "note": None}]}))

    assert document.findtext("orders/item/total") == "33.00"
    assert document.findtext("orders/item/paid") == "true"
    assert document.find("orders/item/note").attrib == {"null": "true"}


@pytest.mark.parametrize("key", ["two words", "1st", "", "xmlns", "a:b", "<b>", "ä", "x\1"])
def test_a_key_that_is_no_name_becomes_an_attribute(key):
    entry = ET.fromstring(XmlRenderer().render({key: "v"})).find("entry")

    assert entry.text == "v"
    assert entry.get("name") == key.replace("\1", "\ufffd")


def test_characters_that_xml_cannot_write_are_replaced():
    assert ET.fromstring(XmlRenderer().render({"a": "x\1\ufffey"})).findtext("a") == "x\ufffd\ufffdy"


def cells(content):
    return list(csv.reader(io.StringIO(content.decode())))


@pytest.mark.parametrize("text", ["=1+1", "+90 555", "-2+3", "@SUM(A1)", "\tx", "\rx", "-", "-1e5", "--1"])
def test_a_cell_that_a_spreadsheet_would_run_starts_with_an_apostrophe(text):
    assert cells(CsvRenderer().render([{"a": text}]))[1] == ["'" + text]


@pytest.mark.parametrize("text", ["-12.50", "-3", "12", "a=b", "x", "05555555555"])
def test_other_cells_stay_as_they_are(text):
    assert cells(CsvRenderer().render([{"a": text}]))[1] == [text]


def test_csv_of_a_page_has_its_rows():
    page = {"count": 1, "next": None, "previous": None, "results": [{"a": None, "b": True, "c": ["x", 1]}]}

    assert cells(CsvRenderer().render(page)) == [["a", "b", "c"], ["", "true", '["x",1]']]


def test_csv_of_nothing_is_an_empty_line():
    assert CsvRenderer().render([]) == b"\r\n"


def test_a_stream_has_the_columns_it_was_told_and_takes_rows_one_by_one():
    taken = []

    def rows():
        for number in range(3000):
            taken.append(number)
            yield {"ref": f"N-{number}", "total": Decimal("33.00"), "more": "x" * 50}

    answer = csv_stream(["ref", "total", "missing"], rows(), filename="orders.csv")
    chunks = iter(answer)

    assert taken == []
    first = next(chunks)
    assert 0 < len(taken) <= 3000
    lines = cells(first + b"".join(chunks))
    assert lines[0] == ["ref", "total", "missing"]
    assert lines[3000] == ["N-2999", "33.00", ""]
    assert answer["Content-Disposition"] == 'attachment; filename="orders.csv"'


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/json", "application/json"),
        ("application/xml", "application/xml; charset=utf-8"),
        ("application/yaml", "application/yaml; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("*/*", "application/json"),
    ],
)
def test_the_answer_comes_in_the_format_that_was_asked_for(api, accept, content_type):
    assert api.get("/api/echo/", headers={"accept": accept})["Content-Type"] == content_type


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/xml", "image/png"])
def test_a_format_in_the_url_decides(api, accept):
    answer = api.get("/api/echo/?format=yaml", headers={"accept": accept})

    assert answer["Content-Type"] == "application/yaml; charset=utf-8"


@pytest.mark.parametrize("name", ["", "html", "JSON", "x" * 3000])
def test_a_format_that_there_is_not_is_a_wrong_parameter(api, name):
    answer = api.get(f"/api/echo/?format={name}")

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["parameter"], error["code"]) == ("format", "unknown_format")
    assert "json, xml, yaml, csv" in error["detail"]


def test_plain_data_is_what_the_json_says():
    assert plain(KINDS) == SAID
