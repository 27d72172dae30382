"""The views of Sylius's document."""

from __future__ import annotations

from dialects.common.views import DialectView
from dialects.sylius.errors import told


class SyliusView(DialectView):
    """Everything that Sylius answers."""

    told = staticmethod(told)
