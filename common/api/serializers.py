"""Reading bodies: every key is known, or it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from common.api.problems import MOST_ERRORS
from common.api.suggestions import did_you_mean, quoted


class StrictSerializer(serializers.Serializer):
    """A serializer that refuses keys it does not know, and names the nearest one it does."""

    @classmethod
    def checked(cls, request: Request, **options: Any) -> Any:
        """What the body says, once all of it is right. With `many=True` the body is an array.

        Raises `ValidationError` naming everything that is wrong.
        """
        serializer = cls(data=request.data, context={"request": request}, **options)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def to_internal_value(self, data: Any) -> Any:
        unknown = self._unknown(data) if isinstance(data, Mapping) else {}
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError({**error.detail, **unknown}) from error  # type: ignore[dict-item]
        if unknown:
            raise ValidationError(unknown)
        return value

    def _unknown(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        known = {name for name, field in self.fields.items() if not field.read_only}
        unknown = [name for name in data if name not in known]
        nearest = {name: did_you_mean(name, known) for name in unknown[:MOST_ERRORS]}
        return {
            name: [ErrorDetail(f"There is no {quoted(name)} here.{nearest.get(name, '')}", code="unknown_field")]
            for name in unknown
        }


class NoInput(StrictSerializer):
    """Nothing is to be said."""
