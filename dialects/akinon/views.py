"""The views of Akinon's document."""

from __future__ import annotations

from dialects.akinon.errors import told
from dialects.common.views import DialectView


class AkinonView(DialectView):
    """Everything that Akinon answers."""

    told = staticmethod(told)
