"""Whether the service may start: not with an error of `check --deploy`, unless only this machine, or the audience of a
demo, can reach it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, run_checks

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def reasons_not_to_start() -> list[CheckMessage]:
    """The errors in the configuration and the database that prevent the start."""
    if settings.DEBUG or settings.DEMO or serves_this_machine_alone():
        return []
    return _errors() or _errors(databases=["default"])


def _errors(databases: list[str] | None = None) -> list[CheckMessage]:
    found = run_checks(tags=[Tags.security], include_deployment_checks=True, databases=databases)
    return [message for message in found if message.is_serious() and not message.is_silenced()]


def serves_this_machine_alone() -> bool:
    """Whether every allowed host is this machine, and there is no proxy in front."""
    bound_to = settings.BIND.rpartition(":")[0]
    names = [*settings.ALLOWED_HOSTS, bound_to, urlsplit(settings.PUBLIC_URL).hostname or ""]
    return {name.strip("[]") for name in names} <= LOOPBACK and not settings.REST_FRAMEWORK["NUM_PROXIES"]
