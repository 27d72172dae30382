"""A customer keeps its serial."""

from django.db import migrations

from common.guards import FixedColumn


class Migration(migrations.Migration):
    dependencies = [("addresses", "0004_load_countries")]
    operations = [FixedColumn("customer", "serial")]
