"""The methods of a path."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse


class NamesItsMethods:
    """A view that answers OPTIONS with the methods there are, in `Allow`, and nothing else."""

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The methods there are, in `Allow`."""
        response = HttpResponse(status=204)
        del response["Content-Type"]
        return response
