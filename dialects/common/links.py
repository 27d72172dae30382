"""Addresses in answers. They follow the way by which the caller came: below a path of `PUBLIC_URL`, or at the host that
`DIALECT_HOSTS` names, with the port that the server listens at if it was asked so. What else a `Host` header says is in
none of them."""

from __future__ import annotations

from typing import Any

from django.urls import get_script_prefix, reverse
from rest_framework.request import Request


def path_to(name: str, **identity: Any) -> str:
    """The path of a view of the dialect, with the prefix below which the caller reaches it."""
    return reverse(name, kwargs=identity)


def link_to(request: Request, name: str, **identity: Any) -> str:
    """The absolute address of a view of the dialect."""
    return absolute(request, path_to(name, **identity))


def here(request: Request) -> str:
    """The absolute address that was asked, without its query."""
    return absolute(request, request.path)


def absolute(request: Request, path: str) -> str:
    """The absolute address of a path below the prefix."""
    return f"{request.mount.origin}{path}"  # type: ignore[attr-defined]


def prefix() -> str:
    """The prefix of the document's own paths, without a trailing slash: for paths that no view serves."""
    return get_script_prefix().rstrip("/")
