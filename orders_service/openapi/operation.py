"""One operation of the document, from the action's `Operation`, its permissions and its decorators."""

from __future__ import annotations

import re
from inspect import cleandoc
from typing import Any

from drf_spectacular.utils import Direction

from access.schema import who_may_call
from common.api.operations import Body, Operation
from orders_service.openapi import parameters, problems
from orders_service.openapi.answers import NOT_MODIFIED, headers, rehearsal
from orders_service.openapi.bodies import Schema
from orders_service.openapi.examples import shown
from orders_service.openapi.traits import OperationTraits

JSON = "application/json"
TEXTS = frozenset({"text/csv", "text/plain", "image/svg+xml"})


class OperationSchema(OperationTraits):
    """drf-spectacular's, fed by the action's `Operation`. A view without any describes itself by decorators alone."""

    # --- texts ---

    def get_summary(self) -> str | None:
        given = self.operation.summary if self.operation else ""
        return given or _first_sentence(self._docstring()).rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]
        text = self._docstring()
        if self.operation and not self.operation.summary:
            text = text.removeprefix(_first_sentence(text)).strip()
        about = cleandoc(self.operation.about) if self.operation else ""
        return "\n\n".join(part for part in (text, about, who_may_call(self.view)) if part)

    def _docstring(self) -> str:
        """The action's own; the summary says all about those that REST framework's mixins bring."""
        is_ours = self.handler and not self.handler.__module__.startswith("rest_framework.")
        return cleandoc(self.handler.__doc__ or "") if is_ours else ""

    # --- parameters ---

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.operation.is_paged if self.operation else super()._is_list_view(serializer)

    def get_filter_backends(self) -> list[Any]:
        if self.operation is None:
            return super().get_filter_backends()
        return list(self.view.filter_backends) if self.operation.filtered else []

    def _get_parameters(self) -> list[Schema]:
        shared = [parameters.reference(name, self.registry) for name in parameters.names_for(self)]
        return [*shared, *super()._get_parameters()]

    def _resolve_path_parameters(self, variables: list[str]) -> list[Schema]:
        """Those that are not shared: the ids of what belongs to an order, and words."""
        own = [name for name in variables if name not in parameters.IN_PATHS]
        words = [name for name in own if not name.endswith("_id")]
        found: list[Schema] = super()._resolve_path_parameters(words)  # type: ignore[no-untyped-call]
        return [*(parameters.id_of(name) for name in own if name not in words), *found]

    def _get_pagination_parameters(self) -> list[Schema]:
        """They are shared."""
        return []

    def _get_filter_parameters(self) -> list[Schema]:
        own = self.operation.parameters if self.operation else ()
        return [*super()._get_filter_parameters(), *map(dict, own)]  # type: ignore[no-untyped-call]

    def _get_format_parameters(self) -> list[Schema]:
        return [parameters.format_of(self.map_renderers("format"))]

    # --- bodies ---

    def _get_request_body(self, direction: str = "request") -> Schema | None:
        if self.operation is None or self.operation.takes is None:
            return None
        schema = self.schema_of(self.operation.takes, "request")
        content = {JSON: _media(schema, shown(self.documented_examples, "request"))}
        return {"content": content, **({"required": True} if self.needs_a_body(self.operation.takes) else {})}

    def _get_response_bodies(self, direction: Direction = "response") -> Schema:
        successes = self._successes(self.operation) if self.operation else super()._get_response_bodies(direction)
        return dict(sorted({**successes, **problems.refusals_of(self)}.items()))

    def _successes(self, operation: Operation) -> Schema:
        if self.is_command:
            return self._successes_of_command(operation)
        found = {str(operation.status): self._answer(operation, operation.status, self._schema(operation.gives))}
        return {**found, "304": NOT_MODIFIED} if self.has_etag else found

    def _successes_of_command(self, operation: Operation) -> Schema:
        result = self._schema(operation.gives)
        rehearsed = self.named(f"{self.name_of(operation.gives)}Rehearsal", rehearsal(result or {"type": "null"}))
        if operation.status == 200:
            other = operation.or_status
            return {
                "200": self._answer(operation, 200, {"anyOf": [result, rehearsed]}),
                "204": self._minimal(operation),
                **({str(other): self._answer(operation, other, result)} if other else {}),
            }
        done = self._answer(operation, operation.status, result)
        return {str(operation.status): done, "200": self._rehearsed(rehearsed)}

    def _schema(self, body: Body) -> Schema | None:
        return self.schema_of(body) if body else None

    def _minimal(self, operation: Operation) -> Schema:
        description = "Done. There is no body, as asked for with `Prefer: return=minimal`."
        return {"description": description, **headers(["Preference-Applied", *operation.headers])}

    def _rehearsed(self, schema: Schema) -> Schema:
        return {"description": "With `dry_run=true`: what would have happened.", "content": self._content(schema, 200)}

    def _answer(self, operation: Operation, status: int, schema: Schema | None) -> Schema:
        replayed = ["Idempotent-Replayed"] if self.is_command else []
        content = {"content": self._content(schema, status)} if schema else {}
        description = "Done." if self.is_command else "Found."
        return {"description": description, **headers([*operation.headers, *replayed]), **content}

    def _content(self, schema: Schema, status: int) -> Schema:
        examples = [example for example in self.documented_examples if example["answer"]["status"] == status]
        bodies = {
            media_type: {"schema": {"type": "string"}} if media_type in TEXTS else {"schema": schema}
            for media_type in self.map_renderers("media_type")
        }
        return {**bodies, JSON: _media(schema, shown(examples, "answer"))}


def _media(schema: Schema, examples: Schema) -> Schema:
    return {"schema": schema, "examples": examples} if examples else {"schema": schema}


def _first_sentence(text: str) -> str:
    paragraph = text.split("\n\n", maxsplit=1)[0].replace("\n", " ")
    found = re.match(r".*?[.](?= [A-Z]|$)", paragraph)
    return found[0] if found else paragraph
