"""The languages in which people are written to."""

from __future__ import annotations

import re

from django.conf import settings


def primary_language(code: str) -> str:
    """The language of a code with a region or a script: `tr` of `tr-TR`."""
    return re.split("[-_]", code.lower())[0]


def supported_language(code: str) -> str:
    """The supported language for a code such as `tr-TR`; the service's own if there is none."""
    language = primary_language(code)
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
