"""Reading bodies: JSON and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser

from common.api import strict_json


class BodyTooLarge(APIException):
    """The body is longer than any request needs."""

    status_code = 413
    default_code = "body_too_large"

    def __init__(self) -> None:
        super().__init__(f"A body may have {settings.MAX_BODY_BYTES} bytes.")


class JsonParser(BaseParser):
    """JSON. No body at all says the same as `{}`."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(settings.MAX_BODY_BYTES + 1)
        if len(body) > settings.MAX_BODY_BYTES:
            raise BodyTooLarge
        return strict_json.read(body) if body.strip() else {}
