"""Reading bodies: unknown keys are refused."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from threading import local
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.functional import cached_property
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import SkipField, get_error_detail
from rest_framework.request import Request

from common.api.suggestions import HintedCode, did_you_mean, quoted


class StrictSerializer(serializers.Serializer):
    """A serializer that refuses keys it does not know, and names the nearest one it does."""

    @classmethod
    def checked(cls, request: Request, **options: Any) -> Any:
        """The checked data of the body. With `many=True` the body is an array.

        Raises `ValidationError` naming everything that is wrong.
        """
        if options or request.data is None:
            serializer = cls(data=request.data, context={"request": request}, **options)
            serializer.is_valid(raise_exception=True)
            return serializer.validated_data
        return validated(cls, request.data)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        value: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for name, field in self._asked(data):
            try:
                found = field.run_validation(field.get_value(data))
            except ValidationError as error:
                errors[name] = error.detail
            except DjangoValidationError as error:
                errors[name] = get_error_detail(error)
            except SkipField:
                pass
            else:
                self.set_value(value, field.source_attrs, found)
        errors |= self._unknown(data)
        if errors:
            raise ValidationError(errors)
        return value

    def _asked(self, data: Mapping[str, Any]) -> list[tuple[str, serializers.Field]]:
        """The fields to check: those that are given, required, or have a default."""
        return [(name, field) for name, field in self._known.items() if name in data or name in self._missed]

    @cached_property
    def _known(self) -> dict[str, serializers.Field]:
        return {name: field for name, field in self.fields.items() if not field.read_only}

    @cached_property
    def _missed(self) -> frozenset[str]:
        """The fields whose absence means something."""
        return frozenset(
            name for name, field in self._known.items() if field.required or field.default is not serializers.empty
        )

    def _unknown(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        return {
            name: [ErrorDetail(f"There is no {quoted(name)} here.", code=self._unknown_field(name))]
            for name in data
            if name not in self._known
        }

    def _unknown_field(self, name: str) -> HintedCode:
        return HintedCode("unknown_field", partial(did_you_mean, name, self._known))


class _Standing(local):
    """The serializers of one thread, made once: creating one copies every field, which costs more than using it."""

    def __init__(self) -> None:
        self.made: dict[type[serializers.Serializer], serializers.Serializer] = {}


_standing = _Standing()


def validated(kind: type[serializers.Serializer], data: Any) -> Any:
    """The data, validated by a serializer of this kind.

    Raises `ValidationError` naming everything that is wrong.
    """
    try:
        return _made(kind).run_validation(data)
    except ValidationError as error:
        raise ValidationError(error.detail) from error


def shown(kind: type[serializers.Serializer], row: Any) -> Any:
    """A row as a serializer of this kind shows it to everybody."""
    return _made(kind).to_representation(row)


def _made(kind: type[serializers.Serializer]) -> serializers.Serializer:
    made = _standing.made.get(kind)
    if made is None:
        made = _standing.made[kind] = kind()
    return made


class NoInput(StrictSerializer):
    """An empty body."""
