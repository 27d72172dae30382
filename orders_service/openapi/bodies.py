"""What goes in and comes out of an operation, as schemas."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, append_meta, build_basic_type, force_instance
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

from common.api.money_fields import ExactField
from common.api.operations import AnyOf, Array, Page
from common.api.serializers import StrictSerializer
from orders.serializers.actions import ByIdOrInFull

Schema = dict[str, Any]

ABOUT_WRITING = frozenset({"readOnly", "minLength", "default"})


class BodySchema(AutoSchema):
    """The part of an operation's schema that knows serializers."""

    view: Any

    @singledispatchmethod
    def schema_of(self, body: Any, direction: str = "response") -> Schema:
        """The schema of a body; serializers in it are referred to."""
        serializer = force_instance(body)
        if self.method == "PATCH" and direction == "request" and _requires_something(serializer):
            serializer.partial = True
        reference: Schema = self.resolve_serializer(serializer, direction).ref  # type: ignore[arg-type]
        return reference

    @schema_of.register
    def _(self, body: dict, direction: str = "response") -> Schema:
        return body

    @schema_of.register
    def _(self, body: Page, direction: str = "response") -> Schema:
        rows = {"type": "array", "items": self.schema_of(body.of, direction)}
        return self.named(f"{self.name_of(body)}Page", self.view.paginator.get_paginated_response_schema(rows))

    @schema_of.register
    def _(self, body: Array, direction: str = "response") -> Schema:
        schema = {"type": "array", "items": self.schema_of(body.of, direction)}
        return schema if body.most is None else {**schema, "minItems": 1, "maxItems": body.most}

    @schema_of.register
    def _(self, body: AnyOf, direction: str = "response") -> Schema:
        return {"anyOf": [self.schema_of(part, direction) for part in body]}

    def needs_a_body(self, body: Any) -> bool:
        """Whether an empty body, which says the same as `{}`, is not enough."""
        if isinstance(body, type):
            return self.method != "PATCH" and _requires_something(body())
        return isinstance(body, tuple)

    def named(self, name: str, schema: Schema) -> Schema:
        """A reference to the schema, which becomes a component of this name."""
        component = ResolvedComponent(name, ResolvedComponent.SCHEMA, schema, object=name)
        self.registry.register_on_missing(component)
        return component.ref

    def name_of(self, body: Any) -> str:
        """What a body is called in the names of what is made of it."""
        if isinstance(body, tuple):
            return self.name_of(body[0])
        return self._get_serializer_name(force_instance(body), "response") if body else "Nothing"

    # --- serializers ---

    def _map_basic_serializer(self, serializer: Any, direction: str) -> Schema:
        """An input refuses what it does not know. An answer has all of its fields."""
        schema: Schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if isinstance(serializer, StrictSerializer):
            return {**schema, "additionalProperties": False}
        required = [name for name in schema.get("properties", {}) if not _may_be_missing(serializer, name)]
        schema.pop("required", None)
        return {**schema, "required": required} if required else schema

    def _get_serializer_field_meta(self, field: Any, direction: str) -> Schema:
        meta: Schema = super()._get_serializer_field_meta(field, direction)  # type: ignore[no-untyped-call]
        if direction == "request":
            return meta
        return {key: value for key, value in meta.items() if key not in ABOUT_WRITING}

    def _map_serializer_field(self, field: Any, direction: str, bypass_extensions: bool = False) -> Schema | None:
        """What is kept as JSON is an object, unless the field says otherwise."""
        if type(field) is serializers.JSONField:
            return append_meta(build_basic_type(OpenApiTypes.OBJECT) or {}, _nullable(field))
        if isinstance(field, ByIdOrInFull):
            either = [build_basic_type(OpenApiTypes.UUID), self.schema_of(field.in_full, direction)]
            return append_meta({"anyOf": either}, self._get_serializer_field_meta(field, direction))
        if type(field) is serializers.CharField and direction == "response":
            field = _with_its_vocabulary(field)
        mapped: Schema | None = super()._map_serializer_field(  # type: ignore[no-untyped-call]
            field, direction, bypass_extensions
        )
        if direction == "request" and mapped and isinstance(field, serializers.ListSerializer):
            return {**mapped, **_bounds(field)}
        return _as_answered(field, mapped) if direction == "response" and mapped else mapped


def _may_be_missing(serializer: Any, name: str) -> bool:
    """Whether an answer may lack a field: its serializer says so in `Meta`, or where it declares the field."""
    declared = (
        name in serializer._declared_fields and serializer._declared_fields[name]._kwargs.get("required") is False
    )
    return declared or name in getattr(getattr(serializer, "Meta", None), "may_be_missing", ())


def _bounds(rows: Any) -> Schema:
    """How many rows an array may have."""
    bounds = {"minItems": rows.min_length, "maxItems": rows.max_length}
    return {name: number for name, number in bounds.items() if number is not None}


def _as_answered(field: Any, schema: Schema) -> Schema:
    """A field that takes more than it gives: an empty text for null, numbers for their text."""
    if isinstance(field, serializers.ChoiceField) and field.allow_null and "" in schema.get("enum", ()):
        return {**schema, "enum": [choice for choice in schema["enum"] if choice != ""]}
    if isinstance(field, ExactField):
        return {**schema, "type": [kind for kind in schema["type"] if kind != "integer"]}
    return schema


def _with_its_vocabulary(field: Any) -> Any:
    """A text as the choice that it is, if the column behind it has a vocabulary."""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    columns = {column.name: column for column in model._meta.concrete_fields} if model else {}
    choices = getattr(columns.get(field.source), "choices", None)
    return serializers.ChoiceField(choices=choices, allow_null=field.allow_null) if choices else field


def _nullable(field: Any) -> Schema:
    return {"nullable": True} if field.allow_null else {}


def _requires_something(serializer: Any) -> bool:
    return any(field.required for field in serializer.fields.values())
