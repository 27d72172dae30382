"""`/health/…`: whether this process is alive, and whether it can serve."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponsePermanentRedirect, JsonResponse
from django.middleware.common import CommonMiddleware
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

PROBED = frozenset({"/health/live", "/health/ready", "/metrics"})


class AnyHostForProbes(CommonMiddleware):
    """Django's, which refuses unknown hosts. Health probes call a machine by its own address."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        return None if request.path_info in PROBED else super().process_request(request)


@csrf_exempt
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. It asks nobody else, so that a slow database does not get it killed."""
    return JsonResponse({"status": "live"})


@csrf_exempt
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has all migrations; 503 with what is missing otherwise."""
    try:
        executor = MigrationExecutor(connection)
        unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "not ready", "reason": "The database does not answer."}, status=503)
    if unapplied:
        reason = f"{len(unapplied)} migrations are not applied."
        return JsonResponse({"status": "not ready", "reason": reason}, status=503)
    return JsonResponse({"status": "ready"})
