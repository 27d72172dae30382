"""Three groups with the least that each job needs. Superusers add to them or make their own."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

APPS = ("orders", "payments", "cancellations", "addresses", "events")

ORDER_IN_FULL = (
    "orders.view_order",
    "orders.view_orderitem",
    "orders.view_adjustment",
    "orders.view_shipment",
    "orders.view_shipmentline",
    "orders.view_statuschange",
    "orders.view_note",
)
GROUPS = {
    "Support": (
        *ORDER_IN_FULL,
        "orders.change_order",
        "orders.add_note",
        "orders.view_customerhistoryentry",
        "payments.view_payment",
        "payments.view_refund",
        "cancellations.view_cancellationplan",
        "cancellations.view_planline",
        "cancellations.change_cancellationplan",
        "addresses.view_customer",
        "addresses.change_customer",
        "addresses.view_customeraddress",
        "addresses.change_customeraddress",
        "events.view_event",
        "events.view_message",
    ),
    "Warehouse": (
        *ORDER_IN_FULL,
        "orders.change_shipment",
    ),
    "Finance": (
        *ORDER_IN_FULL,
        "payments.view_payment",
        "payments.change_payment",
        "payments.view_refund",
        "payments.add_refund",
        "payments.view_gatewayevent",
        "cancellations.view_cancellationplan",
        "cancellations.view_planline",
        "cancellations.change_cancellationplan",
        "addresses.view_customer",
        "events.view_event",
    ),
}


def ship_groups(apps, schema_editor):
    database = schema_editor.connection.alias
    _create_permissions(apps, database)
    Group = apps.get_model("auth", "Group")
    for name, permissions in GROUPS.items():
        group, _ = Group.objects.using(database).get_or_create(name=name)
        group.permissions.add(*(_permission(apps, database, named) for named in permissions))


def _create_permissions(apps, database):
    """Django creates permissions when all migrations are done, which is too late for this one."""
    for label in APPS:
        app = apps.get_app_config(label)
        app.models_module = True
        create_permissions(app, apps=apps, using=database, verbosity=0)
        app.models_module = None


def _permission(apps, database, named):
    label, codename = named.split(".")
    Permission = apps.get_model("auth", "Permission")
    return Permission.objects.using(database).get(content_type__app_label=label, codename=codename)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_connect_apps"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("orders", "0002_add_indexes"),
        ("payments", "0002_add_indexes"),
        ("cancellations", "0002_add_indexes"),
        ("addresses", "0003_add_indexes"),
        ("events", "0002_add_indexes"),
        ("workplace", "0001_initial"),
    ]
    operations = [migrations.RunPython(ship_groups, migrations.RunPython.noop)]
