"""The order of the document's paths, the same every time that it is written."""

from __future__ import annotations

from typing import Any

METHODS = ("post", "get", "put", "patch", "delete")
FIRST = [
    f"/api/v1/orders/{path}"
    for path in (
        "",
        "{ref}/",
        "{ref}/pay/",
        "{ref}/ship/",
        "{ref}/refund/",
        "{ref}/cancel/",
        "{ref}/status/",
        "{ref}/notes/",
    )
]
"""The order of the job: place, list, read, pay, ship, refund."""


def in_order(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """A hook: what is done most often first, and the methods of each path always in the same order."""
    paths = result["paths"]
    first = [path for path in FIRST if path in paths]
    result["paths"] = {
        path: {method: paths[path][method] for method in METHODS if method in paths[path]}
        for path in [*first, *(path for path in paths if path not in first)]
    }
    return result
