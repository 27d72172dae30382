"""What the API says of an action, said once: whom it lets in, what it takes, and what it gives. The OpenAPI document is
written from it, and parameters that it does not name are refused.

class ShipmentViewSet(AccessView):
    operations = {
        "list": Operation("List shipments", access=READ, gives=Page(ShipmentSerializer), filtered=True),
        "ship": Operation(access=WRITE, takes=ShipInput, gives=ShipmentSerializer, refusals=[AlreadyShipped]),
    }
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rest_framework.permissions import BasePermission
from rest_framework.serializers import BaseSerializer

from common.errors import Refusal


class Page(NamedTuple):
    """A page of a list."""

    of: Any


class Array(NamedTuple):
    """Between one and so many values."""

    of: Any
    most: int | None = None


class AnyOf(NamedTuple):
    """One body or the other; the first gives the whole its name."""

    first: Any
    other: Any


Access = Sequence[Callable[[], BasePermission]]
Body = type[BaseSerializer] | Page | Array | AnyOf | dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Operation:
    """An action as the API describes it.

    `summary` is the first sentence of the action's docstring, unless given; what follows there is the description, and
    `about` (Markdown) is added to it. `access` lists the permissions that must all agree; without any, nobody may.
    `status` is that of success, `or_status` another with which the same body may come; `headers` name what the answer
    carries.
    `parameters` are those of the query, as OpenAPI has them, beside those that every action of the kind understands.
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

    @property
    def is_paged(self) -> bool:
        return isinstance(self.gives, Page)


def query_parameter(name: str, schema: Mapping[str, Any], description: str) -> dict[str, Any]:
    """A parameter of the query in OpenAPI."""
    return {"name": name, "in": "query", "required": False, "description": description, "schema": dict(schema)}


def one_of_words(name: str, words: Sequence[str], description: str) -> dict[str, Any]:
    """A parameter that takes several words between commas."""
    schema = {"type": "array", "items": {"type": "string", "enum": list(words)}}
    return {**query_parameter(name, schema, description), "style": "form", "explode": False}
