"""Routes for these tests: one for each way of letting callers in, and a desk where the test says what happens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.urls import include, path
from rest_framework.response import Response
from rest_framework.views import APIView

from access.authentication import caller_of
from access.commands import command, resumable_command
from access.permissions import Anybody, HasScope, InReach, IsStaff
from orders.models import Order


@dataclass
class Desk:
    """What the command views do (`act`), and what has been seen of the requests."""

    act: Callable[..., Response] = lambda request: Response({"done": True})
    command_keys: list[str] = field(default_factory=list)
    callers: list[Any] = field(default_factory=list)

    def clear(self):
        self.__init__()

    def serve(self, request):
        self.callers.append(caller_of(request))
        self.command_keys.append(request.command_key)
        return self.act(request)


desk = Desk()


class Served(APIView):
    """Shows who was let in. Of itself it does not say whom."""

    def get(self, request):
        caller = caller_of(request)
        desk.callers.append(caller)
        refs = Order.objects.visible_to(caller).order_by("ref").values_list("ref", flat=True)
        return Response({"kind": caller.kind, "orders": list(refs)})

    def post(self, request):
        return self.get(request)


class Command(APIView):
    """One transaction."""

    permission_classes = [Anybody]

    @command
    def post(self, request):
        """Do it."""
        return desk.serve(request)

    @command
    def put(self, request):
        return desk.serve(request)


class KeyedCommand(APIView):
    permission_classes = [Anybody]

    @command(key_required=True)
    def post(self, request):
        """Do it, under a key."""
        return desk.serve(request)


class ResumableCommand(APIView):
    """Several transactions."""

    permission_classes = [Anybody]

    @resumable_command(key_required=True)
    def post(self, request):
        return desk.serve(request)


urlpatterns = [
    path("api/forgotten/", Served.as_view()),
    path("api/everybody/", Served.as_view(permission_classes=[Anybody])),
    path("api/staff/", Served.as_view(permission_classes=[IsStaff, HasScope("orders:read")])),
    path("api/reading/", Served.as_view(permission_classes=[HasScope("orders:read")])),
    path("api/writing/", Served.as_view(permission_classes=[HasScope("orders:write")])),
    path("api/paying/", Served.as_view(permission_classes=[InReach("payments:write")])),
    path("api/shipping/", Served.as_view(permission_classes=[HasScope("orders:read"), HasScope("shipments:write")])),
    path("api/command/", Command.as_view()),
    path("api/other-command/", Command.as_view()),
    path("api/keyed-command/", KeyedCommand.as_view()),
    path("api/resumable-command/", ResumableCommand.as_view()),
    path("oauth/", include("access.urls")),
    path("admin/account/", include("workplace.account.urls")),
    path("admin/", admin.site.urls),
]
