"""The service does not start where it would not be safe."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from orders_service import checks
from orders_service.demo.logins import make_logins
from orders_service.settings import DEVELOPMENT_SECRET_KEY

SAFE = {
    "DEBUG": False,
    "SECRET_KEY": "0123456789-abcdefghij-ABCDEFGHIJ-klmnopqrst-KLMNOPQRST",
    "SECURE_SSL_REDIRECT": True,
    "ALLOWED_HOSTS": ["orders.example"],
    "PUBLIC_URL": "https://orders.example",
    "BIND": "0.0.0.0:8000",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "PAYMENT_GATEWAYS": {},
    "WEBHOOK_PRIVATE_NETWORKS": False,
    "THROTTLES": {"guest": "120/min"},
}
ALONE = {"ALLOWED_HOSTS": ["localhost", "[::1]"], "PUBLIC_URL": "http://localhost:8000", "BIND": "127.0.0.1:8000"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def safe(settings, monkeypatch):
    """A configuration for production."""
    for name, value in SAFE.items():
        setattr(settings, name, value)
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    return settings


def why_not():
    with pytest.raises(CommandError) as refused:
        call_command("may_start")
    return str(refused.value)


def test_a_safe_service_starts():
    call_command("may_start")


def test_an_unsafe_one_says_what_to_do(safe):
    safe.SECRET_KEY = DEVELOPMENT_SECRET_KEY
    safe.SECURE_SSL_REDIRECT = False

    reasons = why_not()

    assert "Set SECRET_KEY to 50 random characters. (orders_service.E002)" in reasons
    assert "Set HTTPS_ONLY=true. (orders_service.E004)" in reasons


def test_the_logins_of_the_demo_are_reasons_too():
    make_logins()

    assert "orders_service.E015" in why_not()


def test_the_worker_does_not_start_either(safe):
    safe.SECRET_KEY = DEVELOPMENT_SECRET_KEY

    with pytest.raises(CommandError, match="E002"):
        call_command("worker", "--once")


def test_a_database_that_does_not_answer_is_said_to(monkeypatch):
    def fail():
        raise OperationalError("connection refused")

    monkeypatch.setattr(checks, "are_made", fail)

    assert why_not() == "The database does not answer, or is not migrated: connection refused"


@pytest.mark.parametrize(
    "allowed", [{"DEBUG": True}, {"DEMO": True}, ALONE], ids=["DEBUG", "DEMO", "this machine alone"]
)
def test_it_starts_where_nobody_is_in_danger(safe, allowed):
    safe.SECRET_KEY = DEVELOPMENT_SECRET_KEY
    for name, value in allowed.items():
        setattr(safe, name, value)

    call_command("may_start")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", ["localhost", "orders.example"]),
        ("ALLOWED_HOSTS", ["*"]),
        ("PUBLIC_URL", "http://orders.example"),
        ("BIND", "0.0.0.0:8000"),
        ("BIND", ":8000"),
        ("REST_FRAMEWORK", {"NUM_PROXIES": 1}),
    ],
)
def test_any_way_in_from_outside_counts(safe, name, value):
    for known, given in {**ALONE, "SECRET_KEY": DEVELOPMENT_SECRET_KEY}.items():
        setattr(safe, known, given)
    setattr(safe, name, {**safe.REST_FRAMEWORK, **value} if isinstance(value, dict) else value)

    assert "orders_service.E002" in why_not()
