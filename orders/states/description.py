"""A description of the machines, read from the models and their transitions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from django.db.models import Choices, IntegerChoices, Model

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanStatus
from common.fsm import Edge, edges
from orders.models import Order, OrderItem, Shipment
from orders.statuses import CLOSED, PAYABLE, ItemStatus, OrderStatus, ShipmentState
from payments.models import Payment, Refund
from payments.statuses import PaymentState, RefundState

WHERE_IT_CAME_FROM = "where it came from"


@dataclass(frozen=True, slots=True)
class State:
    """A state: `value` as the API writes it, `code` if there is one. `payable` and `open` apply to orders."""

    value: str
    code: int | None
    label: str
    meaning: str
    payable: bool | None
    open: bool | None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, as the sentence shown when it does not hold."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Transition:
    """A move. `to` is None where the row goes back to where it came from, which is one of `back_to`.

    `manual` are the states from which a person may take it by naming the new status, under the `conditions` and
    `manual_conditions`; from the others, `instead` says what to do.
    """

    name: str
    sources: tuple[str, ...]
    to: str | None
    back_to: tuple[str, ...]
    manual: tuple[str, ...]
    conditions: tuple[Condition, ...]
    manual_conditions: tuple[Condition, ...]
    instead: str
    meaning: str

    @property
    def label(self) -> str:
        return self.name.replace("_", " ")

    @property
    def targets(self) -> tuple[str, ...]:
        """All states that it may lead to."""
        return (self.to,) if self.to else self.back_to


@dataclass(frozen=True, slots=True)
class Machine:
    """One state machine."""

    name: str
    label: str
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    @property
    def label_of(self) -> dict[str, str]:
        """The labels of the states."""
        return {state.value: state.label for state in self.states}

    @property
    def final(self) -> tuple[str, ...]:
        """The states that nothing leads out of."""
        left = {source for transition in self.transitions for source in transition.sources}
        return tuple(state.value for state in self.states if state.value not in left)

    def as_dict(self) -> dict[str, Any]:
        """The machine as plain data. `from` is what Python calls `sources`."""
        described = asdict(self)
        for transition in described["transitions"]:
            transition["from"] = transition.pop("sources")
        return {**described, "final": self.final}


_SOURCES: dict[str, tuple[type[Model], str, type[Choices]]] = {
    "order": (Order, "status", OrderStatus),
    "item": (OrderItem, "status", ItemStatus),
    "shipment": (Shipment, "state", ShipmentState),
    "payment": (Payment, "status", PaymentState),
    "refund": (Refund, "status", RefundState),
    "cancellation_plan": (CancellationPlan, "status", PlanStatus),
}
MACHINES = tuple(_SOURCES)
"""The names of all machines."""


@cache
def machine_named(name: str) -> Machine:
    """The machine of this name, one of `MACHINES`."""
    model, field, choices = _SOURCES[name]
    column: Any = model._meta.get_field(field)
    return Machine(
        name=name,
        label=model._meta.verbose_name_raw.capitalize(),
        initial=value_of(choices(column.get_default())),
        states=tuple(_state(choice) for choice in choices),
        transitions=tuple(_transition(edge, choices) for edge in edges(model, field)),
    )


def value_of(choice: Any) -> str:
    """A state as the API writes it: where a number is stored, by its name."""
    return str(choice.name if isinstance(choice, IntegerChoices) else choice.value)


def _state(choice: Any) -> State:
    is_order = isinstance(choice, OrderStatus)
    return State(
        value=value_of(choice),
        code=choice.value if isinstance(choice, IntegerChoices) else None,
        label=str(choice.label),
        meaning=getattr(choice, "meaning", ""),
        payable=choice in PAYABLE if is_order else None,
        open=choice not in CLOSED if is_order else None,
    )


def _transition(edge: Edge, choices: type[Choices]) -> Transition:
    def values(states: Any) -> tuple[str, ...]:
        return tuple(value_of(choices(state)) for state in states)

    targets = values(edge.targets)
    return Transition(
        name=edge.name,
        sources=values(edge.sources),
        to=None if edge.target is None else targets[0],
        back_to=targets if edge.target is None else (),
        manual=values(edge.manual_sources),
        conditions=_conditions(edge.conditions),
        manual_conditions=_conditions(edge.manual.conditions),
        instead=edge.manual.instead,
        meaning=edge.meaning,
    )


def _conditions(predicates: Any) -> tuple[Condition, ...]:
    return tuple(Condition(predicate.code, predicate.otherwise) for predicate in predicates)
