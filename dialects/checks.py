"""Dialects are switched on by name: a name that there is not is refused at the start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from dialects.registry import DIALECTS


@register()
def known_dialects(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Names in `DIALECTS` and `DIALECT_HOSTS` that no dialect has."""
    named = {*settings.DIALECTS, *settings.DIALECT_HOSTS.values()}
    hint = f"There are: {', '.join(DIALECTS)}."
    return [Error(f"There is no dialect '{name}'.", hint, id="dialects.E001") for name in sorted(named - set(DIALECTS))]
