"""`/customers/{id}/erase/`, `/customers/{id}/data/`, `/orders/{ref}/erase/` and `/privacy-log/`."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from access.commands import command
from access.permissions import HasScope, IsStaff
from access.viewsets import AccessView
from addresses.models import Customer
from common.api.operations import Operation, Page, query_parameter
from common.api.parameters import InvalidParameters
from orders.models import PrivacyEntry
from orders.privacy.data import personal_data
from orders.privacy.erase import AlreadyErased, ErasedWithCustomer, erase_customer, erase_order
from orders.privacy.filters import PrivacyFilter
from orders.privacy.serializers import PersonalDataSerializer, PrivacyEntrySerializer
from orders.privacy.still_needed import PersonStillNeeded
from orders.views.base import OrderView

READ = [HasScope("privacy:read")]
WRITE = [HasScope("privacy:write")]
ERASED = """
A pseudonym takes the person's place: wherever they bought, the same person gets the same one, and nobody can tell from
it who they were. Amounts, taxes, invoice numbers, dates, products and the country stay. It is refused while an order is
open, can be returned, or has money on its way; `needed` says which, why, and until when. It cannot be undone: try it
with `dry_run` first.
"""


class CustomerPrivacyViewSet(AccessView):
    """A customer's personal data, and its erasure."""

    queryset = Customer.objects.none()

    def get_queryset(self) -> QuerySet[Customer]:
        """The customers in the caller's reach: the scopes of privacy are about any of them."""
        return Customer.objects.in_reach(self.caller).select_related("channel", "user")

    @action(detail=True, methods=["post"])
    @Operation(
        "Erase a customer",
        access=WRITE,
        about=f"{ERASED}\nDrafts are given up. `same_email` names other customers who may be the same person.",
        gives=PrivacyEntrySerializer,
        refusals=[AlreadyErased, PersonStillNeeded],
    )
    @command
    def erase(self, request: Request, pk: str) -> Response:
        """Erase a customer and all their personal data. It cannot be undone."""
        entry = erase_customer(self.get_object(), actor=self.caller.actor, at=timezone.now())
        return Response(PrivacyEntrySerializer(entry).data)

    @action(detail=True)
    @Operation(
        "Read everything about a customer",
        access=READ,
        about="Up to 50 orders at once. The privacy log notes who asked.",
        gives=PersonalDataSerializer,
        parameters=[
            query_parameter("after", {"type": "string", "format": "uuid"}, "The `last` of the answer before."),
        ],
    )
    def data(self, request: Request, pk: str) -> Response:
        """Everything that is kept about a customer, to be given to them."""
        after = _id_in(request.query_params.get("after"))
        customer = self.get_object()
        everything = personal_data(customer, after=after, actor=self.caller.actor, at=timezone.now())
        return Response(everything)


class OrderErasureViewSet(OrderView):
    """Erasure of guests."""

    @action(detail=True, methods=["post"])
    @Operation(
        "Erase a guest's order",
        access=WRITE,
        about=f"{ERASED}\nOther orders with the guest's e-mail stay. An account is erased as a customer.",
        gives=PrivacyEntrySerializer,
        refusals=[AlreadyErased, ErasedWithCustomer, PersonStillNeeded],
    )
    @command
    def erase(self, request: Request, ref: str) -> Response:
        """Erase a guest from one order. It cannot be undone."""
        entry = erase_order(self.get_order(), actor=self.caller.actor, at=timezone.now())
        return Response(PrivacyEntrySerializer(entry).data)


class PrivacyLogViewSet(ListModelMixin, AccessView):
    """Who read personal data, and who erased whom."""

    serializer_class = PrivacyEntrySerializer
    filterset_class = PrivacyFilter
    ordering_fields = {"created_at": "created_at"}
    ordering = "-created_at"
    queryset = PrivacyEntry.objects.none()
    operations = {
        "list": Operation(
            "Read the privacy log", access=[IsStaff, *READ], gives=Page(PrivacyEntrySerializer), filtered=True
        ),
    }

    def get_queryset(self) -> QuerySet[PrivacyEntry]:
        """The entries in the caller's reach."""
        return PrivacyEntry.objects.visible_to(self.caller)


def _id_in(text: str | None) -> UUID | None:
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise InvalidParameters.on("after", code="invalid", sentence="Must be the id of an order.") from None
