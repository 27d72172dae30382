"""The sandbox's page inside this service, where its customers' browsers reach it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from payments.gateways.registry import gateways
from payments.gateways.sandbox.gateway import SandboxCard
from payments.gateways.sandbox.page import answered, shown
from payments.gateways.sandbox.provider import Provider, Refused


@csrf_exempt
@require_http_methods(["GET", "POST"])
def pay_page(request: HttpRequest, payment_id: str) -> HttpResponse:
    """Show a payment, and do what the customer chooses. Whoever has the address may pay."""
    provider = _provider()
    try:
        if request.method == "GET":
            return HttpResponse(shown(provider.look_up(payment_id)))
        target, page = answered(provider, payment_id, request.body)
    except Refused as refusal:
        raise Http404("There is no such payment.") from refusal
    return HttpResponseRedirect(target) if target else HttpResponse(page)


def _provider() -> Provider:
    for gateway in gateways().values():
        if isinstance(gateway, SandboxCard) and gateway.is_here:
            return gateway.server.provider
    raise Http404("The sandbox is not here.")
