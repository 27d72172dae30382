"""Salesman as it is mounted."""

from __future__ import annotations

from dialects.common.dialect import Dialect

SALESMAN = Dialect(
    name="salesman",
    title="Salesman",
    urls="dialects.salesman.urls",
    view="dialects.salesman.views.SalesmanView",
    ends_in_slash=True,
    ending=".json",
)
