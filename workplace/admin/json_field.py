"""JSON in forms of the admin, read as in the API."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms.fields import InvalidJSONInput
from rest_framework import serializers

from common.api import strict_json
from common.api.fields import BoundedJsonField
from workplace.admin.sentences import input_error_texts


class JsonField(forms.JSONField):
    """JSON that every database can store."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value not in self.empty_values:
            try:
                strict_json.read(value)
            except strict_json.InvalidJson as refused:
                raise forms.ValidationError([text for _, text in input_error_texts(refused)]) from None
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, as it was typed."""
        return super().bound_data(data, initial) if data is None else InvalidJSONInput(data)


class ObjectField(JsonField):
    """A JSON object, as large as the API takes it. Nothing stands for an empty one."""

    def clean(self, value: Any) -> dict[str, Any]:
        written = super().clean(value)
        try:
            read: dict[str, Any] = BoundedJsonField().run_validation({} if written is None else written)
        except serializers.ValidationError as refused:
            raise forms.ValidationError(list(map(str, cast(list[Any], refused.detail)))) from None
        return read
