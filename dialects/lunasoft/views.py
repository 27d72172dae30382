"""The views of Lunasoft's document."""

from __future__ import annotations

from dialects.common.views import DialectView
from dialects.lunasoft.errors import told


class LunasoftView(DialectView):
    """Everything that Lunasoft answers."""

    told = staticmethod(told)
