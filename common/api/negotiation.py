"""The format of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from common.api.parameters import InvalidParameters
from common.api.suggestions import quoted


class FormatOrAccept(DefaultContentNegotiation):
    """`?format=` decides; without it, `Accept` (RFC 9110, 12.5.1)."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderers = list(renderers)
        asked = request.query_params.get("format")
        chosen = _named(asked, renderers) if asked is not None else _preferred(request.headers.get("Accept"), renderers)
        return chosen, chosen.media_type


class AcceptAlone(DefaultContentNegotiation):
    """`Accept` decides, as `*/*` where it is missing."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        chosen = _preferred(request.headers.get("Accept"), list(renderers))
        return chosen, chosen.media_type


def _named(asked: str, renderers: Sequence[BaseRenderer]) -> BaseRenderer:
    by_name = {renderer.format: renderer for renderer in renderers}
    if asked not in by_name:
        sentence = f"{quoted(asked)} is none of the formats here: {', '.join(by_name)}."
        raise InvalidParameters.on("format", code="unknown_format", sentence=sentence)
    return by_name[asked]


def _preferred(accept: str | None, renderers: Sequence[BaseRenderer]) -> BaseRenderer:
    """The first of those that are wanted most."""
    most = _most_wanted(accept or "*/*", tuple(renderer.media_type for renderer in renderers))
    if most is None:
        raise NotAcceptable(available_renderers=renderers)
    return renderers[most]


@lru_cache(maxsize=256)
def _most_wanted(accept: str, media_types: tuple[str, ...]) -> int | None:
    """Which one it is, counted from 0; None if none is wanted."""
    ranges = [MediaType(text) for text in accept.split(",")]
    wanted = [_quality(media_type, ranges) for media_type in media_types]
    return wanted.index(max(wanted)) if any(wanted) else None


def _quality(media_type: str, ranges: Iterable[MediaType]) -> float:
    """How much a media type is wanted: what the most exact range that it falls into says, 0 if it falls into none."""
    matching = [wanted for wanted in ranges if wanted.match(media_type)]
    return max(matching, key=lambda wanted: wanted.specificity).quality if matching else 0
