"""The entry for WSGI servers: `gunicorn orders_service.wsgi`."""

from __future__ import annotations

import os
import re
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler

_MISREAD = re.compile(r";\s*(charset|[^;,=]*\*[^;,=]*)\s*=[^;,]*", re.IGNORECASE)
"""Parameters of a media type that no request needs; their value can be the name of a codec (with a `*`: RFC 2231)."""


class Handler(WSGIHandler):
    """Django's, to which nobody says how to decode a request: URLs, forms and JSON are UTF-8.

    It would read the URL by the charset of the body, and raises an error before any middleware where the charset is a
    codec for something else than texts (`base64`).
    """

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        for name in ("CONTENT_TYPE", "HTTP_ACCEPT"):
            if ";" in environ.get(name, ""):
                environ[name] = _MISREAD.sub("", environ[name])
        return super().__call__(environ, start_response)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orders_service.settings")
django.setup(set_prefix=False)
application = Handler()
