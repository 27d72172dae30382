"""A configuration that is not safe for production is refused by name."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group

from access.models import SecondFactorGroup
from orders_service import checks
from orders_service.demo.logins import make_logins
from orders_service.settings import DEVELOPMENT_SECRET_KEY

SAFE = {
    "DEBUG": False,
    "DEVELOPMENT_SECRET_KEY": DEVELOPMENT_SECRET_KEY,
    "SECRET_KEY": "a key of this deployment alone",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "SECURE_SSL_REDIRECT": True,
    "ALLOWED_HOSTS": ["orders.example"],
    "PUBLIC_URL": "https://orders.example",
    "WEBHOOK_PRIVATE_NETWORKS": False,
    "REST_FRAMEWORK": {"NUM_PROXIES": 1},
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "PAYMENT_GATEWAYS": {"stripe": {"signing_secret": "whsec_1", "url": ""}},
    "THROTTLES": {"client": "6000/min", "guest": "120/min"},
    "OAUTH2_PROVIDER": {"ACCESS_TOKEN_EXPIRE_SECONDS": 3600},
    "SESSION_COOKIE_AGE": 43200,
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
        ("PAYMENT_GATEWAYS", {"sandbox-card": {"secret": "sandbox"}}, "E007"),
        ("WEBHOOK_PRIVATE_NETWORKS", True, "E008"),
        ("REST_FRAMEWORK", {"NUM_PROXIES": 0}, "E009"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "E010"),
        ("PAYMENT_GATEWAYS", {"stripe": {"signing_secret": "", "url": ""}}, "E011"),
        ("PAYMENT_GATEWAYS", {"stripe": {"signing_secret": "whsec_1", "url": "http://stripe.example"}}, "E012"),
        ("THROTTLES", {"client": ""}, "E013"),
        ("THROTTLES", {"guest": "1000000/s"}, "E013"),
        ("THROTTLES", {"guest": "0/min"}, "E013"),
        ("OAUTH2_PROVIDER", {"ACCESS_TOKEN_EXPIRE_SECONDS": 86401}, "E014"),
        ("SESSION_COOKIE_AGE", 86401, "E014"),
    ],
)
def test_each_danger_is_named(complaints, name, value, code):
    assert complaints(**{name: value}) == [f"orders_service.{code}"]


@pytest.mark.django_db
def test_the_logins_of_the_demo_are_refused_where_the_database_is_asked():
    assert checks.no_demo_logins(None, databases=["default"]) == []

    make_logins()

    assert [complaint.id for complaint in checks.no_demo_logins(None, databases=["default"])] == ["orders_service.E015"]
    assert checks.no_demo_logins(None) == []


@pytest.mark.django_db
def test_staff_who_sign_in_by_password_alone_are_warned_of_where_the_database_is_asked(settings):
    def warnings():
        return [complaint.id for complaint in checks.staff_need_a_second_factor(None, databases=["default"])]

    assert warnings() == ["orders_service.W016"]
    assert checks.staff_need_a_second_factor(None) == []

    settings.SECOND_FACTOR_REQUIRED = True
    assert warnings() == []
    settings.SECOND_FACTOR_REQUIRED = False
    SecondFactorGroup.objects.create(group=Group.objects.get(name="Finance"))
    assert warnings() == []
