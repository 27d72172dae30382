"""What the views on an order's money have in common."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.request import Request

from orders.views.base import OrderView


class OrderMoneyView(OrderView):
    """A view on the money of one order."""

    def _context(self) -> dict[str, Any]:
        return {"actor": self.caller.actor, "at": timezone.now()}

    def _command(self, request: Request) -> dict[str, Any]:
        return {**self._context(), "key": request.command_key}  # type: ignore[attr-defined]
