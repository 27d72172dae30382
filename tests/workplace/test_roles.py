"""The three groups that are shipped: what each may do, in full, so that nothing is added by accident."""

import importlib
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from access.models import User
from access.scopes import scopes_of_staff
from orders_service.demo.logins import ADMIN, PASSWORD, STAFF, make_logins

pytestmark = pytest.mark.django_db

ORDERS_IN_FULL = {
    "orders.view_order", "orders.view_orderitem", "orders.view_adjustment", "orders.view_shipment",
    "orders.view_shipmentline", "orders.view_statuschange", "orders.view_note",
}  # fmt: skip

ROLES = {
    "Support": ORDERS_IN_FULL | {
        "orders.change_order", "orders.add_note", "orders.view_customerhistoryentry",
        "payments.view_payment", "payments.view_refund",
        "cancellations.view_cancellationplan", "cancellations.view_planline", "cancellations.change_cancellationplan",
        "addresses.view_customer", "addresses.change_customer",
        "addresses.view_customeraddress", "addresses.change_customeraddress",
        "events.view_event", "events.view_message",
    },
    "Warehouse": ORDERS_IN_FULL | {"orders.change_shipment"},
    "Finance": ORDERS_IN_FULL | {
        "payments.view_payment", "payments.change_payment", "payments.view_refund", "payments.add_refund",
        "payments.view_gatewayevent",
        "cancellations.view_cancellationplan", "cancellations.view_planline", "cancellations.change_cancellationplan",
        "addresses.view_customer",
        "events.view_event",
    },
}  # fmt: skip


def permissions_of(name):
    rows = Group.objects.get(name=name).permissions.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_exactly_what_the_table_says(role):
    assert permissions_of(role) == ROLES[role]


def test_the_warehouse_ships_and_moves_no_money():
    assert scopes_of_staff(permissions_of("Warehouse")) == {"orders:read", "shipments:write"}


def test_support_moves_no_money_by_itself():
    assert not {"payments:write", "refunds:write"} & scopes_of_staff(permissions_of("Support"))


def test_only_finance_refunds():
    refunding = Group.objects.filter(permissions__codename="add_refund")

    assert [group.name for group in refunding] == ["Finance"]


def test_no_role_deletes_anything_or_makes_users():
    codenames = Group.objects.filter(name__in=ROLES).values_list("permissions__codename", flat=True)

    assert not [name for name in codenames if name.startswith("delete_") or name.endswith(("_user", "_apiclient"))]


def test_the_groups_are_shipped_where_no_permission_has_been_made_yet():
    """As on a fresh database, where Django makes permissions after the last migration."""
    Group.objects.all().delete()
    Permission.objects.all().delete()
    state = MigrationExecutor(connection).loader.project_state(
        [("access", "0003_ship_staff_groups"), ("events", "0003_guard_log")]
    )
    migration = importlib.import_module("access.migrations.0003_ship_staff_groups")
    migration.ship_groups(state.apps, SimpleNamespace(connection=connection))

    assert {role: permissions_of(role) for role in ROLES} == ROLES


def test_the_demo_has_a_login_for_each_role_and_for_a_superuser(channel):
    make_logins()

    assert set(STAFF.values()) == set(ROLES)
    for name, groups in {**{name: [role] for name, role in STAFF.items()}, ADMIN: []}.items():
        person = User.objects.get(username=name)
        assert person.check_password(PASSWORD)
        assert (person.is_staff, person.is_superuser) == (True, name == ADMIN)
        assert [group.name for group in person.groups.all()] == groups
