"""Sylius as it is mounted."""

from __future__ import annotations

from dialects.common.dialect import Dialect

SYLIUS = Dialect(
    name="sylius",
    title="Sylius",
    urls="dialects.sylius.urls",
    view="dialects.sylius.views.SyliusView",
    ends_in_slash=False,
    ending=".json",
)
