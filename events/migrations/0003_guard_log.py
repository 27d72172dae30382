"""What happened is of a known type, never changed and never deleted."""

from django.db import migrations

from common.guards import NeverChanged, NeverDeleted, OnlyListed


class Migration(migrations.Migration):
    dependencies = [("events", "0002_add_indexes")]
    operations = [NeverChanged("event"), NeverDeleted("event"), OnlyListed("event", "type", listed_in="storabletype")]
