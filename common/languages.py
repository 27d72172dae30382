"""The languages in which people are written to."""

from __future__ import annotations

import re

from django.conf import settings


def supported_language(code: str) -> str:
    """The supported language for a code such as `tr-TR`; the service's own if there is none."""
    language = re.split("[-_]", code.lower())[0]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
