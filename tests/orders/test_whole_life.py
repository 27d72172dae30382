"""`docs/whole-life.md` is true: its requests are sent one after the other, and its answers come."""

import json
import re
from pathlib import Path

import pytest

from events.models import Message

PAGE = Path(__file__).parents[2] / "docs" / "whole-life.md"
BLOCK = re.compile(r"^```(http|json|text)\n(.*?)^```$", re.M | re.S)
NAME = re.compile(r"\{(\w+)\}")


class Walk:
    """The page's requests, what their answers gave, and the answer that came last."""

    def __init__(self, api):
        self.api = api
        self.known = {}
        self.answer = None

    def named(self, text):
        """The text with what is known in place of the words in braces."""
        return NAME.sub(lambda found: self.known.get(found[1], found[0]), text)

    def http(self, block):
        head, _, body = block.partition("\n\n")
        (method, path), *headers = (line.split(" ", 1) for line in head.strip().splitlines())
        self.answer = self.api.generic(
            method,
            self.named(path),
            self.named(body.strip()),
            content_type="application/json",
            headers={name.rstrip(":"): value for name, value in headers},
        )
        assert self.answer.status_code in (200, 201), (method, path, self.answer.content)

    def json(self, block):
        self.compare(json.loads(block), self.answer.json())

    def text(self, block):
        assert [event["type"] for event in self.answer.json()["results"]] == block.split()

    def compare(self, wanted, given):
        """What is written is a part of what was answered; a new word in braces is learnt from it."""
        if isinstance(wanted, dict):
            for name, value in wanted.items():
                self.compare(value, given[name])
        elif isinstance(wanted, list):
            assert len(given) >= len(wanted)
            for one, other in zip(wanted, given, strict=False):
                self.compare(one, other)
        elif isinstance(wanted, str) and (found := NAME.fullmatch(wanted)):
            assert self.known.setdefault(found[1], given) == given
        else:
            assert given == wanted


def walk_through(walk, settings):
    settings.PAYMENT_GATEWAYS = {
        name: {"class": "payments.gateways.manual.ManualGateway", "label": label}
        for name, label in (("bank-transfer", "Bank transfer"), ("cash-on-delivery", "Cash on delivery"))
    }
    for kind, block in BLOCK.findall(PAGE.read_text()):
        getattr(walk, kind)(block)
    return walk


@pytest.fixture
def walked(api, settings):
    return walk_through(Walk(api), settings)


def test_the_page_is_true_from_the_first_payment_to_the_last_refund(walked):
    assert walked.known.keys() == {"ref", "mugs", "cap", "transfer", "cash", "first_shipment", "cancellation", "return"}


def test_the_customer_was_told_of_the_parcel_once(walked):
    assert list(Message.objects.values_list("template", flat=True)) == ["shipped"]
