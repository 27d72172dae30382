"""Every text of ours that staff or customers read is there in Turkish, and what is compiled is what is written."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation import override
from django.utils.translation.template import templatize

from common.fsm import no_such_edge
from orders.admin.sentences import refusal_in_words
from orders.models import Order
from orders.services.parcels import TooFewPiecesLeft
from orders.statuses import OrderStatus
from orders_service.problems import refusal_sentences

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "locale" / "tr" / "LC_MESSAGES"
APPS = ["access", "addresses", "cancellations", "common", "events", "orders", "orders_service", "payments"]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": arguments for name, arguments in DEFAULT_KEYWORDS.items() if name.endswith("gettext")},
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
MAIL = sorted(path.name for path in (ROOT / "templates" / "mail" / "en").glob("*.txt"))


@pytest.fixture(scope="module")
def written():
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file)


def as_texts(value):
    return list(value) if isinstance(value, list | tuple) else [value]


def plain(context):
    """Compiled files give contexts as bytes."""
    return context.decode() if isinstance(context, bytes) else context


def said(source):
    """The texts to translate in Python code: `(context, singular)`."""
    for _line, keyword, arguments, _comments in extract_python(BytesIO(source.encode()), KEYWORDS, [], {}):
        places = KEYWORDS[keyword] or (1,)
        texts = as_texts(arguments)
        first = places[0]
        context = texts[first[0] - 1] if isinstance(first, tuple) else None
        number = places[1] if isinstance(first, tuple) else first
        if texts[number - 1]:
            yield context, texts[number - 1]


def python_texts():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                for found in said(path.read_text()):
                    yield path.name, found


def template_texts():
    for path in (ROOT / "templates").rglob("*.html"):
        calls = "\n".join(line.strip() for line in templatize(path.read_text(), str(path)).splitlines())
        for found in said(calls):
            yield path.name, found


def test_what_is_compiled_is_what_is_written(written):
    compiled = read_mo(BytesIO((FOLDER / "django.mo").read_bytes()))

    in_po, in_mo = (
        {(plain(row.context), *as_texts(row.id)): as_texts(row.string) for row in catalog if row.id}
        for catalog in (written, compiled)
    )
    assert in_mo == in_po


def test_every_text_has_a_turkish_one(written):
    missing = [row.id for row in written if row.id and (row.fuzzy or not all(as_texts(row.string)))]

    assert missing == []


def test_every_text_in_code_and_templates_is_collected(written):
    known = {(row.context, as_texts(row.id)[0]) for row in written if row.id}
    refusals = [("refusals", (None, sentence)) for sentence in refusal_sentences()]
    found = {text: name for name, text in (*python_texts(), *template_texts(), *refusals)}

    assert len(found) > 300
    assert {text: name for text, name in found.items() if text not in known} == {}


def test_a_translation_says_what_the_text_does(written):
    """Nothing that is filled in is forgotten, or made up."""
    different = {}
    for row in written:
        texts, translations = as_texts(row.id), as_texts(row.string)
        possible, needed = PLACEHOLDER.findall(" ".join(texts)), PLACEHOLDER.findall(texts[-1])
        used = set(PLACEHOLDER.findall(" ".join(translations)))
        if used - set(possible) or set(needed) - set(PLACEHOLDER.findall(translations[-1])):
            different[texts[0]] = translations

    assert different == {}


@pytest.mark.parametrize("name", MAIL)
def test_every_email_is_there_in_turkish_and_fills_in_the_same(name):
    english = (ROOT / "templates" / "mail" / "en" / name).read_text()
    turkish = (ROOT / "templates" / "mail" / "tr" / name).read_text()
    tags = re.compile(r"{{\s*(\w+(?:\.\w+)*)")

    assert set(tags.findall(turkish)) == set(tags.findall(english))


def test_a_refusal_is_told_in_turkish_with_its_facts():
    with override("tr"):
        assert refusal_in_words(no_such_edge(Order(status=OrderStatus.CREATED), OrderStatus.SHIPPED)) == (
            "sipariş, 'Alındı' durumundan 'Kargoda' durumuna geçirilemez."
        )
        assert refusal_in_words(TooFewPiecesLeft(left=2, item="Mug", asked=3)) == (
            "Mug ürününden gönderilecek 2 adet kaldı, 3 adet istendi."
        )
