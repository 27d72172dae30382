"""What bodies mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Any

from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from dialects.salesman.statuses import SalesmanStatus


class MultipartParser(MultiPartParser):
    """A form in parts, as a dict: of several values of a field the last one counts."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        parsed: Any = super().parse(stream, media_type, parser_context)
        return {**parsed.data.dict(), **parsed.files.dict()}


class StatusInput(serializers.Serializer):
    """Where an order shall go; without it, nowhere."""

    status = serializers.ChoiceField(choices=SalesmanStatus.choices, required=False)


class PayInput(serializers.Serializer):
    """How it shall be paid."""

    payment_method = serializers.ChoiceField(choices=[])

    def __init__(self, offered: Iterable[str], **options: Any) -> None:
        super().__init__(**options)
        self.fields["payment_method"].choices = list(offered)  # type: ignore[attr-defined]


class NoInput(serializers.Serializer):
    """Nothing: fields are ignored, but the body must be able to have some."""


def check_no_input(request: Request) -> None:
    """Read a body that means nothing.

    Raises `ValidationError` for one that has no fields.
    """
    NoInput(data=request.data).is_valid(raise_exception=True)


def wanted_status(request: Request) -> SalesmanStatus | None:
    """The status that is asked for.

    Raises `ValidationError` for one that there is not.
    """
    body = StatusInput(data=request.data)
    body.is_valid(raise_exception=True)
    status = body.validated_data.get("status")
    return None if status is None else SalesmanStatus(status)


def wanted_method(request: Request, offered: Iterable[str]) -> str:
    """The way to pay that is asked for.

    Raises `ValidationError` for one that is not offered.
    """
    body = PayInput(offered, data=request.data)
    body.is_valid(raise_exception=True)
    method: str = body.validated_data["payment_method"]
    return method
