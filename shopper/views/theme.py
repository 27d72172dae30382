"""The channel's colour, as a style sheet: the policy of our pages allows no style inside them."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control

from orders.models import Channel

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_DARKEST_LETTERS, _LIGHTEST_LETTERS = "#111827", "#ffffff"


@cache_control(public=True, max_age=300)
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """The colour of a channel's buttons, with letters that can be read on it. Other than `#rrggbb` is left out."""
    color = get_object_or_404(Channel.objects.only("color"), code=code).color
    css = f":root{{--brand:{color};--on-brand:{_letters_on(color)}}}\n" if _HEX.fullmatch(color) else ""
    return HttpResponse(css, content_type="text/css; charset=utf-8")


def _letters_on(color: str) -> str:
    """The colour of letters that contrasts more (WCAG 2.2, relative luminance)."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return _DARKEST_LETTERS if luminance > 0.179 else _LIGHTEST_LETTERS
