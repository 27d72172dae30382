"""Aplazame as it is mounted."""

from __future__ import annotations

from dialects.common.dialect import Dialect

APLAZAME = Dialect(
    name="aplazame",
    title="Aplazame",
    urls="dialects.aplazame.urls",
    view="dialects.aplazame.views.AplazameView",
    ends_in_slash=False,
)
