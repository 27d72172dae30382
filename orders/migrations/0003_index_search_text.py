"""One trigram index serves every search for a part of a text (`orders/search.py`). PostgreSQL has them in an extension
that comes with it but may be missing; then searches still work, and read every row."""

from django.db import migrations


def build(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if cursor.fetchone():
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute("CREATE INDEX order_search_text ON orders_order USING gin (search_text gin_trgm_ops)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS order_search_text")


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_add_indexes")]
    operations = [migrations.RunPython(build, drop)]
