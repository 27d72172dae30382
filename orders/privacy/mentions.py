"""Rows outside of orders that may mention a person: stored answers, staff's log and saved views, logins.

The packages above register theirs here (`mentioned_in`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import quote_plus

from django.apps import apps
from django.conf import settings
from django.db.models import Q, QuerySet

from access.models import IdempotencyKey, KeyState
from orders.privacy.person import Person
from orders.privacy.words import Words

LEEWAY = timedelta(hours=2)
"""Keys are deleted once an hour, when their time is over."""


Chosen = Callable[[Words], list[str]]
Act = Callable[[QuerySet[Any]], object]


@dataclass(frozen=True, slots=True)
class MentionedIn:
    """Columns of a model that may name people, by which of their words, and what becomes of such rows."""

    model: str
    columns: tuple[str, ...]
    words: Chosen
    act: Act


_PLACES = [
    MentionedIn(
        "admin.LogEntry",
        ("object_repr", "change_message"),
        Words.distinctive,
        lambda rows: rows.update(object_repr="", change_message=""),
    ),
    *(
        MentionedIn(f"axes.{model}", ("username",), Words.distinctive, QuerySet.delete)
        for model in ("AccessAttempt", "AccessFailureLog", "AccessLog")
    ),
]


def mentioned_in(model: str, *columns: str, words: Chosen) -> None:
    """Rows that name a person in one of these columns are deleted with the person."""
    _PLACES.append(MentionedIn(model, columns, words, QuerySet.delete))


def forget_mentions(person: Person, *, at: datetime) -> None:
    """Remove the person from rows outside of orders."""
    for place in _PLACES:
        rows = apps.get_model(place.model)._default_manager.all()
        found = _any_says(place.columns, place.words(person.words))
        if found:
            place.act(rows.filter(found))
    if _changed_lately(person, at):
        _forget_answers(person)


def _any_says(columns: Sequence[str], words: Sequence[str]) -> Q:
    """The condition that one of the columns has one of the words, plainly or URL-encoded."""
    forms = [form for word in words for form in dict.fromkeys((word, quote_plus(word)))]
    said = [Q((f"{column}__icontains", form)) for column in columns for form in forms]
    return reduce(or_, said, Q())


def _changed_lately(person: Person, at: datetime) -> bool:
    """Whether a command about them may still be remembered by its key."""
    since = at - timedelta(hours=settings.IDEMPOTENCY_HOURS) - LEEWAY
    moments = [person.customer.updated_at, *(order.updated_at for order in person.orders)]
    return max(moments) > since


def _forget_answers(person: Person) -> None:
    """Forget the stored answers; the keys stay, so that no command is executed twice."""
    names = [str(person.customer.pk), *person.words.distinctive()]
    names += [name for order in person.orders for name in (str(order.pk), order.ref)]
    answered = IdempotencyKey.objects.filter(_any_says(("path", "body"), names), state=KeyState.ANSWERED)
    answered.update(body="")
