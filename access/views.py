"""`/oauth/…`: issuing, revoking and inspecting tokens. Errors are RFC 6749's JSON for any input."""

from __future__ import annotations

import time
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]

from access.authentication import REALM
from access.client_ip import client_ip
from access.throttles import address_of, seconds_to_wait
from common.actors import ActorKind

FORM = "application/x-www-form-urlencoded"


class ClientCore(OAuthLibCore):  # type: ignore[misc]
    """The toolkit's bridge from Django's requests to any of oauthlib's endpoints."""

    def answer(self, endpoint: str, request: HttpRequest) -> tuple[dict[str, str], str, int]:
        try:
            headers, body, status = getattr(self.server, endpoint)(*self._extract_params(request))
        except OAuth2Error as error:
            return error.headers, error.json, error.status_code
        return headers, body, status


@method_decorator([csrf_exempt, sensitive_post_parameters("client_secret", "token")], name="dispatch")
class OAuthView(OAuthLibMixin, View):  # type: ignore[misc]
    """Takes a form and answers JSON. `endpoint` names oauthlib's method that does the work."""

    http_method_names = ["post"]
    oauthlib_backend_class = ClientCore
    endpoint = ""

    def post(self, request: HttpRequest) -> HttpResponse:
        wait = seconds_to_wait(ActorKind.GUEST, [address_of(client_ip(request))], now=time.time())
        if wait is not None:
            return _error("temporarily_unavailable", "Too many requests.", 429, {"Retry-After": str(wait)})
        if request.META.get("QUERY_STRING"):
            return _error("invalid_request", "Parameters belong into the body, not into the URL.")
        if request.content_type != FORM:
            return _error("invalid_request", f"The body must be {FORM}.")
        try:
            return self._answer(request)
        except (SuspiciousOperation, BadRequest, DataError):
            # Too many fields, too long a body, another charset, or characters that PostgreSQL refuses.
            return _error("invalid_request", "The body or the credentials are malformed.")

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _error("invalid_request", "Only POST is possible.", 405, {"Allow": "POST"})

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if "resource" in request.POST:
            return _error("invalid_target", "Tokens cannot be bound to a resource.")
        headers, body, status = self.get_oauthlib_core().answer(self.endpoint, request)
        response = HttpResponse(body, status=status, headers={"Content-Type": "application/json", **headers})
        if status == 401:
            response["WWW-Authenticate"] = f'Basic realm="{REALM}"'
        return response


class TokenView(OAuthView):
    """`POST /oauth/token/`: a client shows its secret and gets an access token."""

    endpoint = "create_token_response"


class RevokeView(OAuthView):
    """`POST /oauth/revoke_token/`: a client ends one of its tokens (RFC 7009)."""

    endpoint = "create_revocation_response"


class IntrospectView(OAuthView):
    """`POST /oauth/introspect/`: a client inspects one of its tokens (RFC 7662)."""

    endpoint = "create_introspect_response"


def _error(code: str, sentence: str, status: int = 400, headers: dict[str, str] | None = None) -> HttpResponse:
    body = {"error": code, "error_description": sentence}
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store", **(headers or {})})
