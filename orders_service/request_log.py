"""One line in the log for each request, when it has ended."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars, unbind_contextvars

from access.client_ip import client_ip
from orders_service.browsers import has_no_session
from orders_service.logs import Line, without_tokens

logger = logging.getLogger("orders_service.requests")


class RequestLogMiddleware(RequestMiddleware):
    """django-structlog's, which does not write that a request has begun, and asks for no session to say how it ended.

    What is logged meanwhile has the request's id, which a proxy may give, and the caller's address.
    """

    def __call__(self, request: HttpRequest) -> Any:
        self.prepare(request)
        response: Any = self.get_response(request)
        self.handle_response(request, response)
        return response

    def prepare(self, request: HttpRequest) -> None:
        request_id = without_tokens(request.META.get("HTTP_X_REQUEST_ID", "")) or str(uuid4())
        ip = client_ip(request)
        bind_contextvars(request_id=request_id, ip=ip)
        request.log_facts = {"request_id": request_id, "user_id": None, "ip": ip}  # type: ignore[attr-defined]

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        if response.streaming or hasattr(request, "_raised_exception") or not has_no_session(request):
            super().handle_response(request, response)
            return
        level = self._log_level_for_status_code(response.status_code)
        if logger.isEnabledFor(level):
            line = Line(self._line_facts(request, response, level))
            logger.handle(logger.makeRecord(logger.name, level, "", 0, line, (), None))
        unbind_contextvars("request_id", "ip")

    def _line_facts(self, request: Any, response: HttpResponse, level: int) -> dict[str, Any]:
        return {
            "code": response.status_code,
            "request": without_tokens(self.format_request(request)),
            "event": "request_finished",
            **request.log_facts,
            "logger": logger.name,
            "level": logging.getLevelName(level).lower(),
            "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        }
