"""`/carriers/` and `/reasons/`: what is offered where a carrier or a reason is given."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin

from access.permissions import HasScope
from access.viewsets import AccessView
from common.api.filters import StrictFilterSet, TextsFilter, WordsFilter
from common.api.operations import Operation, Page
from orders.models import Carrier, Reason, ReasonVerb
from orders.serializers.lists import CarrierSerializer, ReasonSerializer

READ = [HasScope("orders:read")]


class CarrierFilter(StrictFilterSet):
    """Filters of carriers."""

    code = TextsFilter()


class ReasonFilter(StrictFilterSet):
    """Filters of reasons."""

    verb = WordsFilter(vocabulary=ReasonVerb, help_text="What it is given for.")
    code = TextsFilter()


class CarrierViewSet(ListModelMixin, AccessView):
    """The carriers that are offered."""

    serializer_class = CarrierSerializer
    filterset_class = CarrierFilter
    queryset = Carrier.objects.filter(is_active=True)
    ordering_fields = {"name": "name"}
    ordering = "name"
    operations = {
        "list": Operation(
            "List carriers",
            access=READ,
            about="""
            A shipment's `carrier` may be given by code or name; then it gets the carrier's tracking address, unless
            one is given. Any other text is a carrier too.
            """,
            gives=Page(CarrierSerializer),
            filtered=True,
        ),
    }


class ReasonViewSet(ListModelMixin, AccessView):
    """The reasons that are offered."""

    serializer_class = ReasonSerializer
    filterset_class = ReasonFilter
    ordering_fields = {"position": "position"}
    ordering = "position"
    operations = {
        "list": Operation(
            "List reasons",
            access=READ,
            about="""
            Those of all channels and of the caller's. A reason may be given by its code or by its label in any
            language; the row keeps its label, in the order's language, and its code (`reason_code`). Any other text is
            a reason too. A channel's own reason replaces the one of the same code for all channels.
            """,
            gives=Page(ReasonSerializer),
            filtered=True,
        ),
    }

    def get_queryset(self) -> QuerySet[Reason]:
        """The reasons in the caller's reach."""
        return Reason.objects.visible_to(self.caller).filter(is_active=True).select_related("channel")
