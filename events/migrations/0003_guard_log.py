"""What happened is of a known type, never deleted, and never changed but for what an erasure takes out of it."""

from django.db import migrations

from common.guards import NeverDeleted, OnlyListed
from common.log_guards import OnlyErased


class Migration(migrations.Migration):
    dependencies = [("events", "0002_add_indexes"), ("orders", "0001_initial")]
    operations = [
        OnlyErased("event", ["actor_name", "actor_id", "data"]),
        NeverDeleted("event"),
        OnlyListed("event", "type", listed_in="storabletype"),
    ]
