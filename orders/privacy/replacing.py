"""Replacing personal data by a pseudonym, or by nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django.db.models import CharField, JSONField, Model, TextField

from common.actors import BUYERS, ActorKind
from orders.privacy.inventory import value_for
from orders.privacy.words import Words


def replace_person(row: Model, erased: Mapping[str, Any], opaque: Collection[str], words: Words) -> list[str]:
    """Remove a person from a row in memory, and return the columns that changed."""
    new = {name: words.taken_out(getattr(row, name)) for name in texts_of(type(row)) if name not in opaque}
    for name, wanted in erased.items():
        new[name] = value_for(wanted, new.get(name), words.pseudonym)
    new |= _as_actor(row, words)
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, new[name])
    return changed


@cache
def texts_of(model: type[Model]) -> tuple[str, ...]:
    """The columns that hold texts or JSON, but for words of a vocabulary."""
    fields = model._meta.concrete_fields
    return tuple(
        field.attname for field in fields if isinstance(field, CharField | TextField | JSONField) and not field.choices
    )


def _as_actor(row: Any, words: Words) -> dict[str, Any]:
    """Remove the actor of a row if it is the person, and its IP address unless the actor is staff."""
    kind = getattr(row, "actor_kind", None)
    said: dict[str, Any] = {}
    if kind in BUYERS:
        said["actor_name"] = words.pseudonym
    elif kind is not None:
        said["actor_name"] = row.actor_name
    if hasattr(row, "ip") and kind != ActorKind.STAFF:
        said["ip"] = None
    return said
