"""The refusals that operations can meet: each written once, referred to wherever it can occur."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from inspect import cleandoc
from typing import Any, NamedTuple

from drf_spectacular.plumbing import ResolvedComponent

from access.permissions import Anybody
from common.api.errors import status_of
from common.errors import Refusal
from orders_service.openapi.answers import headers
from orders_service.openapi.examples import examples_of, shown
from orders_service.openapi.traits import OperationTraits

Schema = dict[str, Any]

MEDIA_TYPE = "application/problem+json"

PROBLEM: Schema = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457). The facts of the refusal follow as further members.",
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Where the problem is explained."},
        "title": {"type": "string", "description": "The problem in a few words, always the same ones."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What happened this time, in a sentence for people."},
        "code": {"type": "string", "description": "The problem for programs."},
        "errors": {
            "type": "array",
            "description": "What is wrong with the input, and where.",
            "items": {"$ref": "#/components/schemas/InputError"},
        },
    },
    "required": ["type", "title", "status", "detail", "code"],
    "additionalProperties": True,
}
INPUT_ERROR: Schema = {
    "type": "object",
    "description": "What is wrong at one place of the input: at `pointer` in the body, or in `parameter`.",
    "properties": {
        "pointer": {"type": "string", "description": "A JSON pointer (RFC 6901).", "examples": ["/items/0/quantity"]},
        "parameter": {"type": "string", "description": "The name of a query parameter, or of a header."},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
    "required": ["code", "detail"],
}


class Shared(NamedTuple):
    """A refusal that is the same wherever it occurs."""

    name: str
    description: str
    headers: tuple[str, ...] = ()


SHARED = {
    400: Shared("InvalidInput", "The body or a parameter is wrong; `errors` says what and where."),
    401: Shared("NotAuthenticated", "Credentials are missing or wrong.", ("WWW-Authenticate",)),
    403: Shared("Forbidden", "The caller may not do this. A missing scope is named."),
    404: Shared("NotFound", "Not found within the caller's reach."),
    406: Shared("NotAcceptable", "None of the formats in `Accept` is available."),
    409: Shared("StillRunning", "The first request with this `Idempotency-Key` is still running.", ("Retry-After",)),
    411: Shared("LengthRequired", "The body is sent without `Content-Length`."),
    412: Shared("VersionDiffers", "It has changed since the version in `If-Match`; `current` is the present version."),
    413: Shared("BodyTooLarge", "The body has more than 1 MiB."),
    415: Shared("UnsupportedMediaType", "The body is not sent as `application/json`."),
    422: Shared("KeyReused", "The `Idempotency-Key` was used for another request."),
    428: Shared("KeyMissing", "This command needs an `Idempotency-Key`."),
    429: Shared("TooManyRequests", "The caller sends more requests than it may.", ("Retry-After",)),
    503: Shared("Busy", "The database is busy, and nothing was done.", ("Retry-After",)),
}


def refusals_of(schema: OperationTraits) -> Schema:
    """The answers of an operation that does not do what was asked, by status."""
    found = {str(status): _shared(status, schema) for status in _statuses(schema)}
    for status in sorted({status_of(refusal) for refusal in schema.refusals}):
        own = [refusal for refusal in schema.refusals if status_of(refusal) == status]
        found[str(status)] = _own(status, own, schema)
    return found


def _statuses(schema: OperationTraits) -> Iterator[int]:
    """The statuses that follow from what kind of operation it is."""
    has_throttles = bool(schema.view.get_throttles())
    may_occur = {
        400: True,
        401: bool(schema.view.get_authenticators()),
        403: not any(isinstance(permission, Anybody) for permission in schema.view.get_permissions()),
        404: bool(schema.path_variables) or schema.is_paged or schema.may_be_missing,
        406: True,
        409: schema.is_command,
        411: schema.is_command,
        412: schema.takes_if_match,
        413: schema.is_command or schema.takes_a_body,
        415: schema.is_command and schema.takes_a_body,
        422: schema.is_command,
        428: schema.is_command and schema.handler.key_required,
        429: has_throttles,
        503: schema.reads_rows or schema.takes_a_body,
    }
    return (status for status, occurs in may_occur.items() if occurs)


def _shared(status: int, schema: OperationTraits) -> Schema:
    name, description, names = SHARED[status]
    problem = _stale(schema) if status == 412 else _problem(schema)
    examples = [example for example in examples_of("problems") if example["answer"]["status"] == status]
    answer = {"description": description, **headers(names), **_content(problem, examples)}
    component = ResolvedComponent(name, ResolvedComponent.RESPONSE, answer, object=name)
    schema.registry.register_on_missing(component)
    return component.ref


def _own(status: int, refusals: Sequence[type[Refusal]], schema: OperationTraits) -> Schema:
    """An answer that only this operation gives: which of its refusals it may be, and examples of them."""
    meanings = {refusal.code: _meaning(refusal) for refusal in refusals} | _ALWAYS_POSSIBLE.get(status, {})
    description = "\n".join(["Refused:", "", *(f"* `{code}`: {meaning}" for code, meaning in meanings.items())])
    examples = [example for example in schema.documented_examples if example["answer"]["status"] == status]
    names = SHARED[status].headers if status in SHARED else ()
    return {"description": description, **headers(names), **_content(_problem(schema), examples)}


_ALWAYS_POSSIBLE = {
    409: {"command_still_running": SHARED[409].description},
    503: {"database_busy": SHARED[503].description},
}


def _meaning(refusal: type[Refusal]) -> str:
    return cleandoc(refusal.__doc__ or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _content(problem: Schema, examples: Iterable[Schema]) -> Schema:
    content = {"schema": problem}
    if values := shown(examples, "answer"):
        content["examples"] = values
    return {"content": {MEDIA_TYPE: content}}


def _problem(schema: OperationTraits) -> Schema:
    schema.named("InputError", INPUT_ERROR)
    return schema.named("Problem", PROBLEM)


def _stale(schema: OperationTraits) -> Schema:
    """The problem of an outdated version, with what is read in its place."""
    _problem(schema)
    current = {"current": schema.schema_of(schema.view.serializer_class)}
    properties = {**PROBLEM["properties"], **current, "expected": {"type": "integer"}}
    required = [*PROBLEM["required"], *current]
    return schema.named("VersionDiffersProblem", {**PROBLEM, "properties": properties, "required": required})
