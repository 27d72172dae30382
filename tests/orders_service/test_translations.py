"""Every text of ours that staff or customers read is there in Turkish, and what is compiled is what is written."""

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import unfold
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override
from django.utils.translation.template import templatize

from common.errors import InvalidInput
from common.fsm import no_such_edge
from common.money import too_many_digits
from orders.fulfilment.allocation import TooFewUnitsLeft
from orders.models import Order
from orders.statuses import OrderStatus
from orders_service.management.commands.makemessages import unmarked_texts
from workplace.admin.sentences import input_error_texts, refusal_text

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "locale" / "tr" / "LC_MESSAGES"
APPS = [
    "access",
    "addresses",
    "cancellations",
    "common",
    "events",
    "orders",
    "orders_service",
    "payments",
    "shopper",
    "workplace",
]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": arguments for name, arguments in DEFAULT_KEYWORDS.items() if name.endswith("gettext")},
    "Sentence": None,
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
OWN_TEMPLATES = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
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


def template_texts(*folders):
    for path in (path for folder in folders for path in folder.rglob("*.html")):
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
    unmarked = [("no marker", (None, text)) for text in unmarked_texts()]
    found = {text: name for name, text in (*python_texts(), *template_texts(*OWN_TEMPLATES), *unmarked)}

    assert len(found) > 700
    assert {text: name for text, name in found.items() if text not in known} == {}


def test_what_the_admins_library_says_is_in_turkish():
    """Its makers ship none. What its optional parts say is said nowhere here."""
    library = Path(unfold.__file__).parent
    said_by_code = (found for path in library.glob("*.py") for found in said(path.read_text()))
    said_by_templates = (found for _name, found in template_texts(library / "templates"))

    with override("tr"):
        texts = {text for _context, text in (*said_by_code, *said_by_templates)}
        assert len(texts) > 100
        assert {text for text in texts if gettext(text) == text} == set()


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
        assert refusal_text(no_such_edge(Order(status=OrderStatus.CREATED), OrderStatus.SHIPPED)) == (
            "Sipariş, 'Alındı' durumundan 'Kargoda' durumuna geçirilemez."
        )
        assert refusal_text(TooFewUnitsLeft(left=2, item="Mug", asked=3)) == (
            "Mug ürününden gönderilecek 2 adet kaldı, 3 adet istendi."
        )


def test_what_is_wrong_with_a_field_is_told_in_turkish_with_its_facts():
    error = InvalidInput.on("amount", code="too_many_digits", sentence=too_many_digits(Decimal("1.005"), "TRY"))

    with override("tr"):
        assert input_error_texts(error) == [
            (("amount",), "TRY için noktadan sonra 2 basamak olabilir; 1.005 daha fazlasını içeriyor.")
        ]


def test_models_columns_and_choices_have_turkish_names_and_migrations_do_not_see_them():
    field = Order._meta.get_field("payment_status")

    with override("tr"):
        assert [str(Order._meta.verbose_name), str(field.verbose_name)] == ["sipariş", "ödeme durumu"]
        assert Order(payment_status="paid").get_payment_status_display() == "Ödendi"
    assert "verbose_name" not in field.deconstruct()[3]
    assert "verbose_name" not in Order._meta.original_attrs
