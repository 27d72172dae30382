"""The views of Salesman's document."""

from __future__ import annotations

from dialects.common.views import DialectView
from dialects.salesman.errors import told


class SalesmanView(DialectView):
    """Everything that Salesman answers."""

    told = staticmethod(told)
