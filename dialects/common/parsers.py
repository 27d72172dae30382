"""Reading bodies as the clients of published APIs send them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.http import QueryDict
from rest_framework.parsers import BaseParser

from common.api import strict_json
from common.api.parsers import BodyTooLarge, JsonParser
from common.errors import InvalidInput, Sentence


class FormParser(BaseParser):
    """A form, as a dict of texts: of several values of a field the last one counts."""

    media_type = "application/x-www-form-urlencoded"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return _fields(_whole(stream))


class JsonOrFormParser(FormParser):
    """A form, or the JSON that `curl -d` sends under the name of a form."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = _whole(stream)
        return strict_json.read(body) if body.lstrip()[:1] in (b"{", b"[") else _fields(body)


class UntypedJsonParser(JsonParser):
    """JSON whose sender does not say so."""

    media_type = ""


def _whole(stream: IO[bytes]) -> bytes:
    body = stream.read(settings.MAX_BODY_BYTES + 1)
    if len(body) > settings.MAX_BODY_BYTES:
        raise BodyTooLarge
    return body


def _fields(body: bytes) -> dict[str, str]:
    fields = QueryDict(body, encoding="utf-8").dict()
    for name, value in fields.items():
        if "\0" in name or "\0" in str(value):
            raise InvalidInput.on(name, code="nul_character", sentence=Sentence("NUL characters cannot be stored."))
    return {name: str(value) for name, value in fields.items()}
