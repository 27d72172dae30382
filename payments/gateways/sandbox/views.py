"""The sandbox's page inside this service, where its customers' browsers reach it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from payments.gateways.registry import gateways
from payments.gateways.sandbox.books import Row
from payments.gateways.sandbox.gateway import SandboxCard
from payments.gateways.sandbox.page import STYLE, answered, shown
from payments.gateways.sandbox.provider import Provider, Refused

STYLE_DIGEST = b64encode(sha256(STYLE.encode()).digest()).decode()


@csrf_exempt
@require_http_methods(["GET", "POST"])
def pay_page(request: HttpRequest, payment_id: str) -> HttpResponse:
    """Show a payment, and carry out the customer's choice. Anyone who has the address may pay."""
    provider = _provider()
    try:
        payment = provider.look_up(payment_id)
        if request.method == "GET":
            return _page(shown(provider, payment), payment)
        target, page = answered(provider, payment_id, request.body)
    except Refused as refusal:
        raise Http404("There is no such payment.") from refusal
    return HttpResponseRedirect(target) if target else _page(page, payment)


def _page(html: str, payment: Row) -> HttpResponse:
    """The page, with leave for the style inside it: it is one file, so that the sandbox can serve it alone too. Its
    form leads on to the shop, and browsers hold the redirect against the form's policy as well."""
    shop = urlsplit(payment["return_url"])
    leave = {"style-src": [f"'sha256-{STYLE_DIGEST}'"]}
    if shop.netloc:
        leave["form-action"] = [f"{shop.scheme}://{shop.netloc}"]
    response = HttpResponse(html)
    response._csp_update = leave  # type: ignore[attr-defined]
    return response


def _provider() -> Provider:
    for gateway in gateways().values():
        if isinstance(gateway, SandboxCard) and gateway.is_here:
            return gateway.server.provider
    raise Http404("The sandbox is not here.")
