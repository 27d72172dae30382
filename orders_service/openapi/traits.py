"""What an operation of the document is like: what its parameters, refusals and examples depend on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import uritemplate

from common.api.operations import Operation, operation_of
from common.errors import Refusal
from orders_service.openapi.bodies import BodySchema
from orders_service.openapi.examples import Example, examples_of


class OperationTraits(BodySchema):
    """The properties of a view's action."""

    @property
    def operation(self) -> Operation | None:
        """What the view says about its action."""
        return operation_of(self.view, getattr(self.view, "action", None) or self.method.lower())

    @property
    def handler(self) -> Any:
        """The method of the view that answers."""
        return getattr(self.view, getattr(self.view, "action", None) or self.method.lower(), None)

    @property
    def is_command(self) -> bool:
        return hasattr(self.handler, "is_command")

    @property
    def is_paged(self) -> bool:
        return self.operation is not None and self.operation.is_paged

    @property
    def has_etag(self) -> bool:
        return self.operation is not None and "ETag" in self.operation.headers

    @property
    def may_be_missing(self) -> bool:
        return self.operation is not None and self.operation.may_be_missing

    @property
    def may_be_minimal(self) -> bool:
        """Whether there is a 200 that a 204 can take the place of."""
        return self.is_command and (self.operation is None or self.operation.status == 200)

    @property
    def takes_a_body(self) -> bool:
        return self.method in {"POST", "PUT", "PATCH"}

    @property
    def takes_if_match(self) -> bool:
        """Commands on one thing that has versions."""
        return self.is_command and bool(self.path_variables) and hasattr(self.view, "current_representation")

    @property
    def reads_rows(self) -> bool:
        """Only what never asks who is calling can do without the database."""
        return bool(self.view.get_authenticators())

    @property
    def refusals(self) -> Sequence[type[Refusal]]:
        return self.operation.refusals if self.operation else ()

    @property
    def path_variables(self) -> set[str]:
        return set(uritemplate.variables(self.path))

    @property
    def documented_examples(self) -> list[Example]:
        return examples_of(self.get_operation_id())

    def get_operation_id(self) -> str:
        """`orders_change_status`: the resource and the view's action; of a plain view, its path."""
        words = self._tokenize_path()
        action = getattr(self.view, "action", None)
        return "_".join([words[0], action] if action else words).replace("-", "_")
