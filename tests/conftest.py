"""A shop with its callers, used by every test: two channels, clients, staff, customers, and orders placed for real."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.utils import timezone, translation
from rest_framework.test import APIClient

from access.models import User
from access.scopes import PERMISSION_FOR_SCOPE, SCOPES
from access.services import create_api_key, create_client
from addresses.models import Customer
from common.actors import SYSTEM
from events.feed import OldestRunningTransaction
from orders.models import Channel
from orders.place import NewOrder, draft_order, place_order
from tests.lifted_guards import guards_lifted_while_emptying

pytest_plugins = [
    "tests.contract_check",
    "tests.sandbox",
    "tests.gateways",
    "tests.mailbox",
    "tests.basket",
    "tests.desks",
    "tests.receiver",
]

ITEM = {"sku": "MUG", "quantity": 2, "unit_price": Decimal("10.00"), "product": {"name": "Medium Mug"}}
SHIPPING = {"type": "shipping", "label": "DHL Express", "amount": Decimal("3.50")}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests that empty the tables afterwards come last: whoever came behind them would miss the countries."""
    items.sort(key=empties_the_tables)


def empties_the_tables(item):
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "live_server" in item.fixturenames


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """On SQLite the tests have a file, as `make run` has. In memory, whoever meets another thread at a table is refused
    instead of waiting."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "tests.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL drops no database that somebody is connected to, as a thread of the live server may still be, shortly
    after its last answer."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def guards_let_tests_clean_up():
    """The tables of a test in earnest are emptied after it, which the database refuses to everybody else."""
    with guards_lifted_while_emptying():
        yield


@pytest.fixture(autouse=True)
def nobody_has_called_yet():
    """Throttles count in the cache."""
    cache.clear()


@pytest.fixture(autouse=True)
def english(settings):
    """A request leaves its language behind in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def passwords_cost_nothing(settings):
    """Hashing that is slow on purpose would take longer than everything else."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "access.hashers.RandomSecretHasher"]


@pytest.fixture
def feed_of_now(monkeypatch):
    """The feed waits for transactions that run. That of the test itself runs until it is undone."""
    monkeypatch.setattr(OldestRunningTransaction, "template", str(2**63 - 1))


@pytest.fixture
def channel(db):
    return Channel.objects.create(code="us-web", name="US Web Store", default_currency="USD")


@pytest.fixture
def other_channel(db):
    return Channel.objects.create(code="market", name="Marketplace", default_currency="EUR")


@pytest.fixture
def client_for():
    """An API client's connection, with these scopes in these channels."""

    def connect(*scopes, channels):
        client = create_client("Storefront", channels=[row.id for row in channels], scopes=scopes).client
        connection = APIClient()
        connection.credentials(HTTP_AUTHORIZATION=f"Bearer {create_api_key(client).secret}")
        return connection

    return connect


@pytest.fixture
def api(client_for, channel):
    """The storefront's connection: every scope, in one channel."""
    return client_for(*SCOPES, channels=[channel])


@pytest.fixture
def stranger(client_for, other_channel):
    """Another channel's client, with every scope there."""
    return client_for(*SCOPES, channels=[other_channel])


@pytest.fixture
def staff(db):
    """A member of staff who may know customers, with every permission a scope stands for."""
    person = User.objects.create_user("support-1", password="a long password", is_staff=True, reaches_all_channels=True)
    wanted = Q()
    for name in [*PERMISSION_FOR_SCOPE.values(), "addresses.view_customer"]:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    person.user_permissions.set(Permission.objects.filter(wanted))
    return person


@pytest.fixture
def staff_api(staff):
    connection = APIClient()
    connection.force_login(staff)
    return connection


@pytest.fixture
def customer(channel):
    at = timezone.now()
    return Customer.objects.create(
        channel=channel, email="shop@example.com", first_name="John", last_name="Doe", created_at=at, updated_at=at
    )


@pytest.fixture
def customer_api(customer):
    """The customer, signed in."""
    customer.user = User.objects.create_user("shop@example.com", password="a long password")
    customer.save()
    connection = APIClient()
    connection.force_login(customer.user)
    return connection


@pytest.fixture
def guest():
    """Nobody signed in."""
    return APIClient()


@pytest.fixture
def place(channel, customer):
    """Place an order through the service."""

    def place(**changes):
        wanted = {
            "channel": channel,
            "customer": customer.id,
            "currency": "USD",
            "items": [ITEM],
            "adjustments": [SHIPPING],
            "billing_address": {"line": "300 E St SW", "city_name": "Washington", "country_code": "US"},
            **changes,
        }
        return place_order(NewOrder(**wanted), actor=SYSTEM, at=timezone.now())

    return place


@pytest.fixture
def order(place):
    return place()


@pytest.fixture
def draft(channel, customer):
    return draft_order(NewOrder(channel=channel, customer=customer.id, currency="USD"), actor=SYSTEM, at=timezone.now())


@pytest.fixture
def body():
    """What a storefront sends to place an order of 23.50 USD."""
    return {
        "customer": {"email": "shop@example.com", "first_name": "John", "last_name": "Doe"},
        "items": [{"sku": "MUG", "quantity": 2, "unit_price": "10.00", "product": {"name": "Medium Mug"}}],
        "adjustments": [{"type": "shipping", "label": "DHL Express", "amount": "3.50"}],
        "shipping_address": {"line": "300 E St SW", "city_name": "Washington", "country_code": "US"},
        "total": "23.50",
    }
