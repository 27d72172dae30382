"""Which format an answer comes in."""

from __future__ import annotations

from collections.abc import Iterable

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from common.api.parameters import InvalidParameters
from common.api.suggestions import quoted


class FormatOrAccept(DefaultContentNegotiation):
    """`?format=` decides; without it, `Accept`."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        asked = request.query_params.get("format")
        if asked is None:
            by_accept: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
            return by_accept
        by_name = {renderer.format: renderer for renderer in renderers}
        if asked not in by_name:
            sentence = f"{quoted(asked)} is none of the formats here: {', '.join(by_name)}."
            raise InvalidParameters.on("format", code="unknown_format", sentence=sentence)
        return by_name[asked], by_name[asked].media_type
