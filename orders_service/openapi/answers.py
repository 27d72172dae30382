"""What answers have in common when a command or a question succeeds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Schema = dict[str, Any]

HEADERS: dict[str, Schema] = {
    "ETag": {
        "description": "The version of what was answered, for `If-Match` and `If-None-Match`.",
        "schema": {"type": "string", "examples": ['"3-64f1c2a9d8e40"']},
    },
    "Location": {"description": "Where it can be read.", "schema": {"type": "string", "format": "uri"}},
    "Idempotent-Replayed": {
        "description": "`true`: this is the first answer again, and nothing was done now.",
        "schema": {"type": "string", "const": "true"},
    },
    "Preference-Applied": {
        "description": "`return=minimal`, as asked for with `Prefer`.",
        "schema": {"type": "string", "const": "return=minimal"},
    },
    "Retry-After": {
        "description": "In so many seconds it is worth another try.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {
        "description": "How to say who is calling, and what was wrong with the attempt (RFC 6750).",
        "schema": {"type": "string", "examples": ['Bearer realm="Orders Service", error="invalid_token"']},
    },
}


def headers(names: Iterable[str]) -> Schema:
    """The `headers` of an answer; nothing if there are none."""
    found = {name: HEADERS[name] for name in names}
    return {"headers": found} if found else {}


NOT_MODIFIED: Schema = {
    "description": "Nothing has changed since the `ETag` in `If-None-Match`.",
    **headers(["ETag"]),
}


def rehearsal(result: Schema) -> Schema:
    """What a rehearsed command is answered, around what it would have been answered in earnest."""
    recorded = {"type": "array", "items": {"type": "object", "additionalProperties": True}}
    properties = {
        "dry_run": {"const": True},
        "status": {"type": "integer", "description": "The status of the answer in earnest."},
        "result": result,
        "events": {**recorded, "description": "The events that would have been recorded."},
        "gateway_calls": {**recorded, "description": "What payment gateways would have been asked."},
        "emails": {**recorded, "description": "The e-mails that would have been sent."},
    }
    return {
        "type": "object",
        "description": "What a command would have done. Nothing of it has happened.",
        "properties": properties,
        "required": list(properties),
    }
