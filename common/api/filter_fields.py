"""Strict parsing of query parameters."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Choices
from django_filters.fields import BaseCSVField
from django_filters.widgets import BaseCSVWidget

from common.api import strict_json
from common.api.suggestions import did_you_mean, quoted
from common.errors import InvalidInput

Schema = dict[str, Any]


class StrictField(forms.Field):
    """One value. `read` raises `ValueError` or `ArithmeticError` for a bad one, and `expected` is what is said then."""

    expected: ClassVar[str]
    schema: ClassVar[Schema] = {"type": "string"}
    longest = 200

    def clean(self, value: str | None) -> Any:
        """The value that was sent, or None if the parameter is missing."""
        if value is None:
            return None
        if len(value) > self.longest:
            raise ValidationError(f"A value may have {self.longest} characters.", code="too_long")
        try:
            return self.read(value)
        except (ValueError, ArithmeticError) as error:
            raise ValidationError(f"{quoted(value)} is not {self.expected}.", code="invalid") from error

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def described(self) -> Schema:
        """The value in OpenAPI."""
        return dict(self.schema)


class TextField(StrictField):
    expected = "a text"
    schema: ClassVar[Schema] = {"type": "string", "maxLength": StrictField.longest}

    def read(self, text: str) -> str:
        return text


class AmountField(StrictField):
    expected = "an amount like 12.50, with at most 12 digits before and 4 after the point"
    schema: ClassVar[Schema] = {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,4})?$", "examples": ["12.50"]}
    plain = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")

    def read(self, text: str) -> Decimal:
        if not self.plain.fullmatch(text):
            raise ValueError
        return Decimal(text)


class MomentField(StrictField):
    expected = (
        "a time like 2026-01-31T12:30:00Z or 2026-01-31T12:30:00-0600, or a date like 2026-01-31, which means its "
        "start in UTC"
    )
    schema: ClassVar[Schema] = {
        "type": "string",
        "anyOf": [{"format": "date-time"}, {"format": "date"}],
        "examples": ["2026-01-31T12:30:00Z"],
    }
    # RFC 3339 and the offsets of ISO 8601. Their plus may have become a space on its way: `+` in a URL means that.
    written = re.compile(
        r"(\d{4}-\d\d-\d\d)([Tt ](\d\d:\d\d(:\d\d(\.\d{1,9})?)?)([Zz]|[+ -]\d\d(:?\d\d)?)?)?", re.ASCII
    )

    def read(self, text: str) -> datetime:
        found = self.written.fullmatch(text)
        if found is None:
            raise ValueError
        day, _, time, _, _, offset, _ = found.groups()
        offset = (offset or "Z").upper().replace(" ", "+")
        return datetime.fromisoformat(f"{day}T{time or '00:00'}{offset}").astimezone(UTC)


class DayField(StrictField):
    expected = "a date like 2026-01-31"
    schema: ClassVar[Schema] = {"type": "string", "format": "date"}
    iso_8601 = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

    def read(self, text: str) -> date:
        if not self.iso_8601.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)


class IdField(StrictField):
    expected = "an id like 0190b0a5-7c3e-7000-8000-000000000001 (a UUID)"
    schema: ClassVar[Schema] = {"type": "string", "format": "uuid"}

    def read(self, text: str) -> UUID:
        value = UUID(text)
        # UUID() also reads braces, URNs and hyphens anywhere.
        if str(value) != text.lower():
            raise ValueError
        return value


class YesNoField(StrictField):
    expected = "'true' or 'false'"
    schema: ClassVar[Schema] = {"type": "boolean"}
    words: ClassVar[dict[str, bool]] = {"true": True, "1": True, "false": False, "0": False}

    def read(self, text: str) -> bool:
        if text.lower() not in self.words:
            raise ValueError
        return self.words[text.lower()]


class JsonField(StrictField):
    expected = "a JSON object or array"
    schema: ClassVar[Schema] = {"type": "string", "contentMediaType": "application/json"}
    longest = 2000

    def read(self, text: str) -> Any:
        try:
            value = strict_json.read(text)
        except InvalidInput as error:
            raise ValueError from error
        if not isinstance(value, dict | list):
            raise ValueError
        return value


class WordField(StrictField):
    """A word of a vocabulary: by name in any case, or by the code or text that is stored for it."""

    def __init__(self, *, vocabulary: type[Choices], **options: Any) -> None:
        pairs = [(member.name, member.value) for member in vocabulary]
        pairs += [(str(value), value) for _, value in pairs]
        self.words = {word.lower(): word for word, _ in pairs}
        self.values = {word.lower(): value for word, value in pairs}
        super().__init__(**options)

    def read(self, text: str) -> Any:
        if text.lower() in self.values:
            return self.values[text.lower()]
        words = self.words.values()
        sentence = f"{quoted(text)} is none of {', '.join(words)}.{did_you_mean(text, words)}"
        raise ValidationError(sentence, code="unknown_word")

    def described(self) -> Schema:
        return {"type": "string", "enum": list(self.words.values())}


class CodeField(WordField):
    """A code to compare with, whether or not there is a word for it; or a word."""

    code = re.compile(r"[0-9]{1,4}")

    def read(self, text: str) -> Any:
        return int(text) if self.code.fullmatch(text) else super().read(text)

    def described(self) -> Schema:
        names = [word for word in self.words.values() if not self.code.fullmatch(word)]
        return {"type": "string", "pattern": f"^([0-9]{{1,4}}|{'|'.join(names)})$"}


class _RepeatableWidget(BaseCSVWidget):
    """Values between commas, in one parameter or in several of the same name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return None if name not in data else [part for text in data.getlist(name) for part in self.parts(text)]

    def parts(self, text: str) -> list[str]:
        """The values between the commas."""
        return text.split(",")


class _TextsWidget(_RepeatableWidget):
    r"""Texts, which may have commas themselves: escaped as `\,`, or where the parameter as a whole is one value."""

    escaped = re.compile(r"\\([\\,])")
    part = re.compile(r"(?:\\[\\,]|[^,])*")

    def parts(self, text: str) -> list[str]:
        """The parts between unescaped commas; if there are any, also the whole text."""
        found, start = [], 0
        while start <= len(text):
            end = self.part.match(text, start).end()  # type: ignore[union-attr]
            found.append(self.escaped.sub(r"\1", text[start:end]))
            start = end + 1
        whole = self.escaped.sub(r"\1", text)
        return found if len(found) == 1 or len(whole) > StrictField.longest else [*found, whole]


class ListField(BaseCSVField):
    """What is mixed into a field so that it reads values separated by commas."""

    base_widget_class = _RepeatableWidget


class TextListField(ListField):
    """What is mixed into a field of texts, which may have commas themselves."""

    base_widget_class = _TextsWidget
