"""`/orders/{ref}/shipments/{id}/lose/`."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import resumable_command
from access.permissions import HasScope
from cancellations.serializers import plan_serializer_for
from common.api.operations import Operation
from common.fsm import TransitionRefused
from orders.cancelling.lose import lose_shipment
from orders.cancelling.plan_rows import ItemInOpenPlan
from orders.cancelling.serializers import LoseInput, LossSerializer
from orders.cancelling.views.plans import plan_rows
from orders.fulfilment.unship import UnitsHaveArrived
from orders.fulfilment.views import SHIPMENT, found_shipment, shipments_read
from orders.querysets import rights_on
from orders.serializers.resources import ShipmentSerializer
from orders.views.base import OrderView


class ShipmentLossViewSet(OrderView):
    """Shipments that will not arrive."""

    @action(detail=True, methods=["put"], url_path=f"{SHIPMENT}/lose")
    @Operation(
        access=[HasScope("shipments:write")],
        about="""
        For a shipment that was sent and will not arrive. `replacement`: its units wait to be packed and sent again.
        `refund`: they are cancelled and refunded through a cancellation plan, whose `status` says how far that got.
        """,
        takes=LoseInput,
        gives=LossSerializer,
        refusals=[TransitionRefused, UnitsHaveArrived, ItemInOpenPlan],
    )
    @resumable_command
    def lose_shipment(self, request: Request, ref: str, shipment_id: str) -> Response:
        """Declare a shipment lost."""
        body = LoseInput.checked(request)
        loss = lose_shipment(
            found_shipment(self.get_order(), shipment_id),
            **body,
            actor=self.caller.actor,
            at=timezone.now(),
            key=request.command_key,  # type: ignore[attr-defined]
        )
        shipment = ShipmentSerializer(shipments_read().get(pk=loss.shipment.pk)).data
        shown = plan_serializer_for(rights_on(loss.shipment.order, self.caller))
        plan = shown(plan_rows().get(pk=loss.plan.pk)).data if loss.plan else None
        return Response({"shipment": shipment, "plan": plan})
