"""Structured logs: one JSON object on each line, with the request's id."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog

_PRIVATE = re.compile(
    r"(identity_number|tax_no|document_id|token|secret|password|authorization|cookie|api_key)", re.IGNORECASE
)
_TOKEN_IN_URL = re.compile(r"([?&](?:token|access_token)=)[^&\s]+|(?<=[ /])(o/)[^/\s]{10,}")


def masked(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask what must not be in a log: identity and tax numbers, tokens, secrets."""
    for name, value in event.items():
        if _PRIVATE.search(name):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = without_tokens(value)
    return event


def without_tokens(text: str) -> str:
    """A text in which no address has a token."""
    return _TOKEN_IN_URL.sub(r"\1\2***", text)


class Line(dict[str, Any]):
    """A record that has everything a line needs already, without what nobody should read, and passes no processors."""


class LineFormatter(structlog.stdlib.ProcessorFormatter):
    """structlog's, which writes a line as it is."""

    def format(self, record: logging.LogRecord) -> str:
        return orjson.dumps(record.msg).decode() if isinstance(record.msg, Line) else super().format(record)


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.UnicodeDecoder(),
]


def formatter() -> logging.Formatter:
    """The formatter of every handler, for our own records and for those of libraries."""
    return LineFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            masked,
            structlog.processors.JSONRenderer(),
        ],
    )


structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
