"""Collect the texts to translate: those that Django finds in code and templates, and those that have no marker."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.commands import makemessages

from orders.states.description import WHERE_IT_CAME_FROM, machine_named
from orders_service.problems import refusal_sentences

TEXTS_OF_LIBRARIES = (
    # the admin's
    "Add row", "All applications", "Apply Filters", "Choose file to upload", "Click to cancel",
    "Click to download", "Dark", "Dataset not found. No action performed.", "Date from", "Date to", "Expand row",
    "False", "Forgotten your password or username?", "From", "General", "Image preview", "Light",
    "Loading more results...", "More actions", "Next", "No data", "No recent searches", "No results found",
    "No results matching your query",
    "Not enough data.", "Previous", "Recent searches", "Record picture", "Reset filters", "Return to site", "Run",
    "Search apps and models...", "Select action", "Select action to run", "Select all rows", "Select currency",
    "Select record", "Select value", "Submit", "System", "This item will be deleted.",
    "This page yielded into no results. Create a new item or reset your filters.", "To", "Toggle password visibility",
    "True", "Type to search", "Welcome back to", "You can not create nested object without parent",
    "You have been successfully logged out from the administration",
    "\n                Found %(counter)s result in %(time)s seconds\n            ",
    "After you've created a user, you’ll be able to edit more user options.",
    "Raw passwords are not stored, so there is no way to see this user’s password, but you can change the password "
    'using <a href="{}" class="text-primary-600 dark:text-primary-500">this form</a>.',
    # OAuth's
    "access token", "access tokens", "application", "client ID", "created", "expires", "scope",
)  # fmt: skip
"""What staff read of libraries whose makers ship no Turkish."""


class Command(makemessages.Command):
    help = "Collect the texts to translate, also what has no marker: sentences of refusals, names of models."

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=Sentence"]

    def handle(self, *args: Any, **options: Any) -> None:
        listed = Path(settings.BASE_DIR) / "texts_to_translate.py"
        listed.write_text("\n".join(f"gettext_noop({text!r})" for text in unmarked_texts()))
        try:
            super().handle(*args, **options)
        finally:
            listed.unlink()


def unmarked_texts() -> list[str]:
    """What refusals say, what models, columns, choices and moves are called, and what libraries say in English."""
    import_module(settings.ROOT_URLCONF)  # so that every refusal is known
    names: frozenset[str] = apps.get_app_config("orders_service").translated_names  # type: ignore[attr-defined]
    return sorted({*refusal_sentences(), *names, *_diagram_texts(), *TEXTS_OF_LIBRARIES})


def _diagram_texts() -> Iterator[str]:
    """The texts in the picture of the order's states."""
    machine = machine_named("order")
    yield from (machine.label, WHERE_IT_CAME_FROM)
    yield from (text for state in machine.states for text in (state.label, state.meaning))
    yield from (transition.label for transition in machine.transitions)
