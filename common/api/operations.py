"""The one declaration of an action: its permissions, input and output. The OpenAPI document is written from it, and
parameters that it does not name are refused.

class ShipmentViewSet(ListModelMixin, AccessView):
    operations = {"list": Operation("List shipments", access=READ, gives=Page(ShipmentSerializer), filtered=True)}

@action(detail=True, methods=["post"])
    @Operation(access=WRITE, takes=ShipInput, gives=ShipmentSerializer, refusals=[AlreadyShipped])
    @command
    def ship(self, request, pk): ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from rest_framework.permissions import BasePermission
from rest_framework.serializers import BaseSerializer

from common.errors import Refusal


class Page(NamedTuple):
    """A page of a list."""

    of: Any


class Array(NamedTuple):
    """At least one value, and at most the given number."""

    of: Any
    most: int | None = None


class AnyOf(NamedTuple):
    """One body or the other; the first gives the whole its name."""

    first: Any
    other: Any


Access = Sequence[Callable[[], BasePermission]]
Method = TypeVar("Method", bound=Callable[..., Any])
Body = type[BaseSerializer] | Page | Array | AnyOf | dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Operation:
    """An action of the API: a decorator for a view's method. Methods of REST framework's mixins have theirs in the
    view's `operations`.

    `summary` is the first sentence of the action's docstring, unless given; what follows there is the description, and
    `about` (Markdown) is added to it. `access` lists the permissions that must all agree; without any, nobody may.
    `status` is that of success, `or_status` another with which the same body may come; `headers` name what the answer
    carries.
    `parameters` are those of the query, as OpenAPI has them, besides those that every action of the kind understands.
    `refusals` are the errors that the state of things can lead to; `may_be_missing` that there may be no such thing
    although the path names none.
    """

    summary: str = ""
    access: Access = ()
    about: str = ""
    takes: Body = None
    gives: Body = None
    status: int = 200
    or_status: int | None = None
    headers: Sequence[str] = ()
    parameters: Sequence[Mapping[str, Any]] = ()
    filtered: bool = False
    refusals: Sequence[type[Refusal]] = field(default=())
    may_be_missing: bool = False

    def __call__(self, method: Method) -> Method:
        method.operation = self  # type: ignore[attr-defined]
        return method

    @property
    def is_paged(self) -> bool:
        return isinstance(self.gives, Page)


def operation_of(view: Any, action: str) -> Operation | None:
    """The operation of a view's action."""
    inherited: Mapping[str, Operation] = getattr(view, "operations", {})
    return getattr(getattr(view, action, None), "operation", None) or inherited.get(action)


def query_parameter(name: str, schema: Mapping[str, Any], description: str) -> dict[str, Any]:
    """A parameter of the query in OpenAPI."""
    return {"name": name, "in": "query", "required": False, "description": description, "schema": dict(schema)}


def one_of_words(name: str, words: Sequence[str], description: str) -> dict[str, Any]:
    """A parameter that takes several words between commas."""
    schema = {"type": "array", "items": {"type": "string", "enum": list(words)}}
    return {**query_parameter(name, schema, description), "style": "form", "explode": False}
