"""The views of Lunasoft's document: orders listed and shown, statuses added."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponseNotModified, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from access.permissions import HasScope
from common.api.errors import problem_of
from common.api.parsers import JsonParser
from common.errors import InvalidInput, OutcomeUnknown, Refusal, VersionDiffers
from dialects.common.aliases import find_order
from dialects.common.answer_cache import Seen, is_written_by_database, seen
from dialects.common.commands import resumable_command
from dialects.common.parsers import JsonOrFormParser, UntypedJsonParser
from dialects.common.picking import everything
from dialects.common.views import DialectView
from dialects.lunasoft.caller import LunasoftAuthentication
from dialects.lunasoft.errors import error_answer, error_items
from dialects.lunasoft.filters import NAME, OrderPage, listed, page_in, placed_orders
from dialects.lunasoft.moves import SCOPES, Command, add_status, status_named
from dialects.lunasoft.rendering.orders import SOURCES, serialized_with_statuses, shown, shown_one
from dialects.lunasoft.writing import status_update_in
from orders.models import Channel, ExternalKind, Order
from orders.models.status_names import names_in
from orders.querysets import OrderQuerySet
from orders.views.base import etag_of, is_known

READ = [HasScope("orders:read")]
TOLD_AS_THEY_ARE = (VersionDiffers, OutcomeUnknown)
"""Refusals that say nothing about the status that was posted."""


class LunasoftView(DialectView):
    """Everything that Lunasoft answers."""

    error_answer = staticmethod(error_answer)
    authentication_classes = [LunasoftAuthentication]
    parser_classes = [JsonParser, JsonOrFormParser, UntypedJsonParser]

    @property
    def placed(self) -> OrderQuerySet:
        """The placed orders in the caller's reach."""
        return placed_orders(self.caller)

    @property
    def channels(self) -> list[Channel]:
        """The channels that the caller reaches."""
        reached = self.caller.channels
        known = Channel.objects.order_by("code")
        return list(known if reached is None else known.filter(pk__in=reached))


class OrdersView(LunasoftView):
    """`/orders`."""

    access = {"get": READ}

    def get(self, request: Request) -> Response:
        """Fifty orders, the newest number first."""
        rows, next_page = self._by_serial(request.query_params) or self._listed(request.query_params)
        return Response({"orders": shown(rows, self.caller), "next_page": next_page})

    def _by_serial(self, query: QueryDict) -> tuple[list[Seen], int | bool] | None:
        """A page of all orders; None if they are asked for otherwise, or some came with numbers of their own."""
        if not is_written_by_database() or set(query) - {"page"}:
            return None
        rows, next_page = OrderPage(everything(placed_orders, self.caller, SOURCES), page_in(query)).read()
        return None if rows and ExternalKind.ORDER in rows[0].kinds else (rows, next_page)

    def _listed(self, query: QueryDict) -> tuple[list[Seen], int | bool]:
        rows, next_page = listed(self.placed, query, self._zone()).read()
        return seen([key for key, _ in rows], SOURCES), next_page

    def _zone(self) -> tzinfo:
        """The zone in which a time without an offset is meant."""
        zones = {channel.time_zone for channel in self.channels} if self._needs_zone() else set()
        return ZoneInfo(zones.pop()) if len(zones) == 1 else ZoneInfo("UTC")

    def _needs_zone(self) -> bool:
        return bool(self.request.query_params.get("created_on_after"))


class OrderView(LunasoftView):
    """`/orders/{id}`."""

    access = {"get": READ, "post": [HasScope("orders:write")]}

    def get(self, request: Request, id: str) -> HttpResponseBase:
        """One order with its statuses."""
        order = self._found(id)
        tag = etag_of(order, self.caller)
        return HttpResponseNotModified(headers={"ETag": tag}) if is_known(request, tag) else self._answer(order)

    @resumable_command
    def post(self, request: Request, id: str) -> Response:
        """Add a status. A refused one is answered with the order as it stays, and `errors`."""
        order = self._found(id)
        body = request.data
        try:
            self._add_status(order, body)
        except (Refusal, InvalidInput) as error:
            if isinstance(error, TOLD_AS_THEY_ARE):
                raise
            return self._refused(order, error)
        return self._answer(Order.objects.select_related("customer").get(pk=order.pk))

    def _add_status(self, order: Order, body: Any) -> None:
        update = status_update_in(body)
        name = status_named(order, update.status)
        needed = SCOPES.get(name.move or "")
        if needed and not self.caller.may(needed):
            raise PermissionDenied
        key: str = self.request.command_key  # type: ignore[attr-defined]
        add_status(order, name, Command(update, self.actor, timezone.now(), key))

    def _refused(self, order: Order, error: Exception) -> Response:
        problem = problem_of(error, self)
        items = error_items(problem, error) if problem else []
        items = [{**item, "code": "400"} for item in items]
        (as_it_stays,) = serialized_with_statuses([Seen(order.pk)], self.caller)
        return Response({**as_it_stays, "errors": items}, status=400)

    def _found(self, id: str) -> Order:
        """The order in the path."""
        return self.as_expected(find_order(self.placed.select_related("channel", "customer"), NAME, id))

    def _answer(self, order: Order) -> Response:
        return Response(shown_one(order, self.caller), headers={"ETag": etag_of(order, self.caller)})


class StatusNamesView(LunasoftView):
    """`/statuses`: the names that may be posted."""

    access = {"get": READ}

    def get(self, request: Request) -> Response:
        """The names of the caller's channels, each once, in their order."""
        if not self.channels:
            raise Http404("There is no shop in reach.")
        names = (name.name for channel in self.channels for name in names_in(channel.status_names))
        return Response({"statuses": [{"status": name} for name in dict.fromkeys(names)]})
