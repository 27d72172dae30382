"""Akinon as it is mounted."""

from __future__ import annotations

from dialects.common.dialect import Dialect

AKINON = Dialect(
    name="akinon",
    title="Akinon",
    urls="dialects.akinon.urls",
    view="dialects.akinon.views.AkinonView",
    ends_in_slash=True,
)
