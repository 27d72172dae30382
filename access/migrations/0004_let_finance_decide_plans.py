"""What the shipped groups turned out to need beside it: Finance decides plans and looks into what gateways said, Support
sees which e-mails failed."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

APPS = ("payments", "cancellations", "addresses", "events")

MORE = {
    "Support": ("events.view_message",),
    "Finance": (
        "payments.view_gatewayevent",
        "cancellations.change_cancellationplan",
        "addresses.view_customer",
    ),
}


def add_permissions(apps, schema_editor):
    database = schema_editor.connection.alias
    _create_permissions(apps, database)
    Group = apps.get_model("auth", "Group")
    for name, permissions in MORE.items():
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
        ("access", "0003_ship_staff_groups"),
        ("events", "0003_add_outbox"),
    ]
    operations = [migrations.RunPython(add_permissions, migrations.RunPython.noop)]
