"""A configuration that is not safe for production is refused by name."""

from types import SimpleNamespace

import pytest

from orders_service import checks
from orders_service.settings import DEVELOPMENT_SECRET_KEY

SAFE = {
    "DEBUG": False,
    "DEVELOPMENT_SECRET_KEY": DEVELOPMENT_SECRET_KEY,
    "SECRET_KEY": "a key of this deployment alone",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "SECURE_SSL_REDIRECT": True,
    "ALLOWED_HOSTS": ["orders.example"],
    "PUBLIC_URL": "https://orders.example",
}


@pytest.fixture
def complaints(monkeypatch):
    """What is said of the safe configuration with some of it changed."""

    def complaints(**changed):
        monkeypatch.setattr(checks, "settings", SimpleNamespace(**SAFE | changed))
        return [complaint.id for complaint in checks.safe_for_production(None)]

    return complaints


def test_a_safe_configuration_is_accepted(complaints):
    assert complaints() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "E001"),
        ("SECRET_KEY", DEVELOPMENT_SECRET_KEY, "E002"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "E003"),
        ("SECURE_SSL_REDIRECT", False, "E004"),
        ("ALLOWED_HOSTS", ["*"], "E005"),
        ("PUBLIC_URL", "http://orders.example", "E006"),
    ],
)
def test_each_danger_is_named(complaints, name, value, code):
    assert complaints(**{name: value}) == [f"orders_service.{code}"]
