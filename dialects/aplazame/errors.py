"""Aplazame's error answers: always `{"error": {"fields", "message", "type"}}`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from django.http import Http404

from common.api.problems import Problem
from common.errors import Refusal
from dialects.common.answers import ErrorAnswer

_TYPES = {400: "ApiValidationException", 401: "UnauthorizedException", 404: "ObjectNotFoundException"}
_NAMES = {
    "items": "articles",
    "unit_price": "price",
    "discount_amount": "discount",
    "shipping_address": "shipping",
    "billing_address": "billing",
    "total": "total_amount",
    "line": "street",
    "country_code": "country",
}
"""Fields that have another name in the document."""


class OrderNotFound(Http404):
    """No order in reach has this id or mid."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        super().__init__("Object not found")


class MidIsAmbiguous(Refusal):
    """Several channels of the caller have an order of this number."""

    code = "mid_is_ambiguous"
    sentence = "Several orders have the mid {mid}: name one by its id."


def error_answer(problem: Problem, error: BaseException) -> ErrorAnswer:
    """One `error`. What the state of an order forbids is 403, as the document has it for cancelled orders."""
    status = 403 if _is_forbidden(problem, error) else problem.status
    said: dict[str, object] = {}
    if fields := _fields(problem, error):
        said["fields"] = fields
    said["message"] = _message(problem, status)
    said["type"] = _TYPES.get(status) or _type_of(status)
    return ErrorAnswer(status, {"error": said}, problem.headers)


def _is_forbidden(problem: Problem, error: BaseException) -> bool:
    return problem.status == 409 and isinstance(error, Refusal) and not isinstance(error, MidIsAmbiguous)


def _message(problem: Problem, status: int) -> str:
    if status == 400 and problem.errors:
        return "API validation error"
    return "Object not found" if status == 404 else problem.detail


def _type_of(status: int) -> str:
    return f"{HTTPStatus(status).phrase.title().replace(' ', '').replace('-', '')}Exception"


def _fields(problem: Problem, error: BaseException) -> Mapping[str, object]:
    """What is wrong with each field, by its path inside `order`."""
    if isinstance(error, OrderNotFound):
        return {"order__id": error.asked}
    fields: dict[str, list[str]] = {}
    for row in problem.errors:
        parts = row.get("parameter", row.get("pointer", "")).strip("/").split("/")
        inner = parts[1:] if parts[0] == "order" and len(parts) > 1 else parts
        name = ".".join(_NAMES.get(part, part) for part in inner) or "non_field_errors"
        fields.setdefault(name, []).append(row["detail"])
    return fields
