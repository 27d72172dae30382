"""People and programs to look at the demo with. Everybody can read their passwords and secrets here."""

from __future__ import annotations

from django.contrib.auth.models import Group
from oauth2_provider.models import AccessToken, set_token_value

from access.models import ApiClient, User
from access.scopes import SCOPES
from access.services import FOR_EVER
from access.tokens import API_KEY_PREFIX
from addresses.models import Customer
from orders.models import Channel
from orders_service.demo.dialects import DEMO_CALLERS

PASSWORD = "demo-password"
ADMIN = "admin"
STAFF = {"support": "Support", "warehouse": "Warehouse", "finance": "Finance"}
"""Staff by name, and the group each is in."""

CUSTOMER = "shop@example.com"
CLIENTS = {"demo-storefront": ("US_WEB",), "demo-integrator": ("salesman", "US_WEB", "akinon", "lunasoft", "aplazame")}
"""Programs by `client_id`, and the channels that each reaches."""


def secret_of(client_id: str) -> str:
    """The secret of a demo client."""
    return f"{client_id}-secret"


def key_of(client_id: str) -> str:
    """The API key of a demo client."""
    return f"{API_KEY_PREFIX}{client_id}"


def make_logins() -> None:
    """Make them all. Call once, with the demo's channels and customers there."""
    User.objects.create_superuser(ADMIN, password=PASSWORD)
    for name, group in STAFF.items():
        person = User.objects.create_user(name, password=PASSWORD, is_staff=True, reaches_all_channels=True)
        person.groups.add(Group.objects.get(name=group))
    customer = User.objects.create_user(CUSTOMER, email=CUSTOMER, password=PASSWORD)
    Customer.objects.filter(channel__code="US_WEB", email=CUSTOMER).update(user=customer)
    for client_id, channels in CLIENTS.items():
        _make_client(client_id, secret_of(client_id), key_of(client_id), channels)
    for caller in DEMO_CALLERS:
        _make_client(caller.client_id, caller.secret, caller.token, (caller.channel,))


def are_made() -> bool:
    """Whether the demo's logins are there."""
    return bool(ApiClient.objects.filter(client_id__in=CLIENTS).exists())


def _make_client(client_id: str, secret: str, token: str, channels: tuple[str, ...]) -> None:
    client = ApiClient.objects.create(
        client_id=client_id, client_secret=secret, name=client_id, allowed_scopes=sorted(SCOPES)
    )
    client.channels.set(Channel.objects.filter(code__in=channels))
    key = AccessToken(application=client, scope=" ".join(sorted(SCOPES)), expires=FOR_EVER)
    set_token_value(key, token)
    key.save()
