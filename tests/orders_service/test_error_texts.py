"""What forms of staff and pages of shoppers answer to what they cannot take is marked for translation."""

import ast

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from addresses.serializers.actions import AddressInput
from orders.channel_settings import change_channel
from shopper.address_form import AddressForm
from tests.orders_service.test_translations import APPS, ROOT

SAID_BY = {"ValidationError": 0, "Sentence": 0, "add_error": 1, "RegexValidator": 1}
"""What says something to whoever filled in a form, and the place of its text."""
MESSAGES = {"error_messages", "violation_error_message"}
COLLECTED = {"Sentence"}
"""Its plain texts are collected without a mark."""


def written_in(app):
    """The modules of an app that forms and pages use. The API has one language."""
    for path in sorted((ROOT / app).rglob("*.py")):
        if {"migrations", "management", "api"}.isdisjoint(path.parts) and "rest_framework" not in path.read_text():
            yield path


def name_of(function):
    return getattr(function, "attr", None) or getattr(function, "id", None)


def is_unmarked(name, text):
    """Whether a text in code is said as it stands there: letters without a mark, or with values put in before."""
    if isinstance(text, ast.List | ast.Tuple | ast.Dict):
        return any(is_unmarked(name, part) for part in getattr(text, "elts", None) or text.values)
    return isinstance(text, ast.JoinedStr | ast.BinOp) or (isinstance(text, ast.Constant) and name not in COLLECTED)


def unmarked_in(source):
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            name = name_of(call.func) or ""
            place = SAID_BY.get(name, len(call.args))
            texts = [*call.args[place : place + 1]]
            said = MESSAGES | {"message"} if name.endswith("Validator") else MESSAGES
            texts += [word.value for word in call.keywords if word.arg in said]
            yield from (call.lineno for text in texts if is_unmarked(name, text))


@pytest.mark.parametrize("app", APPS)
def test_what_is_wrong_with_a_form_is_marked_for_translation(app):
    found = {f"{path.relative_to(ROOT)}:{line}" for path in written_in(app) for line in unmarked_in(path.read_text())}

    assert found == set()


@pytest.mark.parametrize(
    "said",
    [
        'ValidationError("No.")',
        'forms.ValidationError(f"No {this}.", code="no")',
        'ValidationError({"field": ["No."]})',
        'Sentence(f"No {this}.")',
        'form.add_error(None, "No.")',
        'RegexValidator("a", "No.")',
        'CheckConstraint(violation_error_message="No.")',
        'CharField(error_messages={"required": "No."})',
    ],
)
def test_a_text_without_a_mark_is_found(said):
    assert list(unmarked_in(said)) == [1]


@pytest.mark.parametrize(
    "said",
    ['ValidationError(_("No."))', 'Sentence("No.")', "form.add_error(None, text)", "ValidationError(errors)"],
)
def test_a_marked_text_is_let_through(said):
    assert list(unmarked_in(said)) == []


@pytest.mark.parametrize(
    ("setting", "value", "turkish"),
    [
        ("time_zone", "Mars/Base", "'Mars/Base' bir saat dilimi değil."),
        ("mails", ["song"], "Bunlardan bazılarının listesi olmalıdır: "),
        ("status_names", {"name": "Sent"}, "Nesnelerden oluşan bir liste: {'name': …, "),
        ("status_names", [{"name": "Sent"}, {"name": "Sent"}], "Her ad ve her durum bir kez yer alır."),
        ("return_url", "https://shop.example/{song}", "Yalnızca {page}, {ref}, {number}, {hostname} doldurulur."),
        ("return_url", "http://shop.example", "https:// ile başla"),
        ("return_hosts", ["https://shop.example"], "shop.example gibi sunucuların listesi olmalı"),
        ("return_days", -1, "0"),
    ],
)
def test_what_is_wrong_with_a_channels_setting_is_told_in_turkish(channel, setting, value, turkish):
    with override("tr"), pytest.raises(ValidationError) as wrong:
        change_channel(channel, {setting: value})

    with override("tr"):
        assert turkish in " ".join(wrong.value.messages)


def address_texts(language):
    """What the API's fields, which speak English to programs, say in the page's form."""
    fields = [field for name, field in AddressInput().fields.items() if name in AddressForm.base_fields]
    with override(language):
        for field in fields:
            yield from map(str, field.error_messages.values())
            yield from (str(rule.message) for rule in field.validators if hasattr(rule, "message"))


def test_what_is_wrong_with_a_shoppers_address_is_there_in_turkish():
    english, turkish = list(address_texts("en")), list(address_texts("tr"))

    assert len(english) > 20
    assert {text for text, translated in zip(english, turkish, strict=True) if text == translated} == set()
