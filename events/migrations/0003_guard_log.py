"""What happened is never changed and never deleted."""

from django.db import migrations

from common.guards import NeverChanged, NeverDeleted


class Migration(migrations.Migration):
    dependencies = [("events", "0002_add_indexes")]
    operations = [NeverChanged("event"), NeverDeleted("event")]
