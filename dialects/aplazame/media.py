"""Media types as Aplazame's clients spell them, and as answers repeat them.

`application/vnd.aplazame.v1+json`, `…-v1+json`, `….sandbox.v1+xml`, `….v1+yaml`: the sandbox is only a word, and
version 2 is printed although there is only one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from common.api.negotiation import AcceptAlone
from common.api.parsers import JsonParser
from common.api.renderers import JsonRenderer, XmlRenderer, YamlRenderer

VENDOR = "application/vnd.aplazame.v1+json"
_SPELLED = re.compile(
    r"(?:application/)?(?P<type>vnd\.aplazame(?:\.sandbox)?(?:[.-]v[12])?(?:\+(?P<format>json|xml|yaml))?)"
)
_PLAIN = {
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/yaml": "yaml",
    "application/x-yaml": "yaml",
    "text/yaml": "yaml",
}


class VendorJson(JsonRenderer):
    """JSON, under the name by which it was asked for."""

    media_type = VENDOR


class VendorXml(XmlRenderer):
    """XML, whose own first line names its encoding."""

    media_type = "application/vnd.aplazame.v1+xml"
    charset = None  # type: ignore[assignment]


class VendorYaml(YamlRenderer):
    """YAML, which is UTF-8."""

    media_type = "application/vnd.aplazame.v1+yaml"
    charset = None  # type: ignore[assignment]


class VendorNegotiation(AcceptAlone):
    """`Accept` decides, in any spelling; the answer repeats the one that decided."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderers = list(renderers)
        ranges = [MediaType(text) for text in (request.headers.get("Accept") or "*/*").split(",")]
        for wanted in sorted(ranges, key=lambda media: -media.quality):
            found = _asked_for(wanted) if wanted.quality else None
            if found:
                format_, media_type = found
                chosen = next(renderer for renderer in renderers if renderer.format == format_)
                chosen.media_type = media_type
                return chosen, media_type
        raise NotAcceptable(available_renderers=renderers)

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """JSON may come under the vendor's name too."""
        spelled = _SPELLED.fullmatch(str(request.content_type).partition(";")[0].strip().lower())
        if spelled and spelled["format"] in (None, "json"):
            return JsonParser()
        return super().select_parser(request, parsers)


def _asked_for(wanted: MediaType) -> tuple[str, str] | None:
    """The format that a media range means, and what it is called in the answer."""
    name = f"{wanted.main_type}/{wanted.sub_type}".lower().strip("/")
    if name in ("*/*", "application/*"):
        return "json", VENDOR
    if name in _PLAIN:
        return _PLAIN[name], name
    spelled = _SPELLED.fullmatch(name)
    return (spelled["format"] or "json", f"application/{spelled['type']}") if spelled else None
