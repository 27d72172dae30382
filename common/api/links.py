"""Absolute addresses."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse


def absolute(path: str) -> str:
    """The public address of a path, whatever host and port a request was sent to."""
    return f"{settings.PUBLIC_URL}{path}"


def link_to(name: str, **identity: str) -> str:
    """The absolute address of a view. It is the same whatever format this request asks for."""
    if identity:
        return absolute(reverse(name, kwargs=identity))
    return absolute(_path(name, get_urlconf(), get_script_prefix()))


@lru_cache(maxsize=256)
def _path(name: str, urlconf: str | None, prefix: str) -> str:
    """The path of a view of this map, below the current prefix. Cached, since Django composes paths each time."""
    return reverse(name, urlconf)
