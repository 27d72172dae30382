"""The same answer in every form that is asked for, and a refusal where there is no such form."""

import csv
import io
from xml.etree import ElementTree as ET

import pytest
import yaml

LIST = "/api/v1/orders/"


def detail(order):
    return f"{LIST}{order.ref}/"


def test_json_is_what_an_order_is(api, order):
    for accept in ("application/json", "*/*", "application/*", "text/html, */*;q=0.1"):
        answer = api.get(detail(order), headers={"accept": accept})

        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/json"


def test_yaml_says_the_same_as_json(api, order):
    as_json = api.get(detail(order)).json()

    answer = api.get(detail(order), headers={"accept": "application/yaml"})

    assert answer["Content-Type"].startswith("application/yaml")
    assert yaml.safe_load(answer.content) == as_json


def test_xml_says_the_same_as_json(api, order):
    as_json = api.get(detail(order)).json()

    answer = api.get(detail(order), headers={"accept": "application/xml"})

    root = ET.fromstring(answer.content)
    assert answer["Content-Type"].startswith("application/xml")
    assert [child.tag for child in root] == list(as_json)
    assert root.findtext("total") == as_json["total"] == "23.50"
    assert root.findtext("items/item/product/name") == "Medium Mug"
    assert root.find("invoice_date").get("null") == "true"


def test_the_form_that_is_preferred_is_chosen(api, order):
    accept = "application/json;q=0.2, application/xml;q=0.9, application/yaml;q=0.5"

    answer = api.get(detail(order), headers={"accept": accept})

    assert answer["Content-Type"].startswith("application/xml")
    assert "accept" in answer["Vary"].lower()


def test_a_list_comes_as_csv_a_line_an_order(api, place):
    refs = [place().ref for _ in range(3)]

    answer = api.get(LIST, {"ordering": "ref"}, headers={"accept": "text/csv"})

    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert answer["Content-Type"].startswith("text/csv")
    assert [row["ref"] for row in rows] == refs
    assert {row["total"] for row in rows} == {"23.50"}
    assert {row["status"] for row in rows} == {"CREATED"}


def test_the_csv_holds_what_the_filters_leave(api, place):
    place(number="A-1")
    place(number="A-2")

    answer = api.get(LIST, {"number": "A-2"}, headers={"accept": "text/csv"})

    assert [row["number"] for row in csv.DictReader(io.StringIO(answer.getvalue().decode()))] == ["A-2"]


def test_a_detail_has_no_csv(api, order):
    answer = api.get(detail(order), headers={"accept": "text/csv"})

    assert answer.status_code == 406
    assert answer.json()["code"] == "not_acceptable"


@pytest.mark.parametrize("accept", ["image/png", "text/html", "application/json;q=0"])
def test_a_form_that_there_is_not_is_refused(api, order, accept):
    answer = api.get(detail(order), headers={"accept": accept})

    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"


def test_problems_are_json_for_everybody(api):
    answer = api.get(f"{LIST}2000-00001/", headers={"accept": "application/xml"})

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("content_type", ["application/xml", "application/yaml", "text/plain", "multipart/form-data"])
def test_only_json_is_read(api, content_type):
    answer = api.generic(
        "POST", LIST, b"<order/>", content_type=f"{content_type}; boundary=x", headers={"idempotency-key": "k"}
    )

    assert answer.status_code == 415
    assert answer.json()["code"] == "unsupported_media_type"


def test_a_method_that_there_is_not_names_those_that_there_are(api, order):
    answer = api.delete(detail(order))

    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
    assert {"GET", "PATCH", "PUT"} <= set(answer["Allow"].split(", "))


def test_head_says_what_get_says_without_its_body(api, order):
    get, head = api.get(detail(order)), api.head(detail(order))

    assert head.status_code == 200
    assert head.content == b""
    assert head["ETag"] == get["ETag"]
    assert head["Content-Type"] == get["Content-Type"]


def test_options_names_the_methods(api, order):
    answer = api.options(detail(order))

    assert answer.status_code == 204
    assert {"GET", "PATCH", "PUT"} <= set(answer["Allow"].split(", "))


@pytest.mark.parametrize("path", ["", "status", "statuses", "notes", "events", "pay", "payments", "shipments"])
def test_a_slash_at_the_end_may_be_left_out(api, order, path):
    with_slash = detail(order) + (f"{path}/" if path else "")

    answer = api.get(with_slash.rstrip("/"))

    assert answer.status_code == 200
    assert answer.json() == api.get(with_slash).json()


def test_a_slash_may_be_left_out_of_a_command(api, order):
    answer = api.put(f"{LIST}{order.ref}/status", {"status": "HOLD"}, format="json")

    assert answer.status_code == 200
    assert answer.json()["status"] == "HOLD"
