"""The entry for WSGI servers: `gunicorn orders_service.wsgi`."""

from __future__ import annotations

import os
import re
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler

_PARAMETER = re.compile(r";([^;,=]*)=[^;,]*")


def _without_charset(kind: str) -> str:
    """A media type without the parameters that name a codec: `charset`, and any with a `*` (RFC 2231)."""
    return _PARAMETER.sub(lambda found: "" if _names_codec(found[1]) else found[0], kind)


def _names_codec(name: str) -> bool:
    return "*" in name or name.strip().lower() == "charset"


class Handler(WSGIHandler):
    """Django's, to which nobody says how to decode a request: URLs, forms and JSON are UTF-8.

    It would read the URL by the charset of the body, and raises an error before any middleware where the charset is a
    codec for something else than texts (`base64`).
    """

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        for name in ("CONTENT_TYPE", "HTTP_ACCEPT"):
            if ";" in environ.get(name, ""):
                environ[name] = _without_charset(environ[name])
        return super().__call__(environ, start_response)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orders_service.settings")
django.setup(set_prefix=False)
application = Handler()
