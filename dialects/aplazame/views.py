"""The views of Aplazame's document."""

from __future__ import annotations

from dialects.aplazame.errors import told
from dialects.common.views import DialectView


class AplazameView(DialectView):
    """Everything that Aplazame answers."""

    told = staticmethod(told)
