"""The parameters that many operations understand: written once, referred to by each."""

from __future__ import annotations

from typing import Any

from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent

from common.api.operations import query_parameter
from common.api.pagination import PageOrCursorPagination
from orders_service.openapi.traits import OperationTraits

Schema = dict[str, Any]


def _header(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "header", "description": description, "schema": {"type": "string", **schema}}


_KEY: Schema = {"minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$", "examples": ["checkout-7041"]}
_KEY_TEXT = (
    "Names this command. Sent again with the same key within 24 hours, it is done once and answered alike, with "
    "`Idempotent-Replayed: true`. Another request with the same key is refused with 422."
)
_TAG: Schema = {"examples": ['"3-64f1c2a9d8e40"']}

SHARED: dict[str, Schema] = {
    "OrderReference": {
        "name": "ref",
        "in": "path",
        "required": True,
        "description": "The order's `ref`, or its `id`.",
        "schema": {"type": "string", "pattern": "^[0-9A-Za-z-]{1,40}$", "examples": ["2026-00001"]},
    },
    "Id": {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The `id`.",
        "schema": {"type": "string", "format": "uuid", "examples": ["0190b0a5-7c3e-7000-8000-000000000001"]},
    },
    "DryRun": {
        "name": "dry_run",
        "in": "query",
        "required": False,
        "description": "Rehearse: run the command, roll it back, and show the result. Nothing is changed or sent.",
        "schema": {"type": "boolean", "default": False},
    },
    "IdempotencyKey": _header("Idempotency-Key", _KEY_TEXT, _KEY),
    "RequiredIdempotencyKey": {
        **_header("Idempotency-Key", f"{_KEY_TEXT} A rehearsal needs none.", _KEY),
        "required": True,
    },
    "Prefer": _header(
        "Prefer", "`return=minimal`: answer 204 without a body instead of 200.", {"examples": ["return=minimal"]}
    ),
    "IfMatch": _header(
        "If-Match", "The `ETag` that was read last. If the order has changed since, it is refused with 412.", _TAG
    ),
    "IfNoneMatch": _header("If-None-Match", "The `ETag` that is known already: if nothing has changed, 304.", _TAG),
    **{
        parameter["name"].capitalize(): parameter
        for parameter in PageOrCursorPagination().get_schema_operation_parameters(None)  # type: ignore[arg-type]
    },
}
IN_PATHS = {parameter["name"] for parameter in SHARED.values() if parameter["in"] == "path"}


def names_for(schema: OperationTraits) -> list[str]:
    """The names in `SHARED` of what an operation understands."""
    applies = {
        "OrderReference": "ref" in schema.path_variables,
        "Id": "id" in schema.path_variables,
        "DryRun": schema.is_command,
        "RequiredIdempotencyKey": schema.is_command and schema.handler.key_required,
        "IdempotencyKey": schema.is_command and not schema.handler.key_required,
        "Prefer": schema.may_be_minimal,
        "IfMatch": schema.takes_if_match,
        "IfNoneMatch": schema.has_etag and not schema.is_command,
        **dict.fromkeys(("Page", "Limit", "Cursor", "Count"), schema.is_paged),
    }
    return [name for name, does_apply in applies.items() if does_apply]


def reference(name: str, registry: ComponentRegistry) -> Schema:
    """A reference to one of `SHARED`."""
    component = ResolvedComponent(name, ResolvedComponent.PARAMETER, SHARED[name], object=name)
    registry.register_on_missing(component)
    return component.ref


def id_of(name: str) -> Schema:
    """A parameter like `payment_id` in a path."""
    return {**SHARED["Id"], "name": name, "description": f"The {name.removesuffix('_id')}'s `id`."}


def format_of(renderers: list[str]) -> Schema:
    """`?format=`, for these formats."""
    schema = {"type": "string", "enum": renderers, "default": renderers[0]}
    return query_parameter("format", schema, "The format of the answer. It beats the header `Accept`.")
