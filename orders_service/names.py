"""The names of models, columns and choices, in the reader's language.

They are plain English where they are declared, and made translatable here, all at once; migrations have them as they
are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

APPS = ("access", "addresses", "cancellations", "events", "orders", "payments", "workplace")


def translate_names() -> frozenset[str]:
    """Make every name translatable, and return the names as they are written."""
    names: set[str] = set()
    for options in (model._meta for model in _models()):
        singular, plural = str(options.verbose_name), str(options.verbose_name_plural)
        names |= {singular, plural}
        options.verbose_name, options.verbose_name_plural = gettext_lazy(singular), gettext_lazy(plural)
    for thing, attribute in _labelled():
        name = getattr(thing, attribute)
        if name and not isinstance(name, Promise):
            names.add(name)
            setattr(thing, attribute, gettext_lazy(name))
    for field in _fields():
        if field.choices:
            names |= {label for _value, label in field.flatchoices if label and not isinstance(label, Promise)}
            field.choices = [(value, label and gettext_lazy(label)) for value, label in field.flatchoices]
    return frozenset(names)


def _labelled() -> Iterator[tuple[Any, str]]:
    """Whatever else has a name, and the attribute that keeps it."""
    for label in APPS:
        yield apps.get_app_config(label), "verbose_name"
    for field in _fields():
        yield field, "verbose_name"
        yield field, "help_text"


def _fields() -> Iterator[Field[Any, Any]]:
    for model in _models():
        yield from model._meta.local_fields
        yield from model._meta.local_many_to_many


def _models() -> Iterator[type[Model]]:
    for label in APPS:
        yield from apps.get_app_config(label).get_models()
