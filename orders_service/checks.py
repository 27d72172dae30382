"""What must not go into production: `manage.py check --deploy` refuses it, and so does the start of the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def safe_for_production(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """The settings that an attacker, or a lost order, would thank us for."""
    complaints = [
        (settings.DEBUG, "E001", "DEBUG shows everybody the insides.", "Set DEBUG=false."),
        (
            settings.SECRET_KEY == settings.DEVELOPMENT_SECRET_KEY,
            "E002",
            "SECRET_KEY is the one that stands in the source.",
            "Set SECRET_KEY to 50 random characters.",
        ),
        (
            settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
            "E003",
            "SQLite serves one machine and one writer.",
            "Set DATABASE_URL to a PostgreSQL database.",
        ),
        (
            not settings.SECURE_SSL_REDIRECT,
            "E004",
            "Tokens and sessions would travel in the clear.",
            "Set HTTPS_ONLY=true.",
        ),
        ("*" in settings.ALLOWED_HOSTS, "E005", "Any host name is accepted.", "Name the hosts in ALLOWED_HOSTS."),
        (
            not settings.PUBLIC_URL.startswith("https://"),
            "E006",
            "Links in answers and e-mails would not be safe.",
            "Set PUBLIC_URL to the https address of the service.",
        ),
    ]
    return [
        Error(what, hint=hint, id=f"orders_service.{code}") for is_wrong, code, what, hint in complaints if is_wrong
    ]
