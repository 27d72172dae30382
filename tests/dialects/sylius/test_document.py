"""The document's printed requests, and its printed answers key by key, in order and in type."""

import json
from pathlib import Path

import pytest

from orders.models import Order
from tests.dialects.printed import differences
from tests.sandbox import state_of

PRINTED = json.loads((Path(__file__).parent / "printed.json").read_text())
CHANGED = {"updated_at"}
"""What a command writes is of today."""


def at_the_root(answer):
    """The answer as a client at a host of the dialect gets it: links without the prefix."""
    return json.loads(answer.content.decode().replace("/dialects/sylius/api", "/api"))


def test_an_order_is_shown_as_printed(sample):
    answer = sample.get("/api/v1/orders/21")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert differences(at_the_root(answer), PRINTED["show"]) == []


def test_cancelling_answers_as_printed(sample, demo):
    answer = sample.put("/api/v1/orders/21/cancel")

    assert answer.status_code == 200
    printed = PRINTED["cancel"]
    assert differences(at_the_root(answer), printed, ignored=CHANGED) == []
    assert state_of(demo).status == 800


def test_shipping_answers_as_printed(sample, demo):
    answer = sample.put("/api/v1/orders/21/shipments/21/ship")

    assert (answer.status_code, answer.content) == (204, b"")
    assert sample.get("/api/v1/orders/21").json()["shipments"][0]["state"] == "shipped"


def test_completing_the_payment_answers_as_printed(sample):
    answer = sample.put("/api/v1/orders/21/payments/21/complete")

    assert answer.status_code == 200
    assert differences(at_the_root(answer), PRINTED["complete"], ignored=CHANGED) == []


def test_at_a_host_of_its_own_links_are_the_documents_word_for_word(sample, settings):
    settings.DIALECT_HOSTS = {"demo.sylius.org": "sylius"}
    settings.ALLOWED_HOSTS = ["demo.sylius.org"]
    sample.base = ""

    answer = sample.get("/api/v1/orders/21", headers={"host": "demo.sylius.org"})

    assert differences(answer.json(), PRINTED["show"]) == []


@pytest.mark.parametrize(
    "path", ["/api/v1/orders/21/", "//api/v1//orders/21", "/api/v1/orders/021", "/api/v1/orders/21.json"]
)
def test_other_spellings_of_the_path_mean_the_same(sample, path):
    assert sample.get(path).json() == sample.get("/api/v1/orders/21").json()


@pytest.mark.parametrize("steps", [("ship", "complete"), ("complete", "ship")])
def test_an_order_that_is_paid_and_sent_is_fulfilled(sample, steps):
    paths = {
        "ship": "/api/v1/orders/21/shipments/21/ship",
        "complete": "/api/v1/orders/21/payments/21/complete",
    }
    for step in steps:
        assert sample.get("/api/v1/orders/21").json()["state"] == "new"
        assert sample.put(paths[step]).status_code < 300

    assert sample.get("/api/v1/orders/21").json()["state"] == "fulfilled"


def test_the_tracking_code_stands_before_the_times(sample):
    answer = sample.put("/api/v1/orders/21/shipments/21/ship", {"tracking": "BANANAS"}, format="json")

    assert answer.status_code == 204
    shipment = sample.get("/api/v1/orders/21").json()["shipments"][0]
    assert shipment["tracking"] == "BANANAS"
    assert list(shipment) == ["id", "state", "method", "tracking", "created_at", "updated_at", "_links"]


def test_shown_to_the_letter_at_every_status_that_the_demo_passes(sample, demo):
    sample.put("/api/v1/orders/21/payments/21/complete")
    sample.put("/api/v1/orders/21/shipments/21/ship")

    order = sample.get("/api/v1/orders/21").json()

    assert order["payments"][0]["state"] == "completed"
    assert list(order) == list(PRINTED["show"])
    assert Order.objects.get(pk=demo.pk).is_paid
