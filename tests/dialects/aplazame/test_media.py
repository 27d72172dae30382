"""Media types in every spelling, and what the paths look like."""

from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
import yaml

pytestmark = pytest.mark.django_db

VENDOR = "application/vnd.aplazame.v1+json"


@pytest.mark.parametrize(
    "accept",
    [
        "application/vnd.aplazame.v1+json",
        "application/vnd.aplazame-v1+json",
        "application/vnd.aplazame-v2+json",
        "application/vnd.aplazame.v2+json",
        "application/vnd.aplazame.sandbox.v1+json",
        "application/vnd.aplazame.sandbox-v1+json",
        "application/vnd.aplazame+json",
        "application/vnd.aplazame.v1",
        "application/vnd.aplazame.v1+xml",
        "application/vnd.aplazame-v1+xml",
        "application/vnd.aplazame.sandbox.v1+xml",
        "application/vnd.aplazame.v1+yaml",
        "application/vnd.aplazame-v1+yaml",
        "application/json",
        "application/xml",
        "application/x-yaml",
    ],
)
def test_an_answer_repeats_the_type_that_was_asked_for(caller, demo, accept):
    begins = b"<" if "xml" in accept else b"c" if "yaml" in accept else b"{"
    found, missing = caller.get("/orders", accept=accept), caller.get("/orders/404", accept=accept)

    assert (found["Content-Type"], missing["Content-Type"]) == (accept, accept)
    assert found.content.startswith(begins)
    assert missing.content.startswith(b"error:" if "yaml" in accept else begins)


def test_the_case_of_a_type_does_not_matter(caller, demo):
    assert caller.get("/orders", accept="Application/VND.Aplazame.V1+JSON")["Content-Type"] == VENDOR


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "text/html, */*;q=0.1", "", "image/png,application/*;q=0.2"]
)
def test_whoever_takes_anything_gets_the_documents_type(caller, demo, accept):
    assert caller.get("/orders", accept=accept)["Content-Type"] == VENDOR


def test_what_is_wanted_most_is_given(caller, demo):
    accept = "application/vnd.aplazame.v1+json;q=0.5, application/vnd.aplazame.v1+yaml"

    assert caller.get("/orders", accept=accept)["Content-Type"] == "application/vnd.aplazame.v1+yaml"


@pytest.mark.parametrize(
    "accept", ["text/html", "application/vnd.aplazame.v9+json", "application/vnd.aplazame.v1+csv", "json", "a/b;q=x"]
)
def test_another_type_is_not_acceptable(caller, demo, accept):
    answer = caller.get("/orders", accept=accept)

    assert (answer.status_code, answer["Content-Type"]) == (406, VENDOR)
    assert answer.json()["error"]["type"] == "NotAcceptableException"


def test_xml_and_yaml_say_the_same_as_json(caller, demo):
    path = f"/orders/{demo.number}"
    body = caller.get(path).json()

    assert yaml.safe_load(caller.get(path, accept="application/vnd.aplazame.v1+yaml").content) == body
    root = ET.fromstring(caller.get(path, accept="application/vnd.aplazame.v1+xml").content)
    assert [part.tag for part in root] == list(body)
    assert root.findtext("shipping/street") == body["shipping"]["street"]
    assert root.findtext("articles/item/price") == "29000"


def test_an_empty_answer_names_its_type_too(caller, sold):
    accept = "application/vnd.aplazame.sandbox.v1+xml"
    answer = caller.post(f"/orders/{sold().number}/cancel", accept=accept)

    assert (answer.status_code, answer["Content-Type"], answer.content) == (204, accept, b"")


@pytest.mark.parametrize(
    ("kind", "is_read"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("application/vnd.aplazame.v1+json", True),
        ("application/vnd.aplazame.sandbox-v1+json", True),
        ("application/x-www-form-urlencoded", True),
        ("", True),
        ("application/xml", False),
        ("application/vnd.aplazame.v1+xml", False),
        ("application/vnd.aplazame.v1+yaml", False),
        ("text/yaml", False),
        ("multipart/form-data; boundary=x", False),
    ],
)
def test_a_body_is_json_whatever_it_is_called_and_never_xml_or_yaml(caller, sold, kind, is_read):
    order = sold()
    path = f"/dialects/aplazame/orders/{order.number}"
    article = '{"order": {"articles": [{"id": "A", "name": "A", "quantity": 1, "price": 1}]}}'

    answer = caller.speaker.connection.generic("PATCH", path, article, content_type=kind)

    assert answer.status_code == (204 if is_read else 415), answer.content
    if not is_read:
        assert answer.json()["error"]["type"] == "UnsupportedMediaTypeException"


@pytest.mark.parametrize(
    "path", ["/v1/orders/{0}", "/v2/orders/{0}", "//orders//{0}", "/orders/{0}/", "/orders/{0}?x=1", "/orders/{1}",
             "/orders/{2}", "/orders/{3}"]
)  # fmt: skip
def test_an_order_has_many_spellings(caller, sold, path):
    order = sold(number="A/B 1?é%")
    once = quote(order.number, safe="")
    spelled = path.format(order.id.hex, str(order.id), once, quote(once, safe=""))

    assert caller.get(spelled).json()["mid"] == order.number


def test_commands_find_orders_under_doubly_encoded_ids(caller, sold):
    order = sold(number="M 100/7")

    assert caller.post(f"/orders/{quote(quote(order.number, safe=''), safe='')}/cancel").status_code == 204


def test_the_same_mid_in_two_channels_is_ambiguous(speaker, shop, sold, channel, place):
    sold(number="100")
    place(number="100")
    both = speaker("aplazame", channels=[shop, channel])

    answer = both.post("/orders/100/cancel")

    assert (answer.status_code, answer.json()["error"]["type"]) == (409, "ConflictException")
