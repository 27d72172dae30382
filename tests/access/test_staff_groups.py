"""The groups that are shipped give each job what it needs, and not more."""

import pytest
from django.contrib.auth.models import Group

from access.scopes import scopes_of_staff

pytestmark = pytest.mark.django_db


def scopes(name):
    permissions = Group.objects.get(name=name).permissions.select_related("content_type")
    return scopes_of_staff(f"{row.content_type.app_label}.{row.codename}" for row in permissions)


def test_support_looks_after_orders_and_moves_no_money():
    assert scopes("Support") == {
        "orders:read",
        "orders:write",
        "payments:read",
        "cancellations:read",
        "cancellations:write",
        "addresses:read",
        "addresses:write",
        "events:read",
    }


def test_the_warehouse_ships():
    assert scopes("Warehouse") == {"orders:read", "shipments:write"}


def test_finance_moves_money():
    assert scopes("Finance") == {
        "orders:read",
        "payments:read",
        "payments:write",
        "refunds:write",
        "cancellations:read",
        "events:read",
    }


@pytest.mark.parametrize("name", ["Support", "Warehouse", "Finance"])
def test_no_group_deletes_anything_or_makes_users(name):
    codenames = set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))

    assert not [name for name in codenames if name.startswith("delete_") or name.endswith(("_user", "_apiclient"))]
