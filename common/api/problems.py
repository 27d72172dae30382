"""Problem documents (RFC 9457): the form of every refusal, in any format that the caller accepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from common.api import strict_json

MOST_ERRORS = 20
"""The most input errors that are listed; `error_count` is the number of all if there are more."""

STANDARD = frozenset({"type", "title", "status", "detail", "instance", "code", "errors"})

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem: a stable `code`, a sentence for people, errors by place, and facts for programs."""

    status: int
    code: str
    detail: str
    errors: tuple[dict[str, str], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> dict[str, Any]:
        """The members of the document. A fact never takes the place of a standard one."""
        document: dict[str, Any] = {
            "type": f"{settings.PUBLIC_URL}/api/problems/#{self.code}",
            "title": self.code.replace("_", " ").capitalize(),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if self.errors:
            document["errors"] = list(self.errors)
        return document | {name: _said(value) for name, value in self.facts.items() if name not in STANDARD}

    def response(self) -> HttpResponse:
        """The answer. Like DRF's it has the document as `data`."""
        document = self.document
        answer = HttpResponse(
            strict_json.write(document),
            status=self.status,
            headers=dict(self.headers),
            content_type="application/problem+json",
        )
        answer.data = document  # type: ignore[attr-defined]
        return answer


def about_body(path: Path, code: str, detail: str) -> dict[str, str]:
    """What is wrong at one place of the body."""
    return {"pointer": pointer(path), "code": code, "detail": detail}


def about_parameter(name: str, code: str, detail: str) -> dict[str, str]:
    """What is wrong with one query parameter, or with a header."""
    return {"parameter": name, "code": code, "detail": detail}


def invalid(
    errors: Iterable[dict[str, str]], *, code: str = "invalid_input", count: int | None = None, **facts: Any
) -> Problem:
    """The problem of input that is wrong in these places; in `count` places, if these are only the first."""
    errors = tuple(errors)
    count = count or len(errors)
    if count == 1:
        return Problem(400, code, errors[0]["detail"], errors, facts)
    detail = f"{count} things are wrong with what was sent."
    if count > MOST_ERRORS:
        detail = f"{detail} The first {MOST_ERRORS} are listed."
        facts |= {"error_count": count}
    return Problem(400, code, detail, errors[:MOST_ERRORS], facts)


def pointer(path: Path) -> str:
    """A path as a JSON pointer (RFC 6901): `/items/0/sku`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _said(value: Any) -> Any:
    """A fact as JSON has it. A fact of a type that JSON lacks must not keep a refusal from being answered."""
    try:
        return strict_json.plain(value)
    except TypeError:
        return str(value)
