"""`/orders/states/`: the state machines, for people and programs."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from access.permissions import Anybody
from common.api.methods import NamesItsMethods
from common.api.operations import Operation, query_parameter
from common.api.parameters import InvalidParameters, refuse_unknown
from common.api.renderers import JsonRenderer, XmlRenderer, YamlRenderer
from common.api.suggestions import quoted
from orders.serializers.states import MACHINE
from orders.states import MACHINES, Machine, machine_named, mermaid, svg


class TextRenderer(BaseRenderer):
    """Renders text as it is."""

    charset = "utf-8"

    def render(self, data: str, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return data.encode()


class MermaidRenderer(TextRenderer):
    media_type = "text/plain"
    format = "mermaid"


class SvgRenderer(TextRenderer):
    media_type = "image/svg+xml"
    format = "svg"


class StatesView(NamesItsMethods, APIView):
    """One state machine: its states and transitions. The same for every caller, so it may be cached publicly."""

    authentication_classes = []
    permission_classes = [Anybody]
    renderer_classes = [JsonRenderer, XmlRenderer, YamlRenderer, MermaidRenderer, SvgRenderer]

    @Operation(
        "Read a state machine",
        about="""
        The states of orders, items, shipments, payments, refunds or cancellation plans, and every transition:
        sources, target, whether it can be made manually, its conditions, and the alternative. As JSON, as Mermaid
        text (`format=mermaid`), or as a picture (`format=svg`).
        """,
        gives=MACHINE,
        headers=["ETag"],
        parameters=[
            query_parameter("machine", {"type": "string", "enum": list(MACHINES), "default": "order"}, "Whose states."),
        ],
    )
    def get(self, request: Request) -> HttpResponseBase:
        refuse_unknown(request, {"machine", "format"})
        name = request.query_params.get("machine", "order")
        if name not in MACHINES:
            sentence = f"{quoted(name)} is none of: {', '.join(MACHINES)}."
            raise InvalidParameters.on("machine", code="unknown_machine", sentence=sentence)
        written = _written(machine_named(name), request.accepted_renderer.format)
        etag = f'"{sha256(repr(written).encode()).hexdigest()[:32]}"'
        response = Response(written, headers={"ETag": etag, "Cache-Control": "public, max-age=3600"})
        patch_vary_headers(response, ["Accept"])
        return get_conditional_response(request._request, etag=etag, response=response) or response


def _written(machine: Machine, format: str) -> Any:
    if format == MermaidRenderer.format:
        return mermaid(machine)
    return svg(machine) if format == SvgRenderer.format else machine.as_dict()
