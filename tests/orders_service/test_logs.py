"""Logs: a JSON object a line, findable by the request's id, and without what nobody should read there."""

import json
import logging

import pytest
import structlog

from orders.page_link import page_token, page_url
from orders_service.logs import formatter


@pytest.fixture
def lines(caplog):
    """What has been logged since, as it would be written."""
    caplog.set_level(logging.INFO)
    return lambda: [json.loads(formatter().format(record)) for record in caplog.records]


def test_a_request_is_one_line_with_its_id(api, order, lines):
    api.get(f"/api/v1/orders/{order.ref}/", headers={"x-request-id": "from-the-proxy"})

    (line,) = [line for line in lines() if line["event"] == "request_finished"]
    assert line["request_id"] == "from-the-proxy"
    assert line["code"] == 200
    assert order.ref in line["request"]
    assert line["level"] == "info"


def test_a_guests_token_is_not_in_the_log(guest, order, lines):
    guest.get(f"/api/v1/orders/{order.ref}/?token={order.token}&fields=ref")

    text = json.dumps(lines())
    assert order.token not in text
    assert "token=***" in text


def test_the_link_to_an_orders_page_is_not_in_the_log(guest, order, lines):
    guest.get(page_url(order))

    text = json.dumps(lines())
    assert page_token(order) not in text
    assert "GET /o/***/" in text


@pytest.mark.parametrize("name", ["identity_number", "tax_no", "document_id", "client_secret", "Authorization"])
def test_private_values_are_masked(name, lines):
    structlog.get_logger("test").info("something", **{name: "12345678901"})

    (line,) = [line for line in lines() if line["event"] == "something"]
    assert line[name] == "***"


def test_records_of_libraries_have_the_same_form(lines):
    logging.getLogger("a.library").info("Sold %s mugs", 3)

    (line,) = [line for line in lines() if line["logger"] == "a.library"]
    assert line["event"] == "Sold 3 mugs"
    assert line["timestamp"].endswith("Z")
