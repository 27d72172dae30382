"""State machines that explain themselves, on top of django-fsm.

A transition touches its own row in memory and nothing else; a condition carries the sentence shown when it fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django_fsm import RETURN_VALUE

from common.errors import Refusal, Sentence

NO_SUCH_EDGE = "Can't change {name} with status '{current}' to '{wanted}'."

Predicate = TypeVar("Predicate", bound=Callable[[Any], bool])


class TransitionRefused(Refusal):
    """The state machine has no such transition, or one of its conditions fails."""

    code = "transition_not_allowed"

    def __init__(self, sentence: str, *, code: str | None = None) -> None:
        super().__init__(sentence)
        if code:
            self.code = code


def condition(*, otherwise: str, code: str) -> Callable[[Predicate], Predicate]:
    """Mark a predicate on a row as a transition's condition, with the sentence shown when it fails."""

    def mark(predicate: Predicate) -> Predicate:
        predicate.otherwise = otherwise  # type: ignore[attr-defined]
        predicate.code = code  # type: ignore[attr-defined]
        return predicate

    return mark


@dataclass(frozen=True, slots=True)
class ManualRule:
    """Whether a person may take a transition by naming the status, from where, and what they should do instead."""

    allowed: bool
    sources: tuple[Any, ...] | None = None
    conditions: tuple[Callable[[Any], bool], ...] = ()
    instead: str = ""


def manual(
    *, sources: Iterable[Any] | None = None, conditions: Iterable[Callable[[Any], bool]] = (), instead: str = ""
) -> dict[str, ManualRule]:
    """A transition's `custom`: may be taken manually, perhaps from some sources only or under more conditions."""
    return {"manual": ManualRule(True, tuple(sources) if sources else None, tuple(conditions), instead)}


def not_manual(instead: str) -> dict[str, ManualRule]:
    """A transition's `custom`: never taken manually; `instead` says what to do."""
    return {"manual": ManualRule(False, instead=instead)}


@dataclass(frozen=True, slots=True)
class Edge:
    """One transition of a machine. `target` is None where the row itself remembers where it goes back to; `targets` are
    all states that it may lead to."""

    name: str
    sources: tuple[Any, ...]
    target: Any | None
    targets: tuple[Any, ...]
    manual: ManualRule
    conditions: tuple[Callable[[Any], bool], ...]
    meaning: str

    @property
    def manual_sources(self) -> tuple[Any, ...]:
        """The states from which a person may take it."""
        return (self.manual.sources or self.sources) if self.manual.allowed else ()


@cache
def edges(model: type[models.Model], field: str = "status") -> tuple[Edge, ...]:
    """All transitions of a model's machine, in the order in which they are written."""
    methods = {name: method for kind in reversed(model.__mro__) for name, method in vars(kind).items()}
    machines = {name: method for name, method in methods.items() if hasattr(method, "_django_fsm")}
    return tuple(_edge(name, method) for name, method in machines.items() if method._django_fsm.field.name == field)


def _edge(name: str, method: Any) -> Edge:
    transitions = list(method._django_fsm.transitions.values())
    any_of_them = transitions[0]
    goes_back = isinstance(any_of_them.target, RETURN_VALUE)
    return Edge(
        name=name,
        sources=tuple(transition.source for transition in transitions),
        target=None if goes_back else any_of_them.target,
        targets=tuple(any_of_them.target.allowed_states) if goes_back else (any_of_them.target,),
        manual=any_of_them.custom.get("manual", ManualRule(False)),
        conditions=tuple(any_of_them.conditions),
        meaning=(method.__doc__ or "").strip(),
    )


def moves(model: type[models.Model], field: str = "status") -> frozenset[tuple[Any, Any]]:
    """Every pair of states that may be written one after the other."""
    return frozenset(
        (source, target) for edge in edges(model, field) for source in edge.sources for target in edge.targets
    )


def why_not(row: models.Model, edge: Edge, field: str = "status") -> TransitionRefused | None:
    """The refusal that taking this edge from the row's present state would meet, or None if it may be taken."""
    if getattr(row, field) not in edge.sources:
        return no_such_edge(row, edge.target, field)
    return _unmet(row, edge.conditions)


def why_not_manually(row: models.Model, target: Any, field: str = "status") -> TransitionRefused | None:
    """The refusal that a person would meet who moves the row to `target`; staying where it is is always allowed."""
    current = getattr(row, field)
    if current == target:
        return None
    edge = edge_to(type(row), current, target, field) or _return_edge(type(row), current, target, field)
    if edge is None:
        return no_such_edge(row, target, field)
    if current not in edge.manual_sources:
        return TransitionRefused(edge.manual.instead)
    return _unmet(row, edge.conditions + edge.manual.conditions)


def edge_to(model: type[models.Model], source: Any, target: Any, field: str = "status") -> Edge | None:
    """The edge between two states, if there is one."""
    return next((edge for edge in edges(model, field) if edge.target == target and source in edge.sources), None)


def _return_edge(model: type[models.Model], source: Any, target: Any, field: str) -> Edge | None:
    """The edge by which a row goes back to where it came from, if that can have been `target`."""
    back = (edge for edge in edges(model, field) if edge.target is None and source in edge.sources)
    return next((edge for edge in back if target in edge.targets), None)


def sources_of(model: type[models.Model], transition: str, field: str = "status") -> tuple[Any, ...]:
    """The states from which a transition leads on."""
    return next(edge.sources for edge in edges(model, field) if edge.name == transition)


def _unmet(row: models.Model, conditions: Iterable[Callable[[Any], bool]]) -> TransitionRefused | None:
    for predicate in conditions:
        if not predicate(row):
            return TransitionRefused(predicate.otherwise, code=predicate.code)  # type: ignore[attr-defined]
    return None


def no_such_edge(row: models.Model, target: Any | None, field: str = "status") -> TransitionRefused:
    """The refusal for a move that no transition makes (Salesman's wording)."""
    labels = dict(row._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
    current = labels[getattr(row, field)]
    wanted = labels.get(target, "where it came from")
    words = {"name": str(row._meta.verbose_name), "current": str(current), "wanted": str(wanted)}
    return TransitionRefused(Sentence(NO_SUCH_EDGE, **words))


def move(row: models.Model, transition: str, field: str = "status", **arguments: Any) -> None:
    """Take a transition by name.

    Raises:
        TransitionRefused: with the sentence that says why not.
    """
    edge = next(edge for edge in edges(type(row), field) if edge.name == transition)
    refusal = why_not(row, edge, field)
    if refusal:
        raise refusal
    getattr(row, transition)(**arguments)


class ProtectedState(models.Model):
    """Keeps a row's state out of reach of a plain re-read.

    django-fsm allows a protected state to be assigned while `refresh_from_db` runs by switching the protection off for
    the class; should that call fail, it stays off for the whole process.
    """

    class Meta:
        abstract = True

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError(f"Read the {self._meta.verbose_name} again with a query.")
