"""Settings that must not go into production: `manage.py check --deploy` refuses each, and says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from access.models import SecondFactorGroup
from orders_service.demo.logins import are_made

A_DAY = timedelta(days=1).total_seconds()
MOST_REQUESTS_A_SECOND = 1000
RATE = re.compile(r"(\d+)/(s|sec|m|min|h|hour|d|day)")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Danger(NamedTuple):
    """A setting that endangers the service."""

    code: str
    is_there: bool
    what: str
    hint: str


@register(Tags.security, deploy=True)
def safe_for_production(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """The configuration is safe to be reached by strangers."""
    dangers = [*_exposure(), *_transport(), *_money(), *_limits()]
    return [Error(danger.what, hint=danger.hint, id=f"orders_service.{danger.code}") for danger in dangers if danger[1]]


@register(Tags.security, Tags.database, deploy=True)
def no_demo_logins(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """No login has a password that is printed in the source. Checked only with `--database default`."""
    if not databases or not are_made():
        return []
    hint = "Delete the users and API clients of the demo, or use a database of its own."
    return [
        Error(
            "The demo's users and clients are there, with passwords known to all.", hint=hint, id="orders_service.E015"
        )
    ]


@register(Tags.security, Tags.database, deploy=True)
def staff_need_a_second_factor(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Some of the staff need more than a password. Checked only with `--database default`."""
    if not databases or settings.DEBUG or settings.SECOND_FACTOR_REQUIRED or SecondFactorGroup.objects.exists():
        return []
    hint = "Require a second factor on the pages of groups, or of all staff with SECOND_FACTOR_REQUIRED=true."
    return [Warning("A stolen password is enough to sign in as staff.", hint=hint, id="orders_service.W016")]


def _exposure() -> Iterator[Danger]:
    yield Danger("E001", settings.DEBUG, "DEBUG shows everybody the insides.", "Set DEBUG=false.")
    yield Danger(
        "E002",
        settings.SECRET_KEY == settings.DEVELOPMENT_SECRET_KEY,
        "SECRET_KEY is the one in the source code.",
        "Set SECRET_KEY to 50 random characters.",
    )
    yield Danger(
        "E003",
        settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
        "SQLite serves one machine and one writer.",
        "Set DATABASE_URL to a PostgreSQL database.",
    )
    yield Danger(
        "E005", "*" in settings.ALLOWED_HOSTS, "Any host name is accepted.", "Name the hosts in ALLOWED_HOSTS."
    )
    yield Danger(
        "E008",
        settings.WEBHOOK_PRIVATE_NETWORKS,
        "Whoever registers a webhook can reach addresses inside your network.",
        "Set WEBHOOK_PRIVATE_NETWORKS=false.",
    )


def _transport() -> Iterator[Danger]:
    yield Danger(
        "E004",
        not settings.SECURE_SSL_REDIRECT,
        "Tokens and sessions would travel in the clear.",
        "Set HTTPS_ONLY=true.",
    )
    yield Danger(
        "E006",
        not settings.PUBLIC_URL.startswith("https://"),
        "Links in answers and e-mails would not be safe.",
        "Set PUBLIC_URL to the https address of the service.",
    )
    yield Danger(
        "E009",
        not settings.REST_FRAMEWORK["NUM_PROXIES"] and settings.SECURE_PROXY_SSL_HEADER is not None,
        "X-Forwarded-Proto is believed, and no proxy is trusted: anybody can send it.",
        "Set TRUSTED_PROXIES to the number of proxies in front of the service.",
    )
    yield Danger(
        "E010",
        "console" in settings.EMAIL_BACKEND,
        "E-mails to customers would be printed and lost.",
        "Set EMAIL_URL to your mail server.",
    )


def _money() -> Iterator[Danger]:
    gateways = settings.PAYMENT_GATEWAYS
    stripe: dict[str, str] = gateways.get("stripe", {})
    yield Danger(
        "E007",
        "sandbox-card" in gateways,
        "The sandbox gateway is on: anybody pays without money.",
        "Set SANDBOX_GATEWAY=false.",
    )
    yield Danger(
        "E011",
        bool(stripe) and not stripe.get("signing_secret"),
        "Stripe's webhooks cannot be distinguished from forged ones.",
        "Set STRIPE_SIGNING_SECRET.",
    )
    yield Danger(
        "E012",
        stripe.get("url", "").startswith("http:"),
        "Stripe would be asked in the clear.",
        "Leave STRIPE_URL empty, or give it an https address.",
    )


def _limits() -> Iterator[Danger]:
    absurd = [name for name, rate in settings.THROTTLES.items() if not _is_sane(rate)]
    yield Danger(
        "E013",
        bool(absurd),
        f"There is no sensible limit to the requests of: {', '.join(absurd)}.",
        f"Set THROTTLE_CLIENT, … to rates such as 6000/min, at most {MOST_REQUESTS_A_SECOND} a second.",
    )
    lifetimes = [settings.OAUTH2_PROVIDER["ACCESS_TOKEN_EXPIRE_SECONDS"], settings.SESSION_COOKIE_AGE]
    yield Danger(
        "E014",
        max(lifetimes) > A_DAY,
        "A stolen token or session is good for more than a day.",
        "Set ACCESS_TOKEN_SECONDS and SESSION_SECONDS to at most 86400.",
    )


def _is_sane(rate: str) -> bool:
    found = RATE.fullmatch(rate)
    return found is not None and 0 < int(found[1]) / SECONDS[found[2][0]] <= MOST_REQUESTS_A_SECOND
