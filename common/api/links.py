"""Absolute addresses."""

from __future__ import annotations

from django.urls import reverse
from rest_framework.request import Request


def link_to(name: str, request: Request, **identity: str) -> str:
    """The absolute address of a view. It is the same whatever format this request asks for."""
    link: str = request.build_absolute_uri(reverse(name, kwargs=identity))
    return link
