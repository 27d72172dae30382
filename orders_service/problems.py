"""`/api/problems/`: every code that a problem document can carry, and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc
from typing import NamedTuple

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from common import fsm
from common.api import strict_json
from common.api.errors import status_of
from common.api.problems import Problem
from common.errors import Refusal
from orders_service.input_errors import INPUT_ERRORS


class Explanation(NamedTuple):
    """What a code means, and with which status it comes."""

    code: str
    status: int
    meaning: str


GENERAL = [
    Explanation("bad_request", 400, "The request is malformed."),
    Explanation("body_unreadable", 400, "The connection ended before the whole body had arrived."),
    Explanation("invalid_input", 400, "The body or a parameter is wrong; `errors` says what and where."),
    Explanation("invalid_json", 400, "The body is not JSON, or has a value that cannot be stored."),
    Explanation("authentication_failed", 401, "The credentials are wrong."),
    Explanation("invalid_token", 401, "The bearer token is unknown, or its time is over."),
    Explanation("not_authenticated", 401, "This needs credentials, and there are none."),
    Explanation(
        "second_factor_missing", 401, "A member of staff signed in by password alone; `step` says what is missing."
    ),
    Explanation("permission_denied", 403, "The caller may not do this."),
    Explanation("scope_missing", 403, "The caller lacks the `scope` that this needs."),
    Explanation("not_found", 404, "Not found within the caller's reach."),
    Explanation("page_not_found", 404, "The list ends before this page."),
    Explanation("method_not_allowed", 405, "The path does not have this method; `Allow` names those it has."),
    Explanation("not_acceptable", 406, "None of the formats in `Accept` is available."),
    Explanation("cancel_instead", 409, "The order cannot be rejected as it is, but it can be cancelled."),
    Explanation("command_still_running", 409, "The first request with this `Idempotency-Key` is not finished."),
    Explanation("concurrent_change", 409, "Somebody else changed the same thing at the same moment."),
    Explanation("plan_is_open", 409, "A cancellation plan is open, which must be decided first."),
    Explanation("units_are_being_refunded", 409, "Units that were not sent are being refunded; that must end first."),
    Explanation("transition_not_allowed", 409, "The state machine has no such move."),
    Explanation("length_required", 411, "The body is sent in chunks, without its `Content-Length`."),
    Explanation("body_too_large", 413, "The body is longer than any request needs."),
    Explanation("unsupported_media_type", 415, "The body is not sent as `application/json`."),
    Explanation("idempotency_key_reused", 422, "The `Idempotency-Key` was used for another request."),
    Explanation("idempotency_key_missing", 428, "This command needs an `Idempotency-Key`."),
    Explanation("throttled", 429, "The caller sends more requests than it may; `Retry-After` says when to go on."),
    Explanation("server_error", 500, "An error of ours. It has been logged."),
    Explanation("database_busy", 503, "The database is busy, and nothing was done."),
]


@csrf_exempt
def list_problems(request: HttpRequest) -> HttpResponse:
    """All codes, by status: a page for people, JSON for programs."""
    if request.method not in ("GET", "HEAD"):
        return _other_method(request)
    problems = [explanation._asdict() for explanation in explanations()]
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        answer = render(request, "problems.html", {"problems": problems, "input_errors": INPUT_ERRORS})
    else:
        body = strict_json.write({"problems": problems, "input_errors": INPUT_ERRORS})
        answer = HttpResponse(body, content_type="application/json")
    patch_vary_headers(answer, ["Accept"])
    return answer


def _other_method(request: HttpRequest) -> HttpResponse:
    allowed = {"Allow": "GET, HEAD, OPTIONS"}
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=allowed)
    return Problem(405, "method_not_allowed", f"There is no {request.method} here.", headers=allowed).response()


def explanations() -> list[Explanation]:
    """What every code means, each once."""
    kinds = (kind for kind in _kinds(Refusal) if _is_native(kind))
    refusals = (Explanation(kind.code, status_of(kind), _first_paragraph(kind)) for kind in kinds)
    known = {explanation.code: explanation for explanation in (*refusals, *_conditions(), *GENERAL)}
    return sorted(known.values(), key=lambda explanation: (explanation.status, explanation.code))


def refusal_sentences() -> list[str]:
    """What refusals and conditions say, with the facts in braces, in alphabetical order."""
    said = {kind.sentence for kind in _kinds(Refusal) if _is_native(kind)}
    return sorted(said | {fsm.NO_SUCH_EDGE} | {explanation.meaning for explanation in _conditions()})


def _is_native(kind: type[Refusal]) -> bool:
    """Whether the API itself refuses so. Dialects are described on their own."""
    ours = {config.name for config in apps.get_app_configs()} - {"dialects"}
    return kind.__module__.partition(".")[0] in ours


def _kinds(refusal: type[Refusal]) -> Iterator[type[Refusal]]:
    """All kinds of a refusal."""
    for kind in refusal.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _first_paragraph(kind: type[Refusal]) -> str:
    return cleandoc(kind.__doc__ or "").partition("\n\n")[0].replace("\n", " ")


def _conditions() -> Iterator[Explanation]:
    """The conditions of all state machines, which refuse in their own words."""
    for model in apps.get_models():
        for edge in fsm.edges(model):
            for condition in (*edge.conditions, *edge.manual.conditions):
                yield Explanation(condition.code, 409, condition.otherwise)  # type: ignore[attr-defined]


def page() -> str:
    """`docs/errors.md`."""
    problems = [f"| {row.status} | `{row.code}` | {row.meaning} |" for row in explanations()]
    input_errors = [f"| `{code}` | {meaning} |" for code, meaning in sorted(INPUT_ERRORS.items())]
    return _PAGE.format(problems="\n".join(problems), input_errors="\n".join(input_errors))


_PAGE = """\
# Errors

Written from the code by `manage.py write_errors`; a test fails when they differ. The service tells the same at
`/api/problems/`, where the `type` of every problem leads.

A request that is refused is answered with a problem document (RFC 9457, `application/problem+json`), whatever format
was asked for. `code` is for programs and never changes; `detail` is for people; the facts of the refusal follow as
further members. See also [conventions](api/conventions.md#errors).

## Problems

| Status | Code | Meaning |
|---:|---|---|
{problems}

## What is wrong with the input

The codes in the `errors` of `invalid_input` and `invalid_json`, each with a `pointer` into the body or the name of a
`parameter`.

| Code | Meaning |
|---|---|
{input_errors}
"""
