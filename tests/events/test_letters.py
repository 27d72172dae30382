"""Every e-mail as it is shipped, word for word: `tests/events/letters/<template>.<language>.txt`.

`REWRITE_LETTERS=1 pytest tests/events/test_letters.py` writes them anew; read what git says has changed.
"""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.html import escape

from events.letters.variables import OWN, variables_of
from events.letters.wording import TEMPLATES, default_wording
from events.letters.writing import write
from events.mail import ALWAYS, WHEN_ASKED, WHERE_CHOSEN
from workplace.labels import MESSAGES

LETTERS = Path(__file__).parent / "letters"
LANGUAGES = tuple(dict(settings.LANGUAGES))

MUG = {"quantity": 2, "name": 'Mug "Häferl" <350 ml>', "amount": "1200.00"}
PLATE = {"quantity": 1, "name": "Plate", "again": 1, "amount": "40.00"}
CARD = {"amount": "1234.50", "currency": "TRY", "label": "Card", "card_last4": "4242"}
TRANSFER = {"amount": "5.00", "currency": "TRY", "label": "Bank transfer", "card_last4": ""}
SENT = {"carrier": "DHL", "tracking_number": "0034043", "tracking_url": "https://dhl.example/?n=0034043&l=en"}
FACTS = {
    "number": "1254", "ref": "2026-00042", "currency": "TRY", "customer_name": "John Doe", "shop": "Web Store",
    "shop_url": "https://shop.example", "page_url": "https://orders.example/o/1-0.token/", "expires": True,
    **CARD, "total": "1234.50", "amount_paid": "1234.50", "amount_outstanding": "1234.50",
    **MUG, "lines": [MUG, PLATE], "shipments": [{**SENT, "lines": [MUG, PLATE]}, {"carrier": "", "lines": [PLATE]}],
    "adjustments": [{"label": "Coupon", "amount": "-10.00"}, {"label": "DHL Express", "amount": "4.50"}],
    "parts": [CARD, TRANSFER], "plan_type": "refund", "instead": "refund", "to": "PACKAGE_WAITING",
    "declared_by": "Jane Doe", "declared_at": "2026-07-01T14:05:00+02:00",
    "reason": "Sold out.", "note": "We pack it tomorrow.\n\nThank you!",
}  # fmt: skip
BARE = {
    **dict.fromkeys(FACTS, ""), "number": "1254", "currency": "TRY", "shop": "Web Store", "amount": "5", "total": "5",
    "amount_paid": "5", "amount_outstanding": "5", "expires": False, "quantity": 1, "name": "Plate", "parts": [],
    "lines": [], "adjustments": [], "shipments": [], "label": "", "to": "HOLD",
    "declared_at": "2026-07-01T12:05:00+00:00",
}  # fmt: skip
"""What is left where everything that may be missing is."""


def on_paper(letter):
    return f"{letter.subject}\n\n{letter.text}\n{letter.html}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_letter_is_written_as_it_is_kept(template, language):
    default = default_wording(template, language)
    written = "\n\n".join(on_paper(write(template, default, language, facts)) for facts in (FACTS, BARE))
    kept = LETTERS / f"{template}.{language}.txt"
    if "REWRITE_LETTERS" in os.environ:
        kept.write_text(written, encoding="utf-8")

    assert written == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "address",
    [
        "https://dhl.example/?AWB=1Z%20999%2FAA%26b#x",
        "https://dhl.example/track?12345",
        "https://dhl.example/1Z%2F9/x",
        "https://dhl.example/#/track/1%2F2",
        "https://dhl.example/?n=1;2&z=a+b",
        "https://dhl.example/?n=(1)",
        "https://dhl.example/?n=%E9",
        "https://d\u00fcrr.example/?n=\u00e4",
        "http://dhl.example:8443/?x=a:b@c'd",
    ],
)
def test_a_link_leads_where_the_text_says(address):
    facts = {**FACTS, "shipments": [{**SENT, "tracking_url": address, "lines": [MUG]}]}
    letter = write("shipped", default_wording("shipped", "en"), "en", facts)

    assert f"Track your shipment: {address}\n" in letter.text
    assert f'<a href="{escape(address)}" rel="nofollow">{escape(address)}</a>' in letter.html


def test_what_ends_a_sentence_is_no_part_of_an_address_in_it():
    note = "See (https://shop.example/a_(1)), https://shop.example/b! Or shop.com."
    letter = write("status_noted", default_wording("status_noted", "en"), "en", {**FACTS, "note": note})

    shop = "https://shop.example"
    links = re.findall('href="([^"]+)"', letter.html)
    assert links[:3] == [f"{shop}/a_(1)", f"{shop}/b", "http://shop.com"]


def test_every_letter_is_kept_shipped_and_named():
    names = {*WHEN_ASKED.values(), *ALWAYS.values(), *WHERE_CHOSEN.values()}
    files = {(path.parent.name, path.stem) for path in Path(settings.BASE_DIR, "templates", "mail").glob("*/*.txt")}

    assert names == set(OWN) == set(MESSAGES)
    assert files == {(language, name) for language in LANGUAGES for name in names}
    assert {path.name for path in LETTERS.iterdir()} == {
        f"{name}.{language}.txt" for language in LANGUAGES for name in names
    }


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_letter_says_the_same_variables_in_every_language(template):
    said = [named(default_wording(template, language), template) for language in LANGUAGES]

    assert said[0] == said[1]


def named(wording, template):
    said = re.findall(r"[{{%][^}%]*[}%]}", wording.subject + wording.text)
    return {name for name in variables_of(template) if any(re.search(rf"\b{name}\b", tag) for tag in said)}
