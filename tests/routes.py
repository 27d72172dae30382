"""Every route there is, read from the resolver."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")


class Route(NamedTuple):
    """A method on a path, such as `PUT /api/v1/orders/{ref}/status/`, and the view that serves it."""

    method: str
    path: str
    view: Any
    action: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def handler(self) -> Any:
        """The function that serves it."""
        return getattr(self.view, self.action, None)

    @property
    def is_command(self) -> bool:
        return hasattr(self.handler, "is_command")


def routes(prefix: str = "/") -> list[Route]:
    """All routes under a prefix, in the resolver's order."""
    return [route for route in _walk(get_resolver(), "/") if route.path.startswith(prefix)]


def _walk(resolver: URLResolver, before: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        path = before + _plain(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, path)
        else:
            yield from _routes_of(pattern.callback, path)


def _routes_of(callback: Any, path: str) -> Iterator[Route]:
    if hasattr(callback, "actions"):
        for method, action in callback.actions.items():
            if method in METHODS:
                yield Route(method.upper(), path, callback.cls, action)
        return
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    served = [method for method in METHODS if hasattr(view, method)] if view else ["get"]
    for method in served:
        yield Route(method.upper(), path, view or callback, method)


def _plain(pattern: str) -> str:
    """A pattern as people write it: `orders/{ref}/`."""
    path, depth, name = "", 0, ""
    for character in pattern.removeprefix("^").removesuffix(r"\Z").removesuffix("$"):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth:
            name += character
        elif name:
            path += "{" + name[len("(?P<") : name.index(">")] + "}"
            name = ""
        else:
            path += character
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)
