"""Absolute addresses."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def absolute(path: str) -> str:
    """The public address of a path, whatever host and port a request was sent to."""
    return f"{settings.PUBLIC_URL}{path}"


def link_to(name: str, **identity: str) -> str:
    """The absolute address of a view. It is the same whatever format this request asks for."""
    return absolute(reverse(name, kwargs=identity))
