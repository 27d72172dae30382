"""Lunasoft as it is mounted."""

from __future__ import annotations

from dialects.common.dialect import Dialect

LUNASOFT = Dialect(
    name="lunasoft",
    title="Lunasoft",
    urls="dialects.lunasoft.urls",
    view="dialects.lunasoft.views.LunasoftView",
    ends_in_slash=False,
)
