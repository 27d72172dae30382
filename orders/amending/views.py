"""`/orders/{ref}/amend/`."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import command
from access.permissions import HasScope
from common.api.operations import Operation
from common.money import format_amount
from orders.amending.amend import Amendment, OrderNotAmendable, amend_order
from orders.amending.amended import ItemNotAmendable
from orders.amending.serializers import AmendedOrderSerializer, AmendInput
from orders.amending.settled import TooFewUnitsRemain, WorthIsSettled
from orders.money.pay import PaymentUnderWay
from orders.views.base import OrderView


class OrderAmendViewSet(OrderView):
    """Changing what was ordered."""

    @action(detail=True, methods=["post"])
    @Operation(
        "Change the items of an order",
        access=[HasScope("orders:write")],
        about="""
        Adds, changes and removes items until everything is sent, also after the order was paid, and computes its totals
        anew. A higher total is outstanding. What was paid beyond a lower one is `overpaid`: it waits for a person, and
        is refunded only when `POST /orders/{ref}/refund/` asks for it.
        """,
        takes=AmendInput,
        gives=AmendedOrderSerializer,
        headers=["ETag"],
        refusals=[OrderNotAmendable, ItemNotAmendable, TooFewUnitsRemain, WorthIsSettled, PaymentUnderWay],
    )
    @command
    def amend(self, request: Request, ref: str) -> Response:
        """Change the items of an order."""
        body = AmendInput.checked(request)
        amended = amend_order(self.get_order(), Amendment(**body), actor=self.caller.actor, at=timezone.now())
        answer = self.answer(amended.order)
        sums = {name: getattr(amended, name) for name in ("total_before", "difference", "overpaid")}
        said = {name: format_amount(amount, amended.order.currency) for name, amount in sums.items()}
        return Response({"order": answer.data, **said}, headers={"ETag": answer["ETag"]})
