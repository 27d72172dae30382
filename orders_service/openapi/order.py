"""The order in which the document lists things, the same every time that it is written."""

from __future__ import annotations

from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


def in_order(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """A hook: the methods of each path in the order in which they are always told."""
    for path, operations in result["paths"].items():
        result["paths"][path] = {method: operations[method] for method in METHODS if method in operations}
    return result
