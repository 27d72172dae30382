"""Addresses in answers. They follow the way by which the caller came: below a path, or at a host of the dialect."""

from __future__ import annotations

from typing import Any

from django.urls import get_script_prefix, reverse
from rest_framework.request import Request


def path_to(name: str, **identity: Any) -> str:
    """The path of a view of the dialect, with the prefix below which the caller reaches it."""
    return reverse(name, kwargs=identity)


def link_to(request: Request, name: str, **identity: Any) -> str:
    """The absolute address of a view of the dialect."""
    address: str = request.build_absolute_uri(path_to(name, **identity))
    return address


def prefix() -> str:
    """What stands before the document's own paths, without a last slash: for paths that no view serves."""
    return get_script_prefix().rstrip("/")
